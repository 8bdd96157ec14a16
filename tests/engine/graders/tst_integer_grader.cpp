#include "engine/grader.h"

#include <QTest>

using namespace kvscope;

Q_DECLARE_METATYPE(kvscope::Verdict)

class TestIntegerGrader : public QObject {
    Q_OBJECT

private:
    const Grader *grader_ = find_grader("integer");

private slots:
    void isInTheTable()
    {
        QVERIFY(grader_ != nullptr);
        QVERIFY(find_grader("no such grader") == nullptr);
    }

    void comparesIntegers_data()
    {
        QTest::addColumn<QString>("gold");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<Verdict>("expected");
        const auto correct = [](const char *gold, const char *answer) {
            QTest::addRow("%s = %s", gold, answer) << QString(gold) << QString(answer) << Verdict::Correct;
        };
        const auto wrong = [](const char *gold, const char *answer) {
            QTest::addRow("%s is not %s", gold, answer) << QString(gold) << QString(answer) << Verdict::Wrong;
        };
        correct("12", "12");
        correct("33", "033");
        correct("033", "33");
        correct("5", "+5");
        correct("-5", "-5");
        correct("-5", "\u22125");
        correct("-5", "$-5$");
        correct("0", "-0");
        correct("0", "000");
        correct("204", " 204 ");
        correct("204", "204.");
        correct("204", "$204$");
        correct("204", "$$204$$");
        correct("204", "$204$.");
        correct("204", "\\(204\\)");
        correct("204", "\\text{204}");
        correct("204", "\\mathbf{204}");
        correct("204", "$\\text{ 204 }$");
        correct("204", "{204}");
        correct("204", "\\boxed{204}");
        correct("3", "3.0");
        correct("3", "3.000");
        correct("3", "3.");
        correct("1234", "1,234");
        correct("1234567", "1,234,567");
        correct("1234567", "1\\,234\\,567");
        correct("1234567", "1{,}234{,}567");
        correct("1234567", "1,\\!234,\\!567");
        correct("1234567", "1 234 567");
        correct("1,000", "1000.0");
        correct("123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890");
        wrong("18446744073709551617", "1");
        wrong("123456789012345678901234567890", "123456789012345678901234567891");
        wrong("5", "-5");
        wrong("5", "--5");
        wrong("5", "+-5");
        wrong("5", ".5");
        wrong("0", ".0");
        wrong("0", ".");
        wrong("0", "-");
        wrong("1", "1/2");
        wrong("2", "1/2");
        wrong("3", "3.7");
        wrong("37", "3.7");
        wrong("3", "3.0.0");
        wrong("123", "1,23");
        wrong("1234", "12,34");
        wrong("12345", "1234,5");
        wrong("1234567", "1,234 567");
        wrong("35", "3, 5");
        wrong("35", "3 5");
        wrong("5", "x=5");
        wrong("5", "5 cm");
        wrong("25", "25\\%");
        wrong("5", "five");
        wrong("5", "5e0");
        wrong("16", "0x10");
        wrong("8", "2^3");
        wrong("1", "\\frac{1}{1}");
        wrong("5", "{5}{5}");
        wrong("55", "{5}{5}");
        wrong("5", "{5");
        wrong("5", "\u0665"); // an Arabic-Indic five
    }

    void comparesIntegers()
    {
        QFETCH(QString, gold);
        QFETCH(QString, answer);
        QFETCH(Verdict, expected);
        const Grade grade = grader_->grade(gold.toStdString(), answer.toStdString());
        QCOMPARE(grade.verdict, expected);
        QCOMPARE(QString::fromStdString(grade.extracted), answer);
        QVERIFY(!grade.reason.empty());
    }

    void aGoldThatIsNoIntegerIsInvalid()
    {
        QCOMPARE(grader_->grade("\\frac12", "5").verdict, Verdict::Invalid);
        QCOMPARE(grader_->grade("", "5").verdict, Verdict::Invalid);
    }

    void longAnswersStayCheap()
    {
        const std::string digits(200000, '7');
        QCOMPARE(grader_->grade(digits, digits).verdict, Verdict::Correct);
        QCOMPARE(grader_->grade(digits, digits + "8").verdict, Verdict::Wrong);
        const std::string nested = std::string(100000, '{') + "5" + std::string(100000, '}');
        QCOMPARE(grader_->grade("5", nested).verdict, Verdict::Wrong);
    }
};

QTEST_GUILESS_MAIN(TestIntegerGrader)
#include "tst_integer_grader.moc"
