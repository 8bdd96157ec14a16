// Watching a GPU: what is read through a stand-in for NVML, and what readings are summed up to.
#include "engine/gpu_monitor.h"
#include "engine/telemetry_recorder.h"
#include "fake_nvml.h"
#include "telemetry/telemetry_sum.h"

#include <QTest>

#include <atomic>
#include <dlfcn.h>

using namespace kvscope;
using namespace std::chrono_literals;

namespace {

const std::string kUuid = FakeNvml{}.uuid;

GpuReading powerReading(double power_w, std::optional<double> energy_j = std::nullopt)
{
    GpuReading reading;
    reading.power_w = power_w;
    reading.energy_j = energy_j;
    if (!energy_j) {
        reading.missing["energy"] = "Not Supported";
    }
    return reading;
}

} // namespace

class TestTelemetry : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyFigureIsRead();
    void aSliceIsFoundByItsOwnName();
    void anOldDriverCostsTheFiguresItLacks();
    void anErrorCostsOneFigure();
    void withoutLibraryOrGpu();
    void namesOfThrottleReasons();
    void counterGivesEnergy();
    void powerGivesEnergyWithoutACounter();
    void aFailedReadingIsStoodForByTheNext();
    void aCounterThatGoesBackwards();
    void aCounterThatDoesNotMove();
    void pausesAreLeftOut();
    void extremesAndMeans();
    void nothingReadIsNothingSaid();
    void recorderSumsUpATimedPart();
    void recorderStartsAnew();

private:
    void *library_ = nullptr;
    FakeNvml *fake_ = nullptr;
    GpuMonitor open(const char *library = KVSCOPE_FAKE_NVML) const
    {
        auto monitor = GpuMonitor::open(kUuid, library);
        Q_ASSERT(monitor.has_value());
        return monitor.value();
    }
};

void TestTelemetry::init()
{
    library_ = dlopen(KVSCOPE_FAKE_NVML, RTLD_NOW);
    QVERIFY2(library_ != nullptr, dlerror());
    fake_ = reinterpret_cast<FakeNvml *(*)()>(dlsym(library_, "fake_nvml"))();
    *fake_ = FakeNvml{};
}

void TestTelemetry::cleanup()
{
    QCOMPARE(fake_->num_shutdowns, fake_->num_inits);
    dlclose(library_);
}

void TestTelemetry::everyFigureIsRead()
{
    fake_->throttle_bits = 0x4 | 0x40;
    const GpuMonitor monitor = open();
    QCOMPARE(monitor.gpu(), std::string("Fake GPU"));
    QCOMPARE(monitor.driver(), std::string("999.88.77"));
    const GpuReading reading = monitor.read();
    QVERIFY(reading.missing.empty());
    QCOMPARE(*reading.memory_used_bytes, std::uint64_t{40} << 30);
    QCOMPARE(*reading.memory_total_bytes, std::uint64_t{80} << 30);
    QCOMPARE(*reading.utilization, 90.0);
    QCOMPARE(*reading.power_w, 300.0);
    QCOMPARE(*reading.energy_j, 1000.0);
    QCOMPARE(*reading.sm_clock_mhz, 1980.0);
    QCOMPARE(*reading.memory_clock_mhz, 2619.0);
    QCOMPARE(*reading.temperature_c, 60.0);
    QCOMPARE(*reading.throttle_bits, std::uint64_t{0x44});
    QCOMPARE(*monitor.read_energy().energy_j, 1000.0);
    QVERIFY(!monitor.read_energy().power_w);
}

void TestTelemetry::aSliceIsFoundByItsOwnName()
{
    fake_->uuid = "MIG-11112222-3333-4444-5555-666677778888";
    QCOMPARE(open().gpu(), std::string("Fake GPU"));
}

void TestTelemetry::anOldDriverCostsTheFiguresItLacks()
{
    const GpuMonitor monitor = open(KVSCOPE_FAKE_NVML_OLD);
    const GpuReading reading = monitor.read();
    QVERIFY(!reading.energy_j);
    QCOMPARE(reading.missing.size(), std::size_t{1});
    QCOMPARE(reading.missing.at("energy"), std::string("this driver's NVML lacks the function"));
    QCOMPARE(*reading.throttle_bits, std::uint64_t{0}); // under its older name
}

void TestTelemetry::anErrorCostsOneFigure()
{
    fake_->errors = {{"power", FakeNvml::kNotSupported}, {"clock", 999}, {"name", 999}};
    const GpuMonitor monitor = open();
    QCOMPARE(monitor.gpu(), std::string());
    const GpuReading reading = monitor.read();
    QVERIFY(!reading.power_w);
    QVERIFY(!reading.sm_clock_mhz);
    QVERIFY(!reading.memory_clock_mhz);
    QVERIFY(reading.utilization);
    QCOMPARE(reading.missing.size(), std::size_t{3});
    QCOMPARE(reading.missing.at("power"), std::string("Not Supported"));
    QCOMPARE(reading.missing.at("sm_clock"), std::string("Unknown Error"));
}

