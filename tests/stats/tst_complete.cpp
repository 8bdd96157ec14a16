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
    void telemetryOfSeveralRepeats();
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
    // A cell with a sustained phase has that interval too, beside its own.
    run.sustained_tps = 500;
    run.sustained_missing.clear();
    QVERIFY(std::abs(cellOf({run}).overall_tps_interval->upper - windows.upper) < 1e-9);
    QVERIFY(!cellOf({run}).tps_interval);
}

void TestComplete::telemetryOfSeveralRepeats()
{
    QVERIFY(!cellOf({timing(500, 400)}).gpu);
    GpuTelemetry one;
    one.gpu = "GPU";
    one.driver = "1";
    one.num_readings = 10;
    one.num_throttled = 1;
    one.measured_s = 10;
    one.num_tokens = 1000;
    one.energy_j = 2000;
    one.power_mean_w = 200;
    one.power_max_w = 300;
    one.memory_peak_bytes = 5;
    one.utilization_mean = 50;
    one.sm_clock_min_mhz = 1500;
    one.throttle_reasons = "sw_power_cap";
    GpuTelemetry two = one;
    two.num_readings = 30;
    two.measured_s = 30;
    two.num_tokens = 3000;
    two.energy_j = 12000;
    two.power_mean_w = 400;
    two.power_max_w = 500;
    two.memory_peak_bytes = 4;
    two.utilization_mean = 90;
    two.sm_clock_min_mhz = 1400;
    two.throttle_reasons = "gpu_idle sw_power_cap";
    two.energy_is_integrated = true;
    GpuTelemetry dark; // the energy of this repeat is not known: nor do its tokens count
    dark.gpu = "GPU";
    dark.driver = "2";
    dark.num_tokens = 999;
    dark.missing = "power: Not Supported";
    std::vector<CellTiming> timings(4, timing(500, 400));
    timings[0].telemetry = one;
    timings[1].telemetry = two;
    timings[3].telemetry = dark;
    const GpuTelemetry sum = cellOf(timings).gpu.value();
    QCOMPARE(sum.gpu, std::string("GPU"));
    QCOMPARE(sum.driver, std::string("1 / 2"));
    QCOMPARE(sum.num_readings, 40);
    QCOMPARE(sum.num_throttled, 2);
    QCOMPARE(sum.measured_s, 40.0);
    QCOMPARE(sum.num_tokens, 4000);
    QCOMPARE(*sum.energy_j, 14000.0);
    QVERIFY(sum.energy_is_integrated);
    QCOMPARE(*sum.power_mean_w, 350.0);
    QCOMPARE(*sum.power_max_w, 500.0);
    QCOMPARE(*sum.memory_peak_bytes, std::uint64_t{5});
    QCOMPARE(*sum.utilization_mean, 80.0);
    QCOMPARE(*sum.sm_clock_min_mhz, 1400.0);
    QCOMPARE(*sum.throttle_reasons, std::string("gpu_idle sw_power_cap"));
    QCOMPARE(sum.missing, std::string("power: Not Supported"));
    QCOMPARE(*sum.tokens_per_joule(), 4000.0 / 14000.0);
    std::swap(timings[0], timings[3]);
    QCOMPARE(cellOf(timings).gpu.value().num_tokens, 4000);
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
