// The table tests/data/grading/math.jsonl, and what no table shows: hostile texts, threads, reasons.
#include "engine/grader.h"
#include "grading/math_parser.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <nlohmann/json.hpp>
#include <thread>

using namespace kvscope;

Q_DECLARE_METATYPE(kvscope::Verdict)

namespace {

struct Case {
    std::string kind;
    std::string gold;
    std::string answer;
    Verdict expected = Verdict::Invalid;
};

std::vector<Case> table()
{
    QFile file(QStringLiteral(KVSCOPE_TEST_DATA "/grading/math.jsonl"));
    std::vector<Case> cases;
    if (!file.open(QIODevice::ReadOnly)) {
        return cases;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (!line.isEmpty()) {
            const auto json = nlohmann::json::parse(line.toStdString());
            cases.push_back({json["kind"], json["gold"], json["answer"],
                             json["expected"] == "correct" ? Verdict::Correct : Verdict::Wrong});
        }
    }
    return cases;
}

} // namespace

class TestMathGrader : public QObject {
    Q_OBJECT

private:
    const Grader *grader_ = find_grader("math");

private slots:
    void initTestCase() { QVERIFY(grader_ != nullptr); }

    void agreesWithTheTable_data()
    {
        QTest::addColumn<QString>("kind");
        QSet<QString> kinds;
        for (const Case &each : table()) {
            kinds.insert(QString::fromStdString(each.kind));
        }
        QVERIFY(kinds.size() > 15);
        for (const QString &kind : kinds) {
            QTest::newRow(qPrintable(kind)) << kind;
        }
    }

    void agreesWithTheTable()
    {
        QFETCH(QString, kind);
        QStringList misses;
        int num_cases = 0;
        for (const Case &each : table()) {
            if (each.kind != kind.toStdString()) {
                continue;
            }
            ++num_cases;
            const Grade grade = grader_->grade(each.gold, each.answer);
            if (grade.verdict != each.expected || grade.reason.empty() || grade.extracted != each.answer) {
                misses += QString::fromStdString(each.gold + " | " + each.answer + ": " + grade.reason);
            }
        }
        QVERIFY(num_cases > 0);
        QVERIFY2(misses.isEmpty(), qPrintable(misses.join('\n')));
    }

    void everyGoldEqualsItself()
    {
        for (const Case &each : table()) {
            QCOMPARE(grader_->grade(each.gold, each.gold).verdict, Verdict::Correct);
            // Not by its text alone: a space more has to be read.
            QCOMPARE(grader_->grade(each.gold, " " + each.gold + " ").verdict, Verdict::Correct);
        }
    }

