#include "engine/grader.h"

#include <QTest>

using namespace kvscope;

Q_DECLARE_METATYPE(kvscope::Verdict)
Q_DECLARE_METATYPE(kvscope::FinishReason)

class TestGrading : public QObject {
    Q_OBJECT

private slots:
    void findsTheLastBoxAfterTheThinking_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::addColumn<QString>("expected");
        const auto box = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << true << QString::fromUtf8(expected);
        };
        const auto none = [](const char *name, const char *text) {
            QTest::newRow(name) << QString::fromUtf8(text) << false << QString();
        };
        box("plain", "so\n</think>\n\nThe answer is \\boxed{12}.", "12");
        box("last of several", "</think>\\boxed{1} no, \\boxed{2}", "2");
        box("nested braces", "</think>\\boxed{\\frac{1}{2}}", "\\frac{1}{2}");
        box("box in a box", "</think>\\boxed{\\boxed{7}}", "7");
        box("escaped braces", "</think>\\boxed{\\{1, 2\\}}", "\\{1, 2\\}");
        box("space before the brace", "</think>\\boxed {3}", "3");
        box("empty box", "</think>\\boxed{}", "");
        box("second end of thinking", "</think>\\boxed{1}</think>\\boxed{2}", "2");
        box("a word after", "</think>\\boxed{4} or \\boxed", "4");
        box("not only ASCII", "</think>\\boxed{½π}", "½π");
        none("box inside the thinking only", "\\boxed{5}</think>done");
        none("thinking never ended", "<think>\\boxed{5}");
        none("no box", "</think>The answer is 5.");
        none("brace never closes", "</think>\\boxed{5");
        none("last brace never closes", "</think>\\boxed{4} then \\boxed{5");
        none("closing brace is escaped", "</think>\\boxed{5\\}");
        none("ends in the command", "</think>\\boxed");
        none("ends in a backslash", "</think>\\boxed{\\");
        box("no braces", "</think>\\boxed 5.", "5");
        box("no braces, a fraction", "</think>\\boxed -3/4$", "-3/4");
        box("framed", "</think>\\fbox{8}", "8");
        box("framed after boxed", "</think>\\boxed{7} \\fbox{8}", "8");
        box("two in a row", "</think>$\\boxed{1}$, $\\boxed{2}$", "1, 2");
        box("three in a row", "</think>\\boxed{1}, \\boxed{2}, and \\boxed{3}", "1, 2, 3");
        box("joined by a LaTeX word", "</think>\\(\\boxed{a} \\text{ or } \\boxed{b}\\)", "a, b");
        box("a line break joins nothing", "</think>\\boxed{1}\n\\boxed{2}", "2");
        box("words between", "</think>\\boxed{1}, or rather, \\boxed{2}", "2");
        none("spoken of only", "</think>put it in \\boxed please");
        none("empty text", "");
        none("only the end of thinking", "</think>");
    }

    void findsTheLastBoxAfterTheThinking()
    {
        QFETCH(QString, text);
        QFETCH(bool, found);
        QFETCH(QString, expected);
        const std::optional<std::string> answer = extract_boxed(text.toStdString());
        QCOMPARE(answer.has_value(), found);
        if (found) {
            QCOMPARE(QString::fromStdString(*answer), expected);
        }
    }

    void manyUnfinishedBoxesStayCheap()
    {
        std::string text = "</think>";
        for (int i = 0; i < 200000; ++i) {
            text += "\\boxed ";
        }
        QVERIFY(!extract_boxed(text).has_value());
        text += std::string(200000, '{');
        QVERIFY(!extract_boxed(text).has_value());
    }

    void givesOneOfFourVerdicts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<FinishReason>("finish");
        QTest::addColumn<Verdict>("verdict");
        const QString right = "</think>\\boxed{12}";
        QTest::newRow("correct") << right << FinishReason::Stop << Verdict::Correct;
        QTest::newRow("wrong") << QString("</think>\\boxed{13}") << FinishReason::Stop << Verdict::Wrong;
        QTest::newRow("no box") << QString("</think>12") << FinishReason::Stop << Verdict::NoAnswer;
        QTest::newRow("empty box") << QString("</think>\\boxed{ }") << FinishReason::Stop << Verdict::NoAnswer;
        QTest::newRow("thinking never ended") << QString("\\boxed{12}") << FinishReason::Stop << Verdict::NoAnswer;
        QTest::newRow("truncated") << right << FinishReason::Length << Verdict::NoAnswer;
        QTest::newRow("invalid beats a right answer") << right << FinishReason::Invalid << Verdict::Invalid;
        QTest::newRow("invalid without a text") << QString() << FinishReason::Invalid << Verdict::Invalid;
    }

    void givesOneOfFourVerdicts()
    {
        QFETCH(QString, text);
        QFETCH(FinishReason, finish);
        QFETCH(Verdict, verdict);
        const Grade grade = grade_generation(*find_grader("integer"), "12", text.toStdString(), finish);
        QCOMPARE(grade.verdict, verdict);
        QVERIFY(!grade.reason.empty());
        if (verdict == Verdict::Correct) {
            QCOMPARE(grade.extracted, std::string("12"));
        }
    }
};

QTEST_GUILESS_MAIN(TestGrading)
#include "tst_grading.moc"
