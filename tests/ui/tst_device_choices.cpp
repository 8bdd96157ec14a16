#include "chart_frames.h"
#include "fake_engine_services.h"
#include "policy_labels.h"
#include "ui/cells_model.h"
#include "ui/chart.h"
#include "ui/numbers_model.h"
#include "ui/setup_panel.h"
#include "ui/sweep_form.h"
#include "ui/table_export.h"

#include <QComboBox>
#include <QLineEdit>
#include <QtTest>

#include <memory>

using namespace kvscope;
using namespace kvscope::test;

namespace {

/// Three budgets of one model, measured without a checkpoint.
ResultFrame ungradedFrame()
{
    ResultFrame frame = emptyFrame({"r1-llama-8b"}, {"random tokens"});
    for (const int budget : {2500, 3000, 3500}) {
        CellResult cell = finishedCell(0, budget, 0, 9000 - budget);
        cell.pass_at_1.reset();
        cell.pass_at_1_interval.reset();
        cell.accuracy_missing = "random weights";
        frame.cells.push_back(cell);
    }
    return frame;
}

ResultFrame twoStorages()
{
    ResultFrame frame = emptyFrame({"llama"}, {"tasks"});
    for (const int budget : {96, 128}) {
        frame.cells.push_back(finishedCell(0, budget, 40, 500));
        CellResult fp8 = finishedCell(0, budget, 39, 700);
        fp8.cell_key += "-fp8";
        fp8.kv_dtype = KvDType::Fp8;
        frame.cells.push_back(fp8);
    }
    return frame;
}

ChartScene bars(const ResultFrame &frame)
{
    return chartById(QStringLiteral("bars"))->build(frame, {});
}

} // namespace