    void verdictsDoNotDependOnTheSide_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind :
             {"integers", "fractions", "powers and radicals", "expressions", "intervals", "equations"}) {
            QTest::newRow(kind) << kind;
        }
    }

    void verdictsDoNotDependOnTheSide()
    {
        QFETCH(QString, kind);
        for (const Case &each : table()) {
            if (each.kind == kind.toStdString()) {
                QVERIFY2(grader_->grade(each.answer, each.gold).verdict == each.expected,
                         (each.answer + " | " + each.gold).c_str());
            }
        }
    }

    void theReasonSaysHow_data()
    {
        QTest::addColumn<QString>("gold");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("text") << "x"
                              << "$x$"
                              << "the same text";
        QTest::newRow("unit") << "5\\text{ cm}"
                              << "5"
                              << "equal, the unit left out on one side";
        QTest::newRow("rounded") << "\\frac13"
                                 << "0.333333"
                                 << "equal to all digits of the decimal that is given";
        QTest::newRow("other unit") << "5\\text{ cm}"
                                    << "5\\text{ m}"
                                    << "different units";
        QTest::newRow("missing") << "1,2,3"
                                 << "1,2"
                                 << "an expected value is missing";
        QTest::newRow("too many") << "1,2"
                                  << "1,2,3"
                                  << "a value that is not expected";
        QTest::newRow("no mathematics") << "5"
                                        << "\\foo{5}"
                                        << "not understood as mathematics, and another text than the expected answer";
    }

    void theReasonSaysHow()
    {
        QFETCH(QString, gold);
        QFETCH(QString, answer);
        QFETCH(QString, reason);
        QCOMPARE(QString::fromStdString(grader_->grade(gold.toStdString(), answer.toStdString()).reason), reason);
    }

    void withoutAnExpectedAnswerItIsInvalid()
    {
        QCOMPARE(grader_->grade("", "5").verdict, Verdict::Invalid);
        QCOMPARE(grader_->grade("$ $", "5").verdict, Verdict::Invalid);
    }

    void hostileTextsEndWithAVerdict_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto repeated = [](const char *piece, int times) { return QByteArray(piece).repeated(times); };
        QTest::newRow("tower") << QByteArray("9^{9^{9^{9^{9}}}}");
        QTest::newRow("factorials") << QByteArray("999999999!!!!!!!!");
        QTest::newRow("factorial of a factorial") << QByteArray("((20!)!)!");
        QTest::newRow("huge exponent") << QByteArray("2^{99999999999999999999}");
        QTest::newRow("huge negative exponent") << QByteArray("\\frac{1}{2^{-99999999999999999999}}");
        QTest::newRow("scientific") << QByteArray("1e999999999");
        QTest::newRow("sine of a tower") << QByteArray("\\sin(9^{9^{99}})");
        QTest::newRow("tangent near a pole") << QByteArray("\\tan(\\frac{\\pi}{2})");
        QTest::newRow("division by zero") << QByteArray("\\frac{1}{1-1}");
        QTest::newRow("root of degree zero") << QByteArray("\\sqrt[0]{5}");
        QTest::newRow("base") << QByteArray("99999_{99999999999}");
        QTest::newRow("binomial") << QByteArray("\\binom{999999999}{499999999}");
        QTest::newRow("parentheses") << repeated("(", 100000);
        QTest::newRow("braces") << repeated("{", 2000) + "5" + repeated("}", 2000);
        QTest::newRow("fractions") << repeated("\\frac{1}{1+", 300) + "1" + repeated("}", 300);
        QTest::newRow("roots") << repeated("\\sqrt{2+", 400) + "2" + repeated("}", 400);
        QTest::newRow("minus signs") << repeated("-", 3990) + "1";
        QTest::newRow("powers") << repeated("2^", 1900) + "2";
        QTest::newRow("text in text") << repeated("\\text{1 ", 400) + repeated("}", 400);
        QTest::newRow("list") << repeated("\\sqrt2,", 500) + "1";
        QTest::newRow("plus-minus") << repeated("\\pm 1 ", 600);
        QTest::newRow("sines of variables") << repeated("\\sin x \\cos y ", 250);
        QTest::newRow("square roots of variables") << repeated("\\sqrt{x}+", 400) + "1";
        QTest::newRow("unions") << repeated("(1,2)\\cup", 400) + "(3,4)";
        QTest::newRow("matrices") << repeated("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", 100);
        QTest::newRow("long sum") << QByteArray("\\sum_{k=1}^{999999999999999999999} k");
        QTest::newRow("long product") << QByteArray("\\prod_{k=1}^{4000} k^{k^{k}}");
        QTest::newRow("sums in sums") << repeated("\\sum_{k=1}^{9}", 60) + "k";
        QTest::newRow("sums beside sums") << repeated("\\sum_{k=1}^{n} k +", 150) + "1";
        QTest::newRow("integrals in integrals") << repeated("\\int", 300) + "x" + repeated("dx", 300);
        QTest::newRow("integrals without an end") << repeated("\\int", 1300);
        QTest::newRow("NUL") << QByteArray("5\0", 2);
        QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x80 5");
        QTest::newRow("backslashes") << repeated("\\", 3001);
        QTest::newRow("dollars") << repeated("$", 3001);
        QTest::newRow("bars") << repeated("|", 3001);
    }

    void hostileTextsEndWithAVerdict()
    {
        QFETCH(QByteArray, text);
        const std::string hostile = text.toStdString();
        QCOMPARE(grader_->grade("10", hostile).verdict, Verdict::Wrong);
        QCOMPARE(grader_->grade("x+y", hostile).verdict, Verdict::Wrong);
        QCOMPARE(grader_->grade("\\{1,2\\}", hostile).verdict, Verdict::Wrong);
        const Grade as_gold = grader_->grade(hostile, "10");
        QVERIFY(as_gold.verdict == Verdict::Wrong || as_gold.verdict == Verdict::Invalid);
        (void)grader_->grade(hostile, hostile + " ");
    }

    void threadsGetTheSameVerdicts()
    {
        const std::vector<Case> cases = table();
        std::vector<int> num_misses(3, 0);
        std::vector<std::thread> threads;
        for (int &misses : num_misses) {
            threads.emplace_back([&cases, &misses, this] {
                for (const Case &each : cases) {
                    misses += grader_->grade(each.gold, each.answer).verdict == each.expected ? 0 : 1;
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QCOMPARE(num_misses, std::vector<int>(3, 0));
    }
};

QTEST_GUILESS_MAIN(TestMathGrader)
#include "tst_math_grader.moc"
