#include "engine/dataset.h"
#include "engine/grader.h"
#include "engine/sha256.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace kvscope;

namespace {

/// One line of the `tasks` layout; texts need no escapes.
std::string task_line(const std::string &id, const std::string &problem, const std::string &answer)
{
    return "{\"id\": \"" + id + "\", \"problem\": \"" + problem + "\", \"answer\": \"" + answer + "\"}";
}

} // namespace

class TestDataset : public QObject {
    Q_OBJECT

private:
    std::string write(const std::string &content, const char *name = "set.jsonl")
    {
        const std::string path = folder_.filePath(name).toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        return path;
    }

    QTemporaryDir folder_;

private slots:
    void layoutsAreCompleteAndGradable()
    {
        QVERIFY(dataset_layouts().size() >= 9);
        for (const DatasetLayout *layout : dataset_layouts()) {
            QVERIFY(!layout->id.empty() && !layout->label.empty());
            QVERIFY2(find_grader(layout->grader) != nullptr, layout->grader.c_str());
            QCOMPARE(layout->match({}), 0);
        }
    }

    void readsTheShippedTasks()
    {
        const std::string path = KVSCOPE_RESOURCES "/tasks/tasks.jsonl";
        const auto loaded = load_dataset(path);
        QVERIFY(loaded.has_value());
        const Dataset &dataset = loaded.value();
        QCOMPARE(dataset.layout, std::string("tasks"));
        QCOMPARE(dataset.grader, std::string("integer"));
        QCOMPARE(dataset.label, std::string("tasks"));
        QCOMPARE(dataset.file, path);
        QCOMPARE(dataset.sha256, sha256_hex_of_file(path).value());
        QCOMPARE(dataset.id, dataset.sha256.substr(0, 16));
        QCOMPARE(dataset.problems.size(), 360u);
        QVERIFY(dataset.rejected.empty());
        QCOMPARE(dataset.problems[0].id, std::string("L1-001"));
        QCOMPARE(dataset.problems[0].gold, std::string("12"));
        QVERIFY(dataset.problems[0].text.starts_with("Work modulo 100.\nLet "));
    }

