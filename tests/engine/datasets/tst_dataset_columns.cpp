// Named columns, and the order of multiple choices.
#include "engine/dataset.h"
#include "eval/dataset_choices.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>
#include <set>

using namespace kvscope;

namespace {

ColumnMap columns_of(const char *text)
{
    const Result<ColumnMap> columns = parse_column_map(text);
    return columns.has_value() ? columns.value() : ColumnMap{};
}

/// A quiz with the right answer first, as the GPQA authors' file has it.
std::string quiz(int num_questions)
{
    std::string csv =
        "Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3,Other\n";
    for (int i = 0; i < num_questions; ++i) {
        csv += "q" + std::to_string(i) + ",\"Which one, " + std::to_string(i) +
               "?\",\"right\n\",wrong,\"worse, worst\",bad,z\n";
    }
    return csv;
}

} // namespace

class TestDatasetColumns : public QObject {
    Q_OBJECT

private:
    std::string write(const std::string &content, const char *name)
    {
        const std::string path = folder_.filePath(name).toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        return path;
    }

    QTemporaryDir folder_;

private slots:
    void mappingsReadBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("two") << "problem=Question,answer=Answer";
        QTest::newRow("all") << "problem=Q,answer=A,id=I,choices=one|two,grader=choice";
        QTest::newRow("wrong ones") << "problem=Q,answer=A,wrong=x|y|z";
        QTest::newRow("escapes") << "problem=a\\,b\\=c,answer=d\\|e\\\\f,wrong=g\\|h|i";
    }

    void mappingsReadBack()
    {
        QFETCH(QString, text);
        const Result<ColumnMap> columns = parse_column_map(text.toStdString());
        QVERIFY2(columns.has_value(), columns.has_value() ? "" : columns.error().message.c_str());
        QCOMPARE(QString::fromStdString(format_column_map(columns.value())), text);
    }

    void escapesStandForThemselves()
    {
        const ColumnMap columns = columns_of("problem=a\\,b\\=c,answer=d\\|e\\\\f,wrong=g\\|h|i");
        QCOMPARE(columns.problem, std::string("a,b=c"));
        QCOMPARE(columns.answer, std::string("d|e\\f"));
        QCOMPARE(columns.wrong, (std::vector<std::string>{"g|h", "i"}));
    }

    void badMappingsSayWhatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << ""
                               << "not ROLE=COLUMN";
        QTest::newRow("no value") << "problem=,answer=A"
                                  << "not ROLE=COLUMN";
        QTest::newRow("no problem") << "answer=A"
                                    << "problem and answer";
        QTest::newRow("role") << "problem=Q,gold=A"
                              << "\"gold\" is not a role";
        QTest::newRow("both") << "problem=Q,answer=A,choices=x,wrong=y"
                              << "contradict";
        QTest::newRow("grader") << "problem=Q,answer=A,grader=oracle"
                                << "\"oracle\" is not known";
        QTest::newRow("choices graded otherwise") << "problem=Q,answer=A,choices=x,grader=integer"
                                                  << "\"integer\"";
    }

    void badMappingsSayWhatIsWrong()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        const Result<ColumnMap> columns = parse_column_map(text.toStdString());
        QVERIFY(columns.has_error());
        QCOMPARE(columns.error().code, ErrorCode::InvalidArgument);
        const QString message = QString::fromStdString(columns.error().message);
        QVERIFY2(message.contains(reason), qPrintable(message));
    }

    void namedColumnsAreRead()
    {
        const std::string path = write("nr,ask,say\n1,One?,1\n2,Two?,x\n3,,3\n", "a.csv");
        const auto loaded = load_dataset(path, {.columns = columns_of("problem=ask,answer=say,id=nr,grader=integer")});
        QVERIFY2(loaded.has_value(), loaded.has_value() ? "" : loaded.error().message.c_str());
        const Dataset &dataset = loaded.value();
        QCOMPARE(dataset.layout, std::string("mapped"));
        QCOMPARE(dataset.grader, std::string("integer"));
        QCOMPARE(dataset.problems.size(), std::size_t(1));
        QCOMPARE(dataset.problems[0].id, std::string("1"));
        QCOMPARE(dataset.problems[0].text, std::string("One?"));
        QCOMPARE(dataset.rejected.size(), std::size_t(2));
        QCOMPARE(dataset.rejected[0].line, 3);
        QCOMPARE(dataset.rejected[1].line, 4);
        // The same file read otherwise is another dataset: its samples must not be mixed.
        QVERIFY(dataset.id != dataset.sha256.substr(0, 16));
        const auto other = load_dataset(path, {.columns = columns_of("problem=ask,answer=say,grader=integer")});
        QVERIFY(other.value().id != dataset.id);
        QCOMPARE(other.value().problems[0].id, std::string("line-2"));
    }

    void aColumnThatIsNotThereIsNamed()
    {
        const auto loaded =
            load_dataset(write("ask,say\na,1\n", "a.csv"), {.columns = columns_of("problem=ask,answer=reply")});
        QVERIFY(loaded.has_error());
        QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
        QVERIFY(loaded.error().message.find("no column \"reply\"") != std::string::npos);
        QVERIFY(loaded.error().message.find("ask, say") != std::string::npos);
    }

    void namedChoicesKeepTheirOrder()
    {
        const std::string path = write(R"({"q": "Even?", "c": ["one", "two", "three"], "a": 1})", "a.jsonl");
        const auto loaded = load_dataset(path, {.columns = columns_of("problem=q,answer=a,choices=c")});
        QVERIFY2(loaded.has_value(), loaded.has_value() ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded.value().grader, std::string("choice"));
        QCOMPARE(loaded.value().problems[0].text, std::string("Even?\n\nA) one\nB) two\nC) three"));
        QCOMPARE(loaded.value().problems[0].gold, std::string("B"));
    }

    void goldFollowsTheShuffledChoice()
    {
        const std::string path = write(quiz(200), "gpqa.csv");
        const auto loaded = load_dataset(path);
        QVERIFY2(loaded.has_value(), loaded.has_value() ? "" : loaded.error().message.c_str());
        const Dataset &dataset = loaded.value();
        QCOMPARE(dataset.layout, std::string("gpqa"));
        QCOMPARE(dataset.answer_kind(), AnswerKind::Letter);
        QCOMPARE(dataset.problems.size(), std::size_t(200));
        std::map<std::string, int> golds;
        std::set<std::string> orders;
        for (const Problem &problem : dataset.problems) {
            QVERIFY(problem.text.find("\n" + problem.gold + ") right") != std::string::npos);
            QCOMPARE((std::set<std::string>(problem.choices.begin(), problem.choices.end())),
                     (std::set<std::string>{"right", "wrong", "worse, worst", "bad"}));
            ++golds[problem.gold];
            orders.insert(problem.text.substr(problem.text.find("\n\nA)")));
        }
        QCOMPARE(golds.size(), std::size_t(4));
        for (const auto &[letter, count] : golds) {
            QVERIFY2(count > 25 && count < 75, qPrintable(QString("%1 %2").arg(letter.c_str()).arg(count)));
        }
        QCOMPARE(orders.size(), std::size_t(24)); // every order of four
    }

    void theOrderBelongsToSeedAndProblem()
    {
        const std::string path = write(quiz(40), "gpqa.csv");
        const Dataset first = load_dataset(path, {.choice_seed = 5}).value();
        const Dataset again = load_dataset(path, {.limit = 10, .choice_seed = 5}).value();
        const Dataset other = load_dataset(path, {.choice_seed = 6}).value();
        QCOMPARE(again.id, first.id);
        QVERIFY(other.id != first.id);
        int num_moved = 0;
        for (std::size_t i = 0; i < 40; ++i) {
            num_moved += other.problems[i].text != first.problems[i].text ? 1 : 0;
            if (i < 10) {
                QCOMPARE(again.problems[i].text, first.problems[i].text);
            }
        }
        QVERIFY(num_moved > 20);
        // Sessions store the seed, not the order: it may never change.
        Problem problem{"q0", "Which one?", "", {"a", "b", "c", "d"}};
        shuffle_choices(problem, 42);
        QCOMPARE(problem.text, std::string("Which one?\n\nA) d\nB) a\nC) b\nD) c"));
    }

    void oneSeedLeavesFixedOrdersAlone()
    {
        const std::string path = write(R"({"question": "Even?", "choices": ["3", "8"], "answer": 1})", "a.jsonl");
        QCOMPARE(load_dataset(path, {.choice_seed = 1}).value().id, load_dataset(path, {.choice_seed = 2}).value().id);
    }

    void impossibleChoicesAreQuarantined_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *what, const QByteArray &choices, const char *answer, const char *reason) {
            QTest::newRow(what) << R"({"question": "q", "choices": )" + choices + R"(, "answer": )" + answer + "}"
                                << QString(reason);
        };
        row("one", R"(["a"])", "0", "it has 1 choices");
        row("the same twice", R"(["a", " a"])", "0", "two choices are the same");
        row("empty", R"(["a", " "])", "0", "is empty");
        row("no list", R"("a")", "0", "not a list of choices");
        row("letter out of range", R"(["x", "y"])", "\"C\"", "names none of the 2 choices");
        row("number out of range", R"(["x", "y"])", "2", "names none of the 2 choices");
    }

    void impossibleChoicesAreQuarantined()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, reason);
        const std::string good = R"({"question": "Even?", "choices": ["3", "8"], "answer": 1})";
        const auto loaded = load_dataset(write(good + "\n" + line.toStdString(), "a.jsonl"));
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded.value().rejected.size(), std::size_t(1));
        const QString found = QString::fromStdString(loaded.value().rejected[0].reason);
        QVERIFY2(found.contains(reason), qPrintable(found));
    }
};

QTEST_GUILESS_MAIN(TestDatasetColumns)
#include "tst_dataset_columns.moc"
