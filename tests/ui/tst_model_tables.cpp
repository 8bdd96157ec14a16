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
