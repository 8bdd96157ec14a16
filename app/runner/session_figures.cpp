#include "session_figures.h"

#include "text_table.h"

#include "database/session_reader.h"
#include "engine/sweep.h"
#include "stats/summarize.h"

#include <algorithm>

namespace kvscope {

namespace {

std::string pass_text(const CellResult &cell)
{
    if (!cell.pass_at_1) {
        return "–";
    }
    std::string text = fixed(*cell.pass_at_1, 1);
    if (cell.pass_at_1_interval) {
        text += " [" + fixed(cell.pass_at_1_interval->lower, 1) + ", " + fixed(cell.pass_at_1_interval->upper, 1) + "]";
    }
    return text;
}

std::string tps_text(const CellResult &cell)
{
    if (!cell.tps) {
        return "–";
    }
    const double half = cell.tps_interval ? (cell.tps_interval->upper - cell.tps_interval->lower) / 2 : 0;
    return fixed(*cell.tps, 0) + (half > 0 ? " ± " + fixed(half, 0) : "") + (cell.tps_is_overall ? " (overall)" : "");
}

std::string truncated_text(const CellResult &cell)
{
    return cell.num_samples == 0 ? "–" : fixed(100.0 * cell.num_truncated / cell.num_samples, 1);
}

std::string state_text(const CellResult &cell)
{
    switch (cell.state) {
    case CellState::Complete:
        return "";
    case CellState::Failed:
        return "failed: " + cell.failure;
    case CellState::Pending:
    case CellState::Running:
        break;
    }
    return "unfinished";
}

} // namespace

Result<CellResult> read_cell_figures(const std::string &session_path, const std::string &cell_key)
{
    const Result<SessionReader> reader = SessionReader::open(session_path);
    if (reader.has_error()) {
        return reader.error();
    }
    Result<SessionRows> rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    std::erase_if(rows.value().cells, [&](const CellRows &cell) { return cell.counts.cell_key != cell_key; });
    const ResultFrame frame = stats::complete(rows.value());
    if (frame.cells.empty()) {
        return make_error(ErrorCode::NotFound, session_path + ": there is no cell " + cell_key);
    }
    return frame.cells.front();
}

Result<std::string> summary_table(const std::string &session_path)
{
    const Result<SessionReader> reader = SessionReader::open(session_path);
    if (reader.has_error()) {
        return reader.error();
    }
    const Result<SessionRows> rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    const ResultFrame frame = stats::complete(rows.value());
    TextTable table({"model", "dataset", "policy", "budget", "samples", "Pass@1 % [95 %]", "tok/s", "truncated %", ""});
    for (const CellResult &cell : frame.cells) {
        table.add_row({frame.models[static_cast<std::size_t>(cell.model)].label,
                       frame.datasets[static_cast<std::size_t>(cell.dataset)].label, cell.policy,
                       format_budget(cell.budget),
                       std::to_string(cell.num_samples) + "/" + std::to_string(cell.num_samples_planned),
                       pass_text(cell), tps_text(cell), truncated_text(cell), state_text(cell)});
    }
    return table.text();
}

} // namespace kvscope