void TestTelemetry::withoutLibraryOrGpu()
{
    const auto absent = GpuMonitor::open(kUuid, "libno-such-library.so.1");
    QVERIFY(absent.has_error());
    QVERIFY(absent.error().code == ErrorCode::NotFound);
    const auto other = GpuMonitor::open("GPU-ffffffff-3333-4444-5555-666677778888", KVSCOPE_FAKE_NVML);
    QVERIFY(other.has_error());
    QVERIFY(other.error().code == ErrorCode::NotFound);
    fake_->errors = {{"init", 9}};
    const auto down = GpuMonitor::open(kUuid, KVSCOPE_FAKE_NVML);
    QVERIFY(down.has_error());
    QVERIFY(down.error().code == ErrorCode::Device);
    fake_->num_shutdowns = fake_->num_inits; // what did not start is not shut down
}

void TestTelemetry::namesOfThrottleReasons()
{
    QCOMPARE(throttle_names(0), std::string());
    QCOMPARE(throttle_names(0x1 | 0x4 | 0x20), std::string("gpu_idle sw_power_cap sw_thermal_slowdown"));
    QCOMPARE(throttle_names(0x80 | 0x10000), std::string("hw_power_brake other"));
    QCOMPARE(throttle_names(0x10000), std::string("other"));
    QVERIFY(!is_throttled(0));
    QVERIFY(!is_throttled(0x1 | 0x2 | 0x100));
    QVERIFY(is_throttled(0x1 | 0x4));
    QVERIFY(is_throttled(0x10000));
}

void TestTelemetry::counterGivesEnergy()
{
    TelemetrySum sum;
    sum.resume(10, powerReading(70, 5000));
    sum.add(11, powerReading(300, 5290));
    sum.pause(12, powerReading(400, 5700));
    const GpuTelemetry telemetry = sum.result();
    QCOMPARE(*telemetry.energy_j, 700.0);
    QVERIFY(!telemetry.energy_is_integrated);
    QCOMPARE(*telemetry.power_mean_w, 350.0);
    QCOMPARE(*telemetry.power_max_w, 400.0);
    QCOMPARE(telemetry.measured_s, 2.0);
    QCOMPARE(telemetry.num_readings, 2);
    QCOMPARE(telemetry.missing, std::string());
}

void TestTelemetry::powerGivesEnergyWithoutACounter()
{
    TelemetrySum sum;
    sum.resume(0, powerReading(70));
    sum.add(1, powerReading(100));
    sum.add(3, powerReading(400)); // stands for two seconds
    sum.pause(4, powerReading(100));
    const GpuTelemetry telemetry = sum.result();
    QVERIFY(telemetry.energy_is_integrated);
    QCOMPARE(*telemetry.energy_j, 1000.0);
    QCOMPARE(*telemetry.power_mean_w, 250.0);
    QCOMPARE(telemetry.missing, std::string("energy counter: Not Supported"));
}

void TestTelemetry::aFailedReadingIsStoodForByTheNext()
{
    GpuReading failed;
    failed.missing = {{"power", "Unknown Error"}, {"energy", "Unknown Error"}};
    TelemetrySum sum;
    sum.resume(0, powerReading(70, 100));
    sum.add(1, failed);
    sum.add(2, powerReading(200, 500));
    sum.pause(4, failed);
    const GpuTelemetry telemetry = sum.result();
    QCOMPARE(*telemetry.power_mean_w, 200.0);
    QCOMPARE(*telemetry.energy_j, 800.0); // the mean stands for the end, too
    QVERIFY(telemetry.energy_is_integrated);
    QCOMPARE(telemetry.missing, std::string("energy counter: Unknown Error"));
}

void TestTelemetry::aCounterThatGoesBackwards()
{
    TelemetrySum sum;
    sum.resume(0, powerReading(70, 9000));
    sum.add(1, powerReading(300, 9300));
    sum.add(2, powerReading(300, 12)); // the driver started anew
    sum.pause(3, powerReading(300, 312));
    const GpuTelemetry telemetry = sum.result();
    QVERIFY(telemetry.energy_is_integrated);
    QCOMPARE(*telemetry.energy_j, 900.0);
    QCOMPARE(telemetry.missing, std::string("energy counter: the counter went backwards"));
}

void TestTelemetry::aCounterThatDoesNotMove()
{
    TelemetrySum sum;
    sum.resume(0, powerReading(70, 9000));
    sum.pause(0.05, powerReading(300, 9000));
    const GpuTelemetry telemetry = sum.result();
    QVERIFY(telemetry.energy_is_integrated);
    QCOMPARE(*telemetry.energy_j, 15.0);
    QCOMPARE(telemetry.missing, std::string("energy counter: it did not move in this time"));
}

