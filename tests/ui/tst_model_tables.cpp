#include "ui/cells_model.h"
#include "ui/numbers_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace kvscope;

namespace {

CellResult cellOf(int model, int tokens, CellState state, double pass, double tps)
{
    CellResult cell;
    cell.cell_key = std::to_string(model) + "/" + std::to_string(tokens);
    cell.model = model;
    cell.policy = tokens == 0 ? "full" : "r_kv";
    cell.budget = {tokens};
    cell.state = state;
    cell.num_samples_planned = 40;
    cell.num_samples = state == CellState::Complete ? 40 : 10;
    if (pass >= 0) {
        cell.pass_at_1 = pass;
        cell.pass_at_1_interval = Interval{pass - 5, pass + 5, "Wilson"};
        cell.tps = tps;
    }
    return cell;
}

std::shared_ptr<ResultFrame> frameOf()
{
    auto frame = std::make_shared<ResultFrame>();
    frame->models.resize(2);
    frame->models[0].label = "tiny <b>llama</b>\u202e";
    frame->models[1].label = "qwen";
    frame->datasets.resize(1);
    frame->datasets[0].label = "tasks";
    frame->cells = {cellOf(0, 0, CellState::Complete, 99.44, 301), cellOf(1, 96, CellState::Running, 18.9, 512),
                    cellOf(0, 96, CellState::Complete, 22.8, 500), cellOf(1, 0, CellState::Pending, -1, 0)};
    return frame;
}

} // namespace

class TestModelTables : public QObject {
    Q_OBJECT

private slots:
    void numbersArePivotedByBudget()
    {
        NumbersModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFrame(frameOf());
        QCOMPARE(model.columnCount(), 2);
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QString("96"));
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QString("full"));
        QCOMPARE(model.index(0, 0).data().toString(), QString("22.8"));
        QCOMPARE(model.index(0, 1).data().toString(), QString("99.4"));
        QCOMPARE(model.index(1, 0).data().toString(), QString("17.8–27.8"));
        QCOMPARE(model.index(2, 1).data().toString(), QString("301"));
        QCOMPARE(model.index(3, 1).data().toString(), QString("–"));
    }

    void whatAGpuDid()
    {
        auto frame = frameOf();
        CellsModel cells;
        cells.setFrame(frame);
        QVERIFY(!cells.hasGpuFigures());
        frame = frameOf();
        GpuTelemetry gpu;
        gpu.num_tokens = 1234;
        gpu.energy_j = 1000;
        gpu.power_mean_w = 612.4;
        gpu.power_max_w = 699;
        gpu.memory_peak_bytes = 70ULL << 30U;
        gpu.num_readings = 20;
        gpu.num_throttled = 3;
        gpu.sm_clock_min_mhz = 1410;
        gpu.throttle_reasons = "gpu_idle sw_power_cap hw_thermal_slowdown sw_thermal_slowdown";
        frame->cells[2].gpu = gpu;
        frame->cells[0].gpu = GpuTelemetry{}; // nothing could be read
        cells.setFrame(frame);
        QVERIFY(cells.hasGpuFigures());
        QCOMPARE(cells.index(2, CellsModel::TokensPerJoule).data().toString(), QString("1.23"));
        QCOMPARE(cells.index(2, CellsModel::Power).data().toString(), QString("612"));
        QCOMPARE(cells.index(2, CellsModel::GpuMemory).data().toString(), QString("70.0 GiB"));
        QCOMPARE(cells.index(2, CellsModel::Throttled).data().toString(), QString("15 %"));
        const QString details = cells.index(2, CellsModel::Power).data(Qt::ToolTipRole).toString();
        QVERIFY2(details.contains("power limit, temperature") && details.contains("1410"), qPrintable(details));
        for (int column = CellsModel::TokensPerJoule; column <= CellsModel::Throttled; ++column) {
            QCOMPARE(cells.index(0, column).data().toString(), QString());
            QCOMPARE(cells.index(1, column).data().toString(), QString());
        }
        NumbersModel numbers;
        numbers.setFrame(frame);
        QCOMPARE(numbers.rowCount(), 7); // one more, for the model that has it
        QCOMPARE(numbers.headerData(3, Qt::Vertical, Qt::DisplayRole).toString(), QString("tokens/J"));
        QCOMPARE(numbers.index(3, 0).data().toString(), QString("1.23"));
        QCOMPARE(numbers.index(3, 1).data().toString(), QString("–"));
        QVERIFY(numbers.index(0, 0).data(Qt::ToolTipRole).toString().contains("612 W (at most 699)"));
    }

    void hostileLabelsAreEscapedNotShownAsText()
    {
        NumbersModel model;
        model.setFrame(frameOf());
        const QString title = model.headerData(0, Qt::Vertical, Qt::DisplayRole).toString();
        QVERIFY(title.startsWith("tiny <b>llama</b>"));
        QVERIFY(!title.contains(QChar(0x202e)));
    }

    void aLiveFrameKeepsTheModelsShape()
    {
        NumbersModel numbers;
        CellsModel cells;
        numbers.setFrame(frameOf());
        cells.setFrame(frameOf());
        QSignalSpy numbersReset(&numbers, &QAbstractItemModel::modelReset);
        QSignalSpy cellsReset(&cells, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&numbers, &QAbstractItemModel::dataChanged);
        auto next = frameOf();
        next->cells[1].pass_at_1 = 50;
        numbers.setFrame(next);
        cells.setFrame(next);
        QCOMPARE(numbersReset.count(), 0);
        QCOMPARE(cellsReset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(numbers.index(3, 0).data().toString(), QString("50.0"));
        next = frameOf();
        next->cells.pop_back();
        cells.setFrame(next);
        QCOMPARE(cellsReset.count(), 1);
        QCOMPARE(cells.rowCount(), 3);
    }

    void cellsTellRunningFromInterrupted()
    {
        CellsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFrame(frameOf());
        QCOMPARE(model.index(1, CellsModel::State).data().toString(), QString("interrupted"));
        SweepProgress progress;
        progress.cellKey = "1/96";
        model.setProgress(progress);
        QCOMPARE(model.index(1, CellsModel::State).data().toString(), QString("running"));
        QCOMPARE(model.index(1, CellsModel::Progress).data().toString(), QString("10/40"));
        QCOMPARE(model.index(1, CellsModel::Progress).data(CellsModel::FractionRole).toDouble(), 0.25);
    }

    void indicesOutsideTheListsAreSurvived()
    {
        auto frame = frameOf();
        frame->cells[0].model = 77;
        frame->cells[1].dataset = -3;
        NumbersModel numbers;
        CellsModel cells;
        numbers.setFrame(frame);
        cells.setFrame(frame);
        QCOMPARE(cells.index(0, CellsModel::Model).data().toString(), QString());
        QVERIFY(numbers.rowCount() > 0);
    }

    void noFrameIsAnEmptyTable()
    {
        NumbersModel numbers;
        numbers.setFrame(frameOf());
        numbers.setFrame(nullptr);
        QCOMPARE(numbers.rowCount(), 0);
        QCOMPARE(numbers.columnCount(), 0);
    }
};

QTEST_MAIN(TestModelTables)
#include "tst_model_tables.moc"
