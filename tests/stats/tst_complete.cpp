// From stored rows to the frame that is shown.
#include "stats/summarize.h"

#include <QTest>

#include <cmath>

using namespace kvscope;

namespace {

CellTiming timing(double sustained, double overall)
{
    CellTiming timing;
    timing.sustained_tps = sustained;
    timing.overall_tps = overall;
    timing.batch_requested = 32;
    timing.batch_reached = 32;
    timing.device = "2 cores";
    timing.kv_bytes_held_peak = 1000;
    return timing;
}

SessionRows rowsOf(std::vector<ProblemOutcome> problems, std::vector<CellTiming> timings)
{
    SessionRows rows;
    rows.frame.title = "demo";
    rows.frame.revision = 7;
    CellRows cell;
    cell.counts.cell_key = "key";
    cell.counts.num_samples = 12;
    cell.counts.state = CellState::Running;
    cell.problems = std::move(problems);
    cell.timings = std::move(timings);
    rows.cells.push_back(std::move(cell));
    return rows;
}

CellResult cellOf(std::vector<CellTiming> timings)
{
    return stats::complete(rowsOf({{"a", 1, 2}, {"b", 2, 2}}, std::move(timings))).cells.at(0);
}

} // namespace

class TestComplete : public QObject {
    Q_OBJECT

private slots:
    void keepsWhatTheRowsSay();
    void withoutValidSamplesThereIsNoAccuracy();
    void withoutTimingThereIsNoThroughput();
    void sustainedIsPreferred();
    void windowsGiveTheIntervalOfOneRun();
    void tooFewWindowsGiveNone();
    void repeatsGiveTheInterval();
    void overallStandsInAndSaysWhy();
    void batchLabels_data();
    void batchLabels();
    void publishedFiguresPassThrough();
};

void TestComplete::keepsWhatTheRowsSay()
{
    const ResultFrame frame = stats::complete(rowsOf({{"a", 1, 2}, {"b", 2, 2}, {"c", 0, 0}}, {}));
    QCOMPARE(frame.title, std::string("demo"));
    QCOMPARE(frame.revision, 7);
    QCOMPARE(frame.cells.size(), std::size_t{1});
    QCOMPARE(frame.cells[0].cell_key, std::string("key"));
    QCOMPARE(frame.cells[0].num_samples, 12);
    QCOMPARE(frame.cells[0].state, CellState::Running);
    QCOMPARE(frame.cells[0].pass_at_1.value(), 75.0);
    QVERIFY(frame.cells[0].pass_at_1_interval->lower < 75);
    QVERIFY(frame.cells[0].pass_at_1_interval->upper > 75);
}

void TestComplete::withoutValidSamplesThereIsNoAccuracy()
{
    const CellResult cell = stats::complete(rowsOf({{"a", 0, 0}}, {})).cells.at(0);
    QVERIFY(!cell.pass_at_1.has_value());
    QVERIFY(!cell.pass_at_1_interval.has_value());
}

void TestComplete::withoutTimingThereIsNoThroughput()
{
    const CellResult cell = cellOf({});
    QVERIFY(!cell.tps.has_value());
    QVERIFY(!cell.overall_tps.has_value());
    QCOMPARE(cell.batch_label, std::string());
    QCOMPARE(cell.sustained_missing, std::string());
}

void TestComplete::sustainedIsPreferred()
{
    CellTiming run = timing(500, 400);
    run.dynts_tps = 620;
    const CellResult cell = cellOf({run});
    QCOMPARE(cell.tps.value(), 500.0);
    QVERIFY(!cell.tps_is_overall);
    QCOMPARE(cell.overall_tps.value(), 400.0);
    QCOMPARE(cell.dynts_tps.value(), 620.0);
    QCOMPARE(cell.sustained_missing, std::string());
    QCOMPARE(cell.device, std::string("2 cores"));
    QCOMPARE(cell.kv_bytes_held_peak, std::uint64_t{1000});
}

void TestComplete::windowsGiveTheIntervalOfOneRun()
{
    CellTiming run = timing(500, 400);
    run.window_tps = {490, 510, 495, 505, 500, 500, 498, 502, 496, 504};
    const CellResult cell = cellOf({run});
    QVERIFY(cell.tps_interval.has_value());
    QCOMPARE(cell.tps_interval->method, std::string("batch means, Student t"));
    const Interval windows = stats::batch_means(run.window_tps).interval.value();
    QVERIFY(std::abs(cell.tps_interval->lower - windows.lower) < 1e-9);
    QVERIFY(std::abs(cell.tps_interval->upper - windows.upper) < 1e-9);

    // Wild windows cannot claim a negative rate.
    run.window_tps = {1, 5000, 1, 5000, 1, 5000, 1, 5000, 1, 5000};
    QCOMPARE(cellOf({run}).tps_interval->lower, 0.0);
}