    void recognisesEachLayout_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("layout");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("gold");
        QTest::newRow("tasks") << QByteArray(R"({"id": "T-1", "problem": "One and one?", "answer": "2", "level": 1})")
                               << "tasks"
                               << "T-1"
                               << "One and one?"
                               << "2";
        QTest::newRow("problem and answer only") << QByteArray(R"({"problem": "One and one?", "answer": 2})") << "tasks"
                                                 << "line-1"
                                                 << "One and one?"
                                                 << "2";
        QTest::newRow("aime24")
            << QByteArray(
                   R"({"id": 7, "problem": "Half of 50?", "solution": "Halve.", "answer": "025", "url": "example/7"})")
            << "aime24"
            << "7"
            << "Half of 50?"
            << "25";
        QTest::newRow("math")
            << QByteArray(
                   R"({"problem": "Two dozen?", "solution": "24", "answer": "24", "subject": "x", "unique_id": "a/1"})")
            << "math"
            << "a/1"
            << "Two dozen?"
            << "24";
        QTest::newRow("aime24 with capitals")
            << QByteArray(R"({"ID": "2024-I-1", "Problem": "Half of 8?", "Solution": "s", "Answer": 4})") << "aime24"
            << "2024-I-1"
            << "Half of 8?"
            << "4";
        QTest::newRow("aime24 with the answer in the box")
            << QByteArray(R"({"id": 3, "problem": "Half of 6?", "solution": "So $\\boxed{003}$.", "url": "example/3"})")
            << "aime24"
            << "3"
            << "Half of 6?"
            << "3";
        QTest::newRow("math, not an integer")
            << QByteArray(
                   R"({"problem": "A third?", "solution": "s", "answer": "\\frac{1}{3}", "level": 1, "unique_id": "a/2"})")
            << "math"
            << "a/2"
            << "A third?"
            << "\\frac{1}{3}";
        QTest::newRow("math, original files")
            << QByteArray(
                   R"({"problem": "Root of 2?", "level": "Level 1", "type": "x", "solution": "\\boxed{\\sqrt{2}}"})")
            << "math"
            << "line-1"
            << "Root of 2?"
            << "\\sqrt{2}";
        QTest::newRow("input and output")
            << QByteArray("{\"input\": \"Pick.\\nA) 1\\nB) 2\", \"output\": \"(B)\"}") << "question_letter"
            << "line-1"
            << "Pick.\nA) 1\nB) 2"
            << "B";
        QTest::newRow("question and letter")
            << QByteArray(R"({"question": "Pick.\nA: 1\nB: 2", "answer": "A"})") << "question_letter"
            << "line-1"
            << "Pick.\nA: 1\nB: 2"
            << "A";
        QTest::newRow("problem and boxed letter")
            << QByteArray(R"({"problem": "Pick.\nA: 1\nB: 2", "solution": "\\boxed{B}", "domain": "x"})")
            << "question_letter"
            << "line-1"
            << "Pick.\nA: 1\nB: 2"
            << "B";
        QTest::newRow("choices and number")
            << QByteArray(R"({"question": "Even?", "choices": ["3", "8"], "answer": 1})") << "question_choices"
            << "line-1"
            << "Even?\n\nA) 3\nB) 8"
            << "B";
        QTest::newRow("options and letter")
            << QByteArray(R"({"question": "Odd?", "options": ["seven", "eight"], "answer": "a"})") << "question_choices"
            << "line-1"
            << "Odd?\n\nA) seven\nB) eight"
            << "A";
        QTest::newRow("columns of choices and text")
            << QByteArray(
                   R"({"question": "Blue?", "A": "grass", "B": "sky", "C": "sun", "D": "coal", "answer": "sky"})")
            << "question_choices"
            << "line-1"
            << "Blue?\n\nA) grass\nB) sky\nC) sun\nD) coal"
            << "B";
        QTest::newRow("amc23") << QByteArray(R"({"question": "Three elevens?", "answer": 33.0})") << "amc23"
                               << "line-1"
                               << "Three elevens?"
                               << "33";
        QTest::newRow("gsm8k")
            << QByteArray(
                   R"({"question": "A crate holds 1250. Two crates?", "answer": "Twice 1250 is 2500.\n#### 2,500"})")
            << "gsm8k"
            << "line-1"
            << "A crate holds 1250. Two crates?"
            << "2,500";
        QTest::newRow("reference solution")
            << QByteArray(
                   R"({"problem": "Six sevens?", "reference_solution": "First $\\boxed{6}$, then $\\boxed{42}$."})")
            << "problem_reference_solution"
            << "line-1"
            << "Six sevens?"
            << "42";
        QTest::newRow("bare reference") << QByteArray(R"({"problem": "Six sevens?", "reference_solution": "42"})")
                                        << "problem_reference_solution"
                                        << "line-1"
                                        << "Six sevens?"
                                        << "42";
        QTest::newRow("negative float") << QByteArray(R"({"question": "x?", "answer": -4.0})") << "amc23"
                                        << "line-1"
                                        << "x?"
                                        << "-4";
    }

