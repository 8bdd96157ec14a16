#include "telemetry_store.h"

#include <algorithm>

namespace kvscope {

namespace {

/// First schema that has the table.
constexpr int kTelemetrySchema = 3;

void bind(Statement &row, const std::optional<double> &value)
{
    if (value) {
        row.bind(*value);
    } else {
        row.bind_null();
    }
}

void bind(Statement &row, const std::optional<std::uint64_t> &value)
{
    if (value) {
        row.bind(*value);
    } else {
        row.bind_null();
    }
}

std::optional<double> real(const Statement &row, int column)
{
    return row.is_null(column) ? std::nullopt : std::optional(row.real(column));
}

std::optional<std::uint64_t> bytes_count(const Statement &row, int column)
{
    return row.is_null(column) ? std::nullopt : std::optional(row.bytes_count(column));
}

const char *source_of(const GpuTelemetry &telemetry)
{
    return !telemetry.energy_j ? "none" : telemetry.energy_is_integrated ? "power" : "counter";
}

GpuTelemetry read_row(const Statement &row)
{
    GpuTelemetry telemetry;
    telemetry.gpu = row.text(1);
    telemetry.driver = row.text(2);
    telemetry.num_readings = row.small(3);
    telemetry.measured_s = row.real(4);
    telemetry.num_tokens = row.integer(5);
    telemetry.memory_peak_bytes = bytes_count(row, 6);
    telemetry.memory_total_bytes = bytes_count(row, 7);
    telemetry.utilization_mean = real(row, 8);
    telemetry.utilization_max = real(row, 9);
    telemetry.power_mean_w = real(row, 10);
    telemetry.power_max_w = real(row, 11);
    telemetry.energy_j = real(row, 12);
    telemetry.energy_is_integrated = row.text(13) == "power";
    telemetry.sm_clock_min_mhz = real(row, 14);
    telemetry.sm_clock_mean_mhz = real(row, 15);
    telemetry.memory_clock_mhz = real(row, 16);
    telemetry.temperature_max_c = real(row, 17);
    telemetry.throttle_reasons = row.is_null(18) ? std::nullopt : std::optional(row.text(18));
    telemetry.num_throttled = row.small(19);
    telemetry.missing = row.text(20);
    return telemetry;
}

} // namespace

Status remove_telemetry(const Connection &connection, std::int64_t cell, int repeat)
{
    Statement row(connection, "DELETE FROM telemetry WHERE cell = ? AND repeat = ?", "storing a timing");
    return row.bind(cell).bind(repeat).run();
}

Status store_telemetry(const Connection &connection, std::int64_t cell, const CellTiming &timing)
{
    if (!timing.telemetry) {
        return Done{};
    }
    const GpuTelemetry &telemetry = *timing.telemetry;
    Statement row(connection,
                  "INSERT INTO telemetry (cell, repeat, gpu, driver, num_readings, measured_s, num_tokens, "
                  "memory_peak_bytes, memory_total_bytes, utilization_mean, utilization_max, power_mean_w, "
                  "power_max_w, energy_j, energy_source, sm_clock_min_mhz, sm_clock_mean_mhz, memory_clock_mhz, "
                  "temperature_max_c, throttle_reasons, num_throttled, missing) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  "storing a timing");
    row.bind(cell).bind(timing.repeat).bind(telemetry.gpu).bind(telemetry.driver).bind(telemetry.num_readings);
    row.bind(telemetry.measured_s).bind(telemetry.num_tokens);
    bind(row, telemetry.memory_peak_bytes);
    bind(row, telemetry.memory_total_bytes);
    for (const std::optional<double> &value : {telemetry.utilization_mean, telemetry.utilization_max,
                                               telemetry.power_mean_w, telemetry.power_max_w, telemetry.energy_j}) {
        bind(row, value);
    }
    row.bind(source_of(telemetry));
    for (const std::optional<double> &value : {telemetry.sm_clock_min_mhz, telemetry.sm_clock_mean_mhz,
                                               telemetry.memory_clock_mhz, telemetry.temperature_max_c}) {
        bind(row, value);
    }
    if (telemetry.throttle_reasons) {
        row.bind(*telemetry.throttle_reasons);
    } else {
        row.bind_null();
    }
    return row.bind(telemetry.num_throttled).bind(telemetry.missing).run();
}

Status read_telemetry(const Connection &connection, std::int64_t cell, std::vector<CellTiming> &timings)
{
    if (connection.schema_version() < kTelemetrySchema) {
        return Done{};
    }
    Statement rows(connection,
                   "SELECT repeat, gpu, driver, num_readings, measured_s, num_tokens, memory_peak_bytes, "
                   "memory_total_bytes, utilization_mean, utilization_max, power_mean_w, power_max_w, energy_j, "
                   "energy_source, sm_clock_min_mhz, sm_clock_mean_mhz, memory_clock_mhz, temperature_max_c, "
                   "throttle_reasons, num_throttled, missing FROM telemetry WHERE cell = ?",
                   "reading timings");
    rows.bind(cell);
    for (;;) {
        const auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return Done{};
        }
        const int repeat = rows.small(0);
        const auto timing = std::find_if(timings.begin(), timings.end(),
                                         [repeat](const CellTiming &one) { return one.repeat == repeat; });
        if (timing != timings.end()) {
            timing->telemetry = read_row(rows);
        }
    }
}

} // namespace kvscope