void TestComplete::tooFewWindowsGiveNone()
{
    CellTiming run = timing(500, 400);
    run.window_tps = {490, 510, 495, 505, 500, 500, 498, 502, 496};
    QVERIFY(!cellOf({run}).tps_interval.has_value());
}

void TestComplete::repeatsGiveTheInterval()
{
    CellTiming first = timing(490, 400);
    first.window_tps = std::vector<double>(20, 490.0);
    CellTiming second = timing(510, 420);
    second.kv_bytes_held_peak = 3000;
    second.device = "4 cores";
    const CellResult cell = cellOf({first, second, timing(500, 410)});
    QCOMPARE(cell.tps.value(), 500.0);
    QCOMPARE(cell.overall_tps.value(), 410.0);
    QCOMPARE(cell.tps_interval->method, std::string("repeats, Student t"));
    // t(2) = 4.302653, standard error 10 / sqrt(3)
    QVERIFY(std::abs(cell.tps_interval->upper - 524.84138) < 1e-4);
    QCOMPARE(cell.kv_bytes_held_peak, std::uint64_t{3000});
    QCOMPARE(cell.device, std::string("2 cores / 4 cores"));
    QCOMPARE(cell.batch_label, std::string("batch 32"));
}

void TestComplete::overallStandsInAndSaysWhy()
{
    CellTiming run = timing(0, 400);
    run.sustained_missing = "fewer problems than the batch";
    const CellResult cell = cellOf({run});
    QCOMPARE(cell.tps.value(), 400.0);
    QVERIFY(cell.tps_is_overall);
    QCOMPARE(cell.sustained_missing, std::string("fewer problems than the batch"));
    QVERIFY(!cell.tps_interval.has_value());

    const CellResult nothing = cellOf({timing(0, 0)});
    QVERIFY(!nothing.tps.has_value());
    QVERIFY(!nothing.sustained_missing.empty());

    // Its interval comes from windows over the whole pass, and sustained windows have no say in it.
    QVERIFY(!cellOf({run}).tps_interval.has_value());
    run.overall_window_tps = {390, 410, 395, 405, 400, 400, 398, 402, 396, 404};
    const Interval windows = stats::batch_means(run.overall_window_tps).interval.value();
    QVERIFY(std::abs(cellOf({run}).tps_interval->upper - windows.upper) < 1e-9);
}

void TestComplete::batchLabels_data()
{
    QTest::addColumn<int>("requested");
    QTest::addColumn<int>("reached");
    QTest::addColumn<QString>("label");
    QTest::newRow("fixed") << 32 << 32 << "batch 32";
    QTest::newRow("fixed, not filled") << 32 << 20 << "batch 32, 20 reached";
    QTest::newRow("memory") << 0 << 57 << "fill memory, batch 57 reached";
}

void TestComplete::batchLabels()
{
    QFETCH(int, requested);
    QFETCH(int, reached);
    QFETCH(QString, label);
    CellTiming run = timing(500, 400);
    run.batch_requested = requested;
    run.batch_reached = reached;
    QCOMPARE(QString::fromStdString(cellOf({run}).batch_label), label);
}

void TestComplete::publishedFiguresPassThrough()
{
    SessionRows rows = rowsOf({}, {});
    rows.frame.reference = ReferenceSource{"a paper", "read off the figure", ""};
    rows.cells[0].counts.pass_at_1 = 44.2;
    rows.cells[0].counts.tps = 580;
    rows.cells[0].counts.batch_label = "batch 20 per GPU";
    const CellResult cell = stats::complete(rows).cells.at(0);
    QCOMPARE(cell.pass_at_1.value(), 44.2);
    QVERIFY(!cell.pass_at_1_interval.has_value());
    QCOMPARE(cell.tps.value(), 580.0);
    QCOMPARE(cell.batch_label, std::string("batch 20 per GPU"));
}

QTEST_GUILESS_MAIN(TestComplete)
#include "tst_complete.moc"
