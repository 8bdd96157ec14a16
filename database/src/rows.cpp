#include "rows.h"

#include "plan_json.h"
#include "telemetry_store.h"

namespace kvscope {

Result<std::vector<CellTiming>> read_timings(const Connection &connection, std::int64_t cell)
{
    const std::string sql =
        "SELECT repeat, load_s, prefill_s, wall_s, num_decode_tokens, overall_tps, sustained_tps, sustained_missing, "
        "window_tps_json, dynts_tps, batch_requested, batch_reached, kv_bytes_held_peak, num_preemptions, energy_j, "
        "device, overall_window_tps_json, " +
        std::string(connection.schema_version() >= kDeviceSchema ? "batch_shrunk" : "0") +
        " FROM timing WHERE cell = ? ORDER BY repeat";
    Statement rows(connection, sql.c_str(), "reading timings");
    rows.bind(cell);
    std::vector<CellTiming> timings;
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            const Status completed = read_telemetry(connection, cell, timings);
            return completed.has_error() ? Result<std::vector<CellTiming>>(completed.error()) : timings;
        }
        CellTiming &timing = timings.emplace_back();
        timing.repeat = rows.small(0);
        timing.load_s = rows.real(1);
        timing.prefill_s = rows.real(2);
        timing.wall_s = rows.real(3);
        timing.num_decode_tokens = rows.integer(4);
        timing.overall_tps = rows.real(5);
        timing.sustained_tps = rows.real(6);
        timing.sustained_missing = rows.text(7);
        for (const auto &[column, windows] : {std::pair{8, &timing.window_tps}, {16, &timing.overall_window_tps}}) {
            auto numbers = numbers_from_json(rows.text(column));
            if (numbers.has_error()) {
                return make_error(numbers.error().code, connection.path() + ": " + numbers.error().message);
            }
            *windows = std::move(numbers).value();
        }
        timing.dynts_tps = rows.real(9);
        timing.batch_requested = rows.small(10);
        timing.batch_reached = rows.small(11);
        timing.kv_bytes_held_peak = rows.bytes_count(12);
        timing.num_preemptions = rows.small(13);
        timing.energy_j = rows.real(14);
        timing.device = rows.text(15);
        timing.batch_shrunk = rows.small(17);
    }
}

Result<std::optional<std::int64_t>> find_cell(const Connection &connection, const std::string &key)
{
    Statement row(connection, "SELECT id FROM cell WHERE key = ?", "finding a cell");
    auto there = row.bind(key).next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? std::optional(row.integer(0)) : std::nullopt;
}

Error no_such_cell(const Connection &connection, const std::string &key)
{
    return make_error(ErrorCode::InvalidArgument,
                      connection.path() + ": the session has no cell \"" + key + "\". Begin a run with it first.");
}

Result<StoredRun> newest_run(const Connection &connection)
{
    Statement row(connection, "SELECT id, kind, spec_json FROM run ORDER BY id DESC LIMIT 1", "reading the sweep");
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    if (!there.value()) {
        return make_error(ErrorCode::NotFound, connection.path() + ": no run was begun in this session yet.");
    }
    auto spec = spec_from_json(row.text(2));
    if (spec.has_error()) {
        return make_error(spec.error().code, connection.path() + ": " + spec.error().message);
    }
    return StoredRun{row.integer(0), row.text(1) == "published", std::move(spec).value()};
}

} // namespace kvscope