    void recognisesEachLayout()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, layout);
        QFETCH(QString, id);
        QFETCH(QString, text);
        QFETCH(QString, gold);
        const auto loaded = load_dataset(write(line.toStdString()));
        QVERIFY2(loaded.has_value(), loaded.has_value() ? "" : loaded.error().message.c_str());
        QCOMPARE(QString::fromStdString(loaded.value().layout), layout);
        QCOMPARE(loaded.value().problems.size(), 1u);
        const Problem &problem = loaded.value().problems.front();
        QCOMPARE(QString::fromStdString(problem.id), id);
        QCOMPARE(QString::fromStdString(problem.text), text);
        QCOMPARE(QString::fromStdString(problem.gold), gold);
    }

    void quarantinesBadLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &line, const char *reason) {
            QTest::newRow(name) << line << QString(reason);
        };
        row("not JSON", "{\"id\": ", "not valid JSON at byte 8");
        row("two objects", R"({"id": "a", "problem": "p", "answer": "1"} {})", "not valid JSON");
        row("a list", "[1, 2]", "not a JSON object");
        row("no problem", R"({"id": "a", "answer": "1"})", "\"problem\" is missing");
        row("no answer", R"({"id": "a", "problem": "p"})", "\"answer\" is missing");
        row("null answer", R"({"id": "a", "problem": "p", "answer": null})", "\"answer\" is missing");
        row("empty problem", R"({"id": "a", "problem": "  \n", "answer": "1"})", "\"problem\" is empty");
        row("problem is a number", R"({"id": "a", "problem": 5, "answer": "1"})", "not a text");
        row("answer is a list", R"({"id": "a", "problem": "p", "answer": ["1"]})", "not a text");
        row("answer is no integer", R"({"id": "a", "problem": "p", "answer": "\\frac{1}{2}"})", "not an integer");
        row("answer is a fraction", R"({"id": "a", "problem": "p", "answer": 0.5})", "not an integer");
        row("id used before", R"({"id": "first", "problem": "p", "answer": "1"})", "used before");
        row("id is an object", R"({"id": {}, "problem": "p", "answer": "1"})", "\"id\"");
        row("long id", QByteArray::fromStdString(task_line(std::string(300, 'i'), "p", "1")), "longer than 256");
        row("broken UTF-8", "{\"id\": \"a\", \"problem\": \"\xff\", \"answer\": \"1\"}", "not valid UTF-8");
        row("NUL byte", QByteArray("{\"id\": \"a\", \"problem\": \"p\0\", \"answer\": \"1\"}", 40), "NUL");
        row("NUL escape", R"({"id": "a", "problem": "p\u0000q", "answer": "1"})", "NUL");
        row("NUL in a list", R"({"id": "a", "problem": "p", "answer": "1", "more": [["\u0000"]]})", "NUL");
        row("lone surrogate", R"({"id": "a", "problem": "\ud800", "answer": "1"})", "lone surrogate");
        row("deep nesting", QByteArray(5000, '['), "nested deeper");
        row("a line of 9 MiB", QByteArray::fromStdString(task_line("a", std::string(9 << 20, 'p'), "1")),
            "longer than 8388608");
    }

    void quarantinesBadLines()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, reason);
        const std::string good = R"({"id": "first", "problem": "One and one?", "answer": "2"})";
        const std::string other = R"({"id": "last", "problem": "Two and two?", "answer": "4"})";
        const auto loaded = load_dataset(write(good + "\n" + line.toStdString() + "\n" + other + "\n"));
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded.value().problems.size(), 2u);
        QCOMPARE(loaded.value().rejected.size(), 1u);
        QCOMPARE(loaded.value().rejected.front().line, 2);
        const QString found = QString::fromStdString(loaded.value().rejected.front().reason);
        QVERIFY2(found.contains(reason), qPrintable(found));
    }

    void answersOfMathAreTextForTheMathGrader()
    {
        const auto loaded = load_dataset(
            write(R"({"problem": "a", "solution": "s", "answer": " \\frac{14}{3}", "level": 1, "unique_id": "1"})"
                  "\n"
                  R"({"problem": "b", "solution": "s", "answer": " ", "level": 1, "unique_id": "2"})"));
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded.value().grader, std::string("math"));
        QCOMPARE(loaded.value().problems.size(), 1u);
        QCOMPARE(loaded.value().problems.front().gold, std::string("\\frac{14}{3}"));
        QCOMPARE(loaded.value().rejected.size(), 1u);
        const std::string &reason = loaded.value().rejected.front().reason;
        QVERIFY2(reason.find("empty") != std::string::npos, reason.c_str());
    }

    void aFileWithTenPercentBadLinesRunsWithTheRest()
    {
        const std::string bad[] = {"{", "[]", "{\"problem\": 1}", "\xc3(", "{\"problem\": \"p\", \"answer\": \"x\"}"};
        std::string content;
        std::vector<int> expected;
        for (int line = 1; line <= 500; ++line) {
            if (line % 10 == 1) { // the first line too
                content += bad[line / 10 % 5];
                expected.push_back(line);
            } else {
                content += task_line(std::to_string(line), "p", std::to_string(line));
            }
            content += '\n';
        }
        const auto loaded = load_dataset(write(content));
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded.value().problems.size(), 450u);
        std::vector<int> found;
        for (const RejectedLine &line : loaded.value().rejected) {
            found.push_back(line.line);
            QVERIFY(!line.reason.empty());
        }
        QCOMPARE(found, expected);
    }

    void acceptsByteOrderMarkCrLfAndBlankLines()
    {
        const auto loaded = load_dataset(write("\xEF\xBB\xBF{\"problem\": \"a\", \"answer\": \"1\"}\r\n\r\n"
                                               "{\"problem\": \"b\", \"answer\": \"2\"}\r\n  \n"
                                               "{\"problem\": \"c\", \"answer\": \"3\"}"));
        QVERIFY(loaded.has_value());
        QVERIFY(loaded.value().rejected.empty());
        QCOMPARE(loaded.value().problems.size(), 3u);
        QCOMPARE(loaded.value().problems[1].id, std::string("line-3"));
        QCOMPARE(loaded.value().problems[2].id, std::string("line-5"));
    }

    void keepsCharactersBeyondTheBasicPlane()
    {
        const auto loaded = load_dataset(write(R"({"problem": "\ud83d\ude00 π", "answer": "1"})"));
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded.value().problems.front().text, std::string("😀 π"));
    }

    void limitKeepsTheFirstProblems()
    {
        std::string content = "{\n";
        for (int i = 0; i < 20; ++i) {
            content += task_line("p" + std::to_string(i), "p", "1") + "\n";
        }
        const std::string path = write(content);
        const auto limited = load_dataset(path, {.limit = 5});
        QCOMPARE(limited.value().problems.size(), 5u);
        QCOMPARE(limited.value().problems.back().id, std::string("p4"));
        QCOMPARE(limited.value().id, load_dataset(path).value().id);
        QCOMPARE(load_dataset(path, {.limit = 100}).value().problems.size(), 20u);
    }

    void refusesUnusableFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << QByteArray() << "no lines";
        QTest::newRow("blank lines") << QByteArray("\n \r\n\t\n") << "no lines";
        QTest::newRow("empty array") << QByteArray("[\n]") << "array is empty";
        QTest::newRow("binary") << QByteArray("\x7f\x45LF\0\0\xff", 7) << "not valid UTF-8";
        QTest::newRow("one JSON list") << QByteArray("[\n{\"problem\": \"p\"}\n]") << "no known layout";
        QTest::newRow("CSV") << QByteArray("problem,answer\np,1\n") << "not valid JSON";
        QTest::newRow("unknown fields") << QByteArray(R"({"prompt": "p", "label": 1})") << "no known layout";
        QTest::newRow("no usable gold") << QByteArray(R"({"problem": "p", "answer": "maybe"})") << "no line is usable";
    }

    void refusesUnusableFiles()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const std::string path = write(content.toStdString());
        const auto loaded = load_dataset(path);
        QVERIFY(loaded.has_error());
        QCOMPARE(loaded.error().code, ErrorCode::InvalidData);
        const QString message = QString::fromStdString(loaded.error().message);
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY(message.contains(QString::fromStdString(path)));
    }

    void refusesWhatCannotBeRead()
    {
        QCOMPARE(load_dataset(folder_.filePath("missing.jsonl").toStdString()).error().code, ErrorCode::NotFound);
        QVERIFY(load_dataset(folder_.path().toStdString()).has_error());
    }
};

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
