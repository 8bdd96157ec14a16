#include "engine/grader.h"

#include <QTest>

using namespace kvscope;

Q_DECLARE_METATYPE(kvscope::Verdict)

class TestChoiceGrader : public QObject {
    Q_OBJECT

private:
    const Grader *grader_ = find_grader("choice");

private slots:
    void initTestCase() { QVERIFY(grader_ != nullptr); }

    void findsTheLetter_data()
    {
        QTest::addColumn<QString>("gold");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<Verdict>("expected");
        const auto add = [](const char *gold, Verdict verdict, std::initializer_list<const char *> answers) {
            for (const char *answer : answers) {
                QTest::addRow("%s: %s", gold, answer) << QString(gold) << QString::fromUtf8(answer) << verdict;
            }
        };
        add("B", Verdict::Correct,
            {"B",
             "b",
             "(B)",
             "[B]",
             "B.",
             "B)",
             "B:",
             "$B$",
             "{B}",
             "\\text{B}",
             "\\textbf{(B)}",
             "\\mathrm{B}",
             "\\boxed{B}",
             "**B**",
             "\\text{(B) }",
             "Answer: B",
             "The answer is B.",
             "The answer is (B)",
             "Option B",
             "option b",
             "choice (B)",
             "B. 12 cm",
             "(B) a falling body",
             "B) A rise",
             "The correct option is B because A is false",
             "\\text{Option B}",
             "B, B",
             "$\\textbf{B}$: 12"});
        add("B", Verdict::Wrong,
            {"A", "C", "(D)", "Answer: A", "A, B", "A and B", "(A) or (B)", "E", "b or c", "\\text{A}"});
        add("B", Verdict::NoAnswer,
            {"12", "a falling body", "it is a rise", "none of these", "?", "\\pi", "I think so"});
        add("A", Verdict::Correct, {"A", "(A) a body", "a"});
        add("A", Verdict::NoAnswer, {"a body", "is a body", "A body falls", "the answer is a body"});
        add("B. 12 cm", Verdict::Correct, {"B", "12 cm", "12cm", "(B) 12 cm", "$12 \\text{ cm}$"});
        add("B. 12 cm", Verdict::Wrong, {"C", "C. 12 cm"});
        add("B. 12 cm", Verdict::NoAnswer, {"13 cm"});
        add("12", Verdict::Invalid, {"B"});
        add("", Verdict::Invalid, {"B"});
    }

    void findsTheLetter()
    {
        QFETCH(QString, gold);
        QFETCH(QString, answer);
        QFETCH(Verdict, expected);
        const Grade grade = grader_->grade(gold.toStdString(), answer.toStdString());
        QVERIFY2(grade.verdict == expected, grade.reason.c_str());
        QVERIFY(!grade.reason.empty());
        QCOMPARE(QString::fromStdString(grade.extracted), answer);
    }

    void longAnswersStayCheap()
    {
        QCOMPARE(grader_->grade("B", std::string(500000, '(')).verdict, Verdict::NoAnswer);
        QCOMPARE(grader_->grade("B", std::string(500000, '\\')).verdict, Verdict::NoAnswer);
    }
};

QTEST_GUILESS_MAIN(TestChoiceGrader)
#include "tst_choice_grader.moc"
