#include "ui/event_loop_monitor.h"

#include <QtTest>

#include <thread>

using namespace kvscope;

class TestEventLoopMonitor : public QObject {
    Q_OBJECT

private slots:
    void figuresAreNearestRanks();
    void aBlockedLoopDelaysAllThatCome();
    void probesComeBackThroughTheLoop();
    void aBlockIsSeen();
};

void TestEventLoopMonitor::figuresAreNearestRanks()
{
    QCOMPARE(summarize({}).numProbes, 0U);
    QCOMPARE(summarize({}).wall.max_ms, 0.0);
    std::vector<LoopDelay> delays;
    for (int i = 1; i <= 200; ++i) {
        delays.push_back({static_cast<double>(i), static_cast<double>(400 - 2 * i)});
    }
    const DelaySummary summary = summarize(delays);
    QCOMPARE(summary.numProbes, 200U);
    QCOMPARE(summary.wall.median_ms, 100.0);
    QCOMPARE(summary.wall.p99_ms, 198.0);
    QCOMPARE(summary.wall.max_ms, 200.0);
    QCOMPARE(summary.busy.median_ms, 198.0); // each clock by itself
    QCOMPARE(summary.busy.max_ms, 398.0);
}

void TestEventLoopMonitor::aBlockedLoopDelaysAllThatCome()
{
    QCOMPARE(delaysBehind({4, 1}, 5).size(), 1U);
    const std::vector<LoopDelay> delays = delaysBehind({20, 10}, 5);
    QCOMPARE(delays.size(), 4U);
    QCOMPARE(delays[1].wall_ms, 15.0);
    QCOMPARE(delays[3].wall_ms, 5.0);
    QCOMPARE(delays[3].busy_ms, 2.5);
}

void TestEventLoopMonitor::probesComeBackThroughTheLoop()
{
    EventLoopMonitor monitor(std::chrono::seconds(60));
    QCOMPARE(monitor.summary().numProbes, 0U); // the loop has not run
    QTRY_VERIFY(monitor.summary().numProbes > 3);
    QVERIFY(monitor.summary().wall.median_ms >= 0);
    QVERIFY(monitor.summary().wall.max_ms >= monitor.summary().wall.p99_ms);
}

void TestEventLoopMonitor::aBlockIsSeen()
{
    EventLoopMonitor monitor(std::chrono::seconds(60));
    // However late the probe's thread comes to run, one probe is under way sooner or later while the loop stands still.
    for (int tries = 0; tries < 100 && monitor.summary().wall.max_ms < 20; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        QCoreApplication::processEvents();
    }
    QVERIFY(monitor.summary().wall.max_ms >= 20);
    QVERIFY(monitor.summary().busy.max_ms <= monitor.summary().wall.max_ms);
}

QTEST_GUILESS_MAIN(TestEventLoopMonitor)
#include "tst_event_loop_monitor.moc"
