#include "runner_process.h"
#include "session_content.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <map>
#include <optional>

using namespace kvscope;

/// The demo sweep against the figures that an independent PyTorch implementation gave for these models. By default a short version; `--whole` runs all 360 problems twice over, again with another batch
/// and number of threads.
class TestDemoSweep : public QObject {
    Q_OBJECT

public:
    explicit TestDemoSweep(bool is_whole) : is_whole_(is_whole) {}

private slots:
    void initTestCase()
    {
        session_ = folder_.filePath("demo.kvsession");
        const RunnerOutput output = runRunner(sweep(session_, "32", "2"), {}, kMaxMs);
        QVERIFY2(output.exitCode == 0, output.err.constData());
    }

    void passAt1IsThatOfTheIndependentImplementation()
    {
        if (!is_whole_) {
            QSKIP("needs the whole sweep: start with --whole");
        }
        int num_compared = 0;
        for (const CellResult &cell : frame().cells) {
            const auto expected = published(cell);
            if (!expected) {
                continue;
            }
            const double difference = *cell.pass_at_1 - expected->percent;
            qInfo("%s %s: %.1f, published %.1f ± %.1f", frame().models[cell.model].label.c_str(),
                  cell.budget.is_full() ? "full" : std::to_string(cell.budget.tokens).c_str(), *cell.pass_at_1,
                  expected->percent, expected->half_width);
            QVERIFY2(std::abs(difference) <= std::max(3.0, expected->half_width),
                     qPrintable(QString("differs by %1 points").arg(difference)));
            ++num_compared;
        }
        QCOMPARE(num_compared, 12);
    }

    void fullAnswersNearlyEverythingAndSmallBudgetsDoNot()
    {
        std::map<int, double> full; // by model
        const ResultFrame results = frame();
        for (const CellResult &cell : results.cells) {
            QCOMPARE(cell.num_samples, cell.num_samples_planned);
            QCOMPARE(cell.num_invalid, 0);
            QVERIFY(cell.tps && *cell.tps > 0);
            if (cell.budget.is_full()) {
                QVERIFY2(*cell.pass_at_1 >= 95, qPrintable(QString::number(*cell.pass_at_1)));
                QCOMPARE(cell.mean_evictions, 0.0);
                full[cell.model] = *cell.pass_at_1;
            }
        }
        for (const CellResult &cell : results.cells) {
            if (cell.budget.tokens == 96) {
                QVERIFY2(*cell.pass_at_1 <= full.at(cell.model) - 20, qPrintable(QString::number(*cell.pass_at_1)));
                QVERIFY(cell.mean_evictions > 1);
            }
        }
    }

    void anotherBatchAndThreadCountGiveTheSameTokens()
    {
        const QString again = folder_.filePath("again.kvsession");
        const RunnerOutput output = runRunner(sweep(again, "20", "1"), {}, kMaxMs);
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QVERIFY(readSamples(again.toStdString()) == readSamples(session_.toStdString()));
    }

private:
    /// Problems of the short version; fewer where every memory access is instrumented.
#ifdef __SANITIZE_THREAD__
    static constexpr auto kShortLimit = "8";
#else
    static constexpr auto kShortLimit = "24";
#endif
    static constexpr int kMaxMs = 3600 * 1000;

    struct Published {
        double percent, half_width;
    };

    /// R-KV, 360 problems × 2 samples, buffer 16, window 8, lambda 0.1.
    std::optional<Published> published(const CellResult &cell) const
    {
        static const std::map<int, Published> llama{{96, {22.8, 3.9}},  {128, {44.9, 4.7}}, {160, {64.6, 4.5}},
                                                    {192, {79.4, 3.8}}, {256, {93.6, 2.3}}, {0, {99.4, 0.8}}};
        static const std::map<int, Published> qwen{{96, {18.9, 3.5}},  {128, {45.3, 4.5}}, {160, {61.3, 4.5}},
                                                   {192, {70.4, 4.2}}, {256, {81.4, 3.6}}, {0, {99.7, 0.5}}};
        const auto &table = frame().models[cell.model].label == "tiny-r1-llama" ? llama : qwen;
        const auto found = table.find(cell.budget.tokens);
        return found == table.end() ? std::nullopt : std::optional(found->second);
    }

    QStringList sweep(const QString &session, const QString &batch, const QString &threads) const
    {
        const QString resources = QStringLiteral(KVSCOPE_RESOURCES);
        QStringList arguments{"run", "--model", resources + "/models/tiny-r1-llama", "--model",
                              resources + "/models/tiny-r1-qwen", "--dataset", resources + "/tasks/tasks.jsonl",
                              "--policy", "r_kv", "--buffer", "16", "--temperature", "0.6", "--top-p", "0.95",
                              "--max-new-tokens", "800", "--seed", "1", "--batch", batch, "--threads", threads,
                              "--eviction-trace", "none", "--session", session, "--json"};
        return is_whole_ ? arguments << "--kv-budget" << "96:256:32,full" << "--samples" << "2"
                         : arguments << "--kv-budget" << "96,full" << "--samples" << "1" << "--limit" << kShortLimit;
    }

    ResultFrame frame() const
    {
        const auto reader = SessionReader::open(session_.toStdString());
        return stats::complete(reader.value().read_rows().value());
    }

    bool is_whole_;
    QTemporaryDir folder_;
    QString session_;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QStringList arguments = app.arguments();
    const bool is_whole = arguments.removeAll("--whole") > 0;
    TestDemoSweep test(is_whole);
    return QTest::qExec(&test, arguments);
}
#include "tst_demo_sweep.moc"