void TestTelemetry::pausesAreLeftOut()
{
    TelemetrySum sum;
    sum.add(0, powerReading(999, 1)); // nothing has begun
    sum.resume(10, powerReading(70, 1000));
    sum.pause(12, powerReading(300, 1600));
    sum.add(20, powerReading(999, 2000));
    sum.pause(21, powerReading(999, 2100));
    sum.resume(100, powerReading(70, 5000));
    sum.add(99, powerReading(999, 4990)); // was begun before
    sum.pause(101, powerReading(300, 5300));
    const GpuTelemetry telemetry = sum.result();
    QCOMPARE(telemetry.measured_s, 3.0);
    QCOMPARE(telemetry.num_readings, 2);
    QCOMPARE(*telemetry.energy_j, 900.0);
    QCOMPARE(*telemetry.power_mean_w, 300.0);
    QCOMPARE(*telemetry.power_max_w, 300.0);
}

void TestTelemetry::extremesAndMeans()
{
    TelemetrySum sum;
    sum.resume(0, {});
    for (int i = 0; i < 4; ++i) {
        GpuReading reading;
        reading.memory_used_bytes = 1000 + (i == 2 ? 500 : i);
        reading.memory_total_bytes = 4000;
        reading.utilization = 25.0 * i;
        reading.sm_clock_mhz = 1000 + 100.0 * i;
        reading.memory_clock_mhz = 2000;
        reading.temperature_c = 60 - i;
        reading.throttle_bits = i == 1 ? 0x24 : i == 2 ? 0x1 : 0x0;
        sum.add(i + 1, reading);
    }
    sum.pause(5, {});
    const GpuTelemetry telemetry = sum.result();
    QCOMPARE(*telemetry.memory_peak_bytes, std::uint64_t{1500});
    QCOMPARE(*telemetry.memory_total_bytes, std::uint64_t{4000});
    QCOMPARE(*telemetry.utilization_mean, 37.5);
    QCOMPARE(*telemetry.utilization_max, 75.0);
    QCOMPARE(*telemetry.sm_clock_min_mhz, 1000.0);
    QCOMPARE(*telemetry.sm_clock_mean_mhz, 1150.0);
    QCOMPARE(*telemetry.memory_clock_mhz, 2000.0);
    QCOMPARE(*telemetry.temperature_max_c, 60.0);
    QCOMPARE(*telemetry.throttle_reasons, std::string("gpu_idle sw_power_cap sw_thermal_slowdown"));
    QCOMPARE(telemetry.num_throttled, 1);
    QCOMPARE(telemetry.throttled_share(), 0.2);
}

void TestTelemetry::nothingReadIsNothingSaid()
{
    GpuReading nothing;
    nothing.missing = {{"energy", "Not Supported"}, {"power", "Not Supported"}, {"throttle_reasons", "Not Supported"}};
    TelemetrySum sum;
    sum.resume(0, nothing);
    sum.pause(1, nothing);
    GpuTelemetry telemetry = sum.result();
    QVERIFY(!telemetry.energy_j);
    QVERIFY(!telemetry.power_mean_w);
    QVERIFY(!telemetry.power_max_w);
    QVERIFY(!telemetry.throttle_reasons);
    QCOMPARE(telemetry.missing,
             std::string("energy counter: Not Supported; power: Not Supported; throttle_reasons: Not Supported"));
    telemetry.num_tokens = 100;
    QVERIFY(!telemetry.tokens_per_joule());
    telemetry.energy_j = 50;
    QCOMPARE(*telemetry.tokens_per_joule(), 2.0);
}

void TestTelemetry::recorderSumsUpATimedPart()
{
    fake_->energy_step_mj = 1000;
    std::atomic<int> num_readings = 0;
    TelemetryRecorder recorder(
        open(), [&](const GpuReading &) { ++num_readings; }, 1ms);
    QTRY_VERIFY(num_readings > 0); // in no timed part, and told all the same
    recorder.set_timed(true);
    const int before = num_readings;
    QTRY_VERIFY(num_readings > before + 3);
    recorder.set_timed(false);
    const GpuTelemetry telemetry = recorder.take(500);
    QCOMPARE(telemetry.gpu, std::string("Fake GPU"));
    QCOMPARE(telemetry.driver, std::string("999.88.77"));
    QVERIFY(telemetry.num_readings >= 3);
    QVERIFY(telemetry.measured_s > 0);
    QCOMPARE(telemetry.num_tokens, std::int64_t{500});
    QVERIFY(!telemetry.energy_is_integrated);
    QVERIFY(*telemetry.energy_j >= telemetry.num_readings); // a joule between two readings of the counter
    QCOMPARE(*telemetry.power_mean_w, 300.0);
}

void TestTelemetry::recorderStartsAnew()
{
    TelemetryRecorder recorder(open(), {}, 1h);
    recorder.set_timed(true);
    fake_->energy_mj += 7000;
    QCOMPARE(*recorder.take(10).energy_j, 7.0); // which ends the part
    const GpuTelemetry nothing = recorder.take(10);
    QCOMPARE(nothing.num_readings, 0);
    QVERIFY(!nothing.energy_j);
    recorder.set_timed(true);
    fake_->energy_mj += 3000;
    recorder.set_timed(false);
    QCOMPARE(*recorder.take(10).energy_j, 3.0);
}

QTEST_GUILESS_MAIN(TestTelemetry)
#include "tst_telemetry.moc"