/// Cells that differ in how they were run: without accuracy, with entries stored as fp8, on a chosen GPU.
class TestDeviceChoices : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { setUsualPolicyLabels(); }
    void throughputIsDrawnWithoutBars()
    {
        const ChartScene scene = bars(ungradedFrame());
        QCOMPARE(scene.panels.size(), std::size_t{1});
        const ScenePanel &panel = scene.panels.front();
        QVERIFY(panel.bars.empty());
        QVERIFY(panel.left.title.isEmpty()); // an axis of Pass@1 would promise bars
        QVERIFY(panel.left.ticks.front().label.isEmpty());
        QVERIFY(!panel.right.ticks.front().label.isEmpty());
        QCOMPARE(panel.lines.front().points.size(), std::size_t{3});
        QCOMPARE(panel.lines.front().points.front().y, 6500.0);
        for (const LegendEntry &entry : panel.legend) {
            QVERIFY(!entry.showsBar);
        }
        QCOMPARE(panel.targets.size(), std::size_t{3});
        QVERIFY2(panel.targets.front().text.contains("No accuracy: random weights"),
                 qPrintable(panel.targets.front().text));
        QVERIFY(!panel.targets.front().cellKey.isEmpty());
        QVERIFY(!panel.targets.front().text.contains("Truncated"));
        QStringList notes(scene.notes.begin(), scene.notes.end());
        QVERIFY2(notes.join(' ').contains("random weights"), qPrintable(notes.join(' ')));
        QVERIFY(!scene.summary.contains("Pass@1"));
    }

    void stackedPanelsLeaveOutTheAccuracy()
    {
        const ChartScene scene = chartById(QStringLiteral("stacked"))->build(ungradedFrame(), {});
        QCOMPARE(scene.panels.size(), std::size_t{1});
        QCOMPARE(scene.panels.front().title, QString("r1-llama-8b"));
        QVERIFY(scene.panels.front().left.title.contains("TPS"));
        QCOMPARE(scene.panels.front().lines.front().points.size(), std::size_t{3});
    }

    void tablesNameNoFigureThatWasNotMeasured()
    {
        const auto frame = std::make_shared<const ResultFrame>(ungradedFrame());
        CellsModel cells;
        cells.setFrame(frame);
        QCOMPARE(cells.index(0, CellsModel::Pass).data().toString(), "none");
        QVERIFY(cells.index(0, CellsModel::Pass).data(Qt::ToolTipRole).toString().contains("random weights"));
        QCOMPARE(cells.index(0, CellsModel::Truncated).data().toString(), "");
        NumbersModel numbers;
        numbers.setFrame(frame, -1);
        QCOMPARE(numbers.index(0, 0).data().toString(), "none");
        QVERIFY(tableCsv(*frame).contains("random weights"));
    }

    void eachStorageIsASeries()
    {
        const ChartScene scene = bars(twoStorages());
        const ScenePanel &panel = scene.panels.front();
        QCOMPARE(panel.lines.size(), std::size_t{2});
        QCOMPARE(panel.bars.size(), std::size_t{4});
        QStringList labels;
        for (const LegendEntry &entry : panel.legend) {
            labels << entry.text;
        }
        QCOMPARE(labels, QStringList({"R-KV", "R-KV, fp8"}));
        CellsModel cells;
        cells.setFrame(std::make_shared<const ResultFrame>(twoStorages()));
        QCOMPARE(cells.index(1, CellsModel::Policy).data().toString(), "R-KV, fp8");
        NumbersModel numbers;
        numbers.setFrame(std::make_shared<const ResultFrame>(twoStorages()), -1);
        QCOMPARE(numbers.rowCount(), 6); // Pass@1, interval and TPS of each
    }

    void thePanelStatesWhatItWasGiven()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        SweepForm form = demoForm("/resources");
        form.spec.device = "cuda";
        form.spec.gpu = "GPU-12ab";
        form.spec.compute = ComputeType::Fp32;
        form.spec.kv_dtypes = {KvDType::Compute, KvDType::Fp8};
        form.spec.random_weights = 7;
        panel.setForm(form);
        const SweepSpec spec = panel.form().spec;
        QCOMPARE(spec.gpu, form.spec.gpu);
        QVERIFY(spec.compute == ComputeType::Fp32);
        QVERIFY(spec.kv_dtypes == form.spec.kv_dtypes);
        QVERIFY(spec.random_weights == form.spec.random_weights);
        const QStringList words = runArguments(panel.form(), "out.kvsession");
        QVERIFY(words.contains("bf16,fp8") && words.contains("--gpu") && words.contains("--random-weights"));

        auto *device = panel.findChild<QComboBox *>("device");
        device->setCurrentIndex(device->findData("cpu"));
        QVERIFY(panel.findChild<QLineEdit *>("gpu")->isHidden());
        QVERIFY(panel.form().spec.kv_dtypes == std::vector<KvDType>{KvDType::Compute});
    }

    void randomPromptsReadBack()
    {
        SweepForm form;
        form.spec.model_dirs = {"r1-llama-8b", "r1-qwen-7b"};
        form.spec.policies = {{"r_kv", {}}};
        form.spec.random_weights = 18446744073709551615ULL;
        form.spec.prompt_tokens = 900;
        form.spec.samples_per_problem = 0;
        form.spec.eviction_trace = EvictionTrace::None;
        form.budgets = "2500:5000:500";
        const QStringList words = runArguments(form, "speed.kvsession");
        QVERIFY(!words.contains("--samples") && !words.contains("--dataset"));
        const auto parsed = parseRunArguments(words, FakeEngineServices());
        QVERIFY2(parsed.has_value(), parsed.has_error() ? parsed.error().message.c_str() : "");
        const SweepSpec &spec = parsed.value().form.spec;
        QVERIFY(spec.random_weights == form.spec.random_weights);
        QCOMPARE(spec.prompt_tokens, 900);
        QCOMPARE(spec.samples_per_problem, 0);
        QVERIFY(spec.eviction_trace == EvictionTrace::None);
        QVERIFY(parseRunArguments({"run", "--kv-dtype", "fp4"}, FakeEngineServices()).has_error());
    }
};

QTEST_MAIN(TestDeviceChoices)
#include "tst_device_choices.moc"
