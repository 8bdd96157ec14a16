#include "engine/sweep.h"

#include <QTest>

#include <random>

using namespace kvscope;

namespace {

std::string formatted(const std::vector<KvBudget> &budgets)
{
    std::string text;
    for (const KvBudget &budget : budgets) {
        text += (text.empty() ? "" : ",") + format_budget(budget);
    }
    return text;
}

} // namespace

class TestSweepParse : public QObject {
    Q_OBJECT

private slots:
    void budgets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("range") << "96:256:32"
                               << "96,128,160,192,224,256";
        QTest::newRow("range that does not meet its end") << "96:255:32"
                                                          << "96,128,160,192,224";
        QTest::newRow("range of one") << "64:64:8"
                                      << "64";
        QTest::newRow("list") << "128,96"
                              << "96,128";
        QTest::newRow("full") << "full"
                              << "full";
        QTest::newRow("mixture, full last") << "full,128,96:128:32"
                                            << "96,128,full";
        QTest::newRow("spaces") << " 96 , 128 "
                                << "96,128";
        QTest::newRow("largest") << "16777216"
                                 << "16777216";
    }
    void budgets()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto result = parse_budgets(text.toStdString());
        QVERIFY2(result.has_value(), result.has_error() ? result.error().message.c_str() : "");
        QCOMPARE(QString::fromStdString(formatted(result.value())), expected);
    }

    void malformedBudgets_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 ",",
                                 "96,",
                                 ",96",
                                 "0",
                                 "-5",
                                 "12x",
                                 "x",
                                 "1.5",
                                 "96:256",
                                 "96:256:32:1",
                                 "96::32",
                                 "256:96:32",
                                 "96:256:0",
                                 "96:256:-1",
                                 "Full",
                                 "99999999999999999999",
                                 "16777217",
                                 "1:16777216:1",
                                 "0x10",
                                 "+5"}) {
            QTest::newRow(*text == '\0' ? "nothing" : text) << text;
        }
    }
    void malformedBudgets()
    {
        QFETCH(QString, text);
        const auto result = parse_budgets(text.toStdString());
        QVERIFY(result.has_error());
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(result.error().message.find("96:256:32") != std::string::npos, "the message shows what to write");
    }

    void formattedBudgetsParseBack()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 500; ++round) {
            std::string text;
            for (int i = 0; i < 1 + static_cast<int>(random() % 6); ++i) {
                text += (text.empty() ? "" : ",") + (random() % 5 == 0 ? "full" : std::to_string(1 + random() % 4000));
            }
            const auto once = parse_budgets(text);
            QVERIFY(once.has_value());
            const auto twice = parse_budgets(formatted(once.value()));
            QVERIFY(twice.has_value());
            QCOMPARE(formatted(twice.value()), formatted(once.value()));
        }
    }

    void memory_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qulonglong>("bytes");
        QTest::newRow("plain") << "4096" << 4096ULL;
        QTest::newRow("GiB") << "2GiB" << 2147483648ULL;
        QTest::newRow("MiB") << "512MiB" << 536870912ULL;
        QTest::newRow("decimal") << "1.5GB" << 1500000000ULL;
        QTest::newRow("space") << "2 GiB" << 2147483648ULL;
        QTest::newRow("kB") << "3kB" << 3000ULL;
        QTest::newRow("B") << "17B" << 17ULL;
    }
    void memory()
    {
        QFETCH(QString, text);
        QFETCH(qulonglong, bytes);
        const auto result = parse_memory(text.toStdString());
        QVERIFY(result.has_value());
        QCOMPARE(static_cast<qulonglong>(result.value()), bytes);
    }

    void malformedMemory_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "GiB", "0", "-1GiB", "2Gib", "2 GiB x", "nan", "inf", "1e300", "0.1", "9000TiB", "2,5GiB"}) {
            QTest::newRow(*text == '\0' ? "nothing" : text) << text;
        }
    }
    void malformedMemory()
    {
        QFETCH(QString, text);
        const auto result = parse_memory(text.toStdString());
        QVERIFY(result.has_error());
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestSweepParse)
#include "tst_sweep_parse.moc"
