// What the timing of a pass over the rest of a cell is worth.
#include "resumed_pass.h"

#include <QTest>

using namespace kvscope;

class TestResumedPass : public QObject {
    Q_OBJECT

private slots:
    void rates_data();
    void rates();
    void whatLacksASustainedPhaseSaysThatItWasResumed();
};

void TestResumedPass::rates_data()
{
    QTest::addColumn<int>("requested"); // 0: as many as memory holds
    QTest::addColumn<int>("reached");
    QTest::addColumn<int>("numMissing");
    QTest::addColumn<bool>("stay");
    QTest::newRow("whole") << 32 << 24 << 24 << true; // the samples of the cell are all there are
    QTest::newRow("more than the batch") << 8 << 8 << 20 << true;
    QTest::newRow("just the batch") << 8 << 8 << 8 << true;
    QTest::newRow("fewer than the batch") << 8 << 4 << 4 << false;
    QTest::newRow("memory holds less than asked for") << 8 << 3 << 20 << true;
    QTest::newRow("filled memory") << 0 << 6 << 20 << true;
    QTest::newRow("fewer than memory holds") << 0 << 3 << 3 << false;
}

void TestResumedPass::rates()
{
    QFETCH(int, requested);
    QFETCH(int, reached);
    QFETCH(int, numMissing);
    QFETCH(bool, stay);
    CellTiming timing;
    timing.batch_requested = requested;
    timing.batch_reached = reached;
    timing.overall_tps = 90;
    timing.sustained_tps = 100;
    timing.dynts_tps = 110;
    timing.window_tps = timing.overall_window_tps = {99, 101};
    timing.wall_s = 5;
    judge_resumed_pass(timing, numMissing, 24);
    QCOMPARE(timing.overall_tps, stay ? 90.0 : 0.0);
    QCOMPARE(timing.sustained_tps, stay ? 100.0 : 0.0);
    QCOMPARE(timing.dynts_tps, stay ? 110.0 : 0.0);
    QCOMPARE(timing.window_tps.empty(), !stay);
    QCOMPARE(timing.overall_window_tps.empty(), !stay);
    QCOMPARE(timing.sustained_missing.empty(), stay);
    QCOMPARE(timing.wall_s, 5.0); // what it took stays known
}

void TestResumedPass::whatLacksASustainedPhaseSaysThatItWasResumed()
{
    CellTiming timing;
    timing.batch_requested = timing.batch_reached = 8;
    timing.overall_tps = 90;
    timing.sustained_missing = "too short";
    judge_resumed_pass(timing, 12, 24);
    QCOMPARE(timing.sustained_missing, "resumed: only the last 12 of 24 samples ran in this pass (too short)");
    QCOMPARE(timing.overall_tps, 90.0);
}

QTEST_GUILESS_MAIN(TestResumedPass)
#include "tst_resumed_pass.moc"
