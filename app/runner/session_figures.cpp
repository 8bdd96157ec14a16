#include "session_figures.h"

#include "terminal_text.h"
#include "text_table.h"

#include "database/session_reader.h"
#include "engine/sweep.h"
#include "stats/summarize.h"
#include "stats/warnings.h"

#include <algorithm>

namespace kvscope {

namespace {

std::string pass_text(const CellResult &cell)
{
    if (!cell.accuracy_missing.empty()) {
        return "none: " + cell.accuracy_missing;
    }
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

std::string percent_text(int count, const CellResult &cell)
{
    return cell.num_samples == 0 || !cell.accuracy_missing.empty() ? "–" : fixed(100.0 * count / cell.num_samples, 1);
}

std::string mean_text(double mean, const CellResult &cell, int decimals)
{
    return cell.num_samples == 0 ? "–" : fixed(mean, decimals);
}

std::string power_text(const CellResult &cell)
{
    return cell.gpu && cell.gpu->power_mean_w ? fixed(*cell.gpu->power_mean_w, 0) : "–";
}

std::string tokens_per_joule_text(const CellResult &cell)
{
    const std::optional<double> rate = cell.gpu ? cell.gpu->tokens_per_joule() : std::nullopt;
    return rate ? fixed(*rate, 2) : "–";
}

/// "[1] [3]": the warnings below the table that are about the cell.
std::string marks_text(const std::vector<ResultWarning> &warnings, const CellResult &cell)
{
    std::string marks;
    for (std::size_t i = 0; i < warnings.size(); ++i) {
        const std::vector<std::string> &keys = warnings[i].cell_keys;
        if (std::find(keys.begin(), keys.end(), cell.cell_key) != keys.end()) {
            marks += (marks.empty() ? "[" : " [") + std::to_string(i + 1) + "]";
        }
    }
    return marks;
}

std::string joined(const std::string &a, const std::string &b)
{
    return a + (a.empty() || b.empty() ? "" : " ") + b;
}

std::string warnings_text(const std::vector<ResultWarning> &warnings)
{
    std::string text;
    for (std::size_t i = 0; i < warnings.size(); ++i) {
        const ResultWarning &warning = warnings[i];
        text += printable("[" + std::to_string(i + 1) + "] " + stats::name_of(warning.severity) + ": " +
                          warning.sentence.text() + " " + warning.advice.text()) +
                "\n";
    }
    return text.empty() ? text : "\n" + text;
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
    const std::vector<ResultWarning> warnings = stats::warnings(rows.value(), frame);
    const bool has_power = std::any_of(frame.cells.begin(), frame.cells.end(),
                                       [](const CellResult &cell) { return cell.gpu.has_value(); });
    std::vector<std::string> header{"model",     "dataset",         "policy",   "budget",      "samples",
                                    "problems",  "Pass@1 % [95 %]", "tok/s",    "truncated %", "no answer %",
                                    "invalid %", "tokens",          "evictions"};
    if (has_power) {
        header.insert(header.end(), {"W", "tok/J"});
    }
    header.emplace_back();
    TextTable table(std::move(header));
    for (const CellResult &cell : frame.cells) {
        std::vector<std::string> row{frame.models[static_cast<std::size_t>(cell.model)].label,
                                     frame.datasets[static_cast<std::size_t>(cell.dataset)].label,
                                     cell.policy + (cell.kv_dtype == KvDType::Fp8 ? ", fp8" : ""),
                                     format_budget(cell.budget),
                                     std::to_string(cell.num_samples) + "/" + std::to_string(cell.num_samples_planned),
                                     std::to_string(cell.num_problems),
                                     pass_text(cell),
                                     tps_text(cell),
                                     percent_text(cell.num_truncated, cell),
                                     percent_text(cell.num_no_answer, cell),
                                     percent_text(cell.num_invalid, cell),
                                     mean_text(cell.mean_output_tokens, cell, 0),
                                     mean_text(cell.mean_evictions, cell, 1)};
        if (has_power) {
            row.insert(row.end(), {power_text(cell), tokens_per_joule_text(cell)});
        }
        row.push_back(joined(marks_text(warnings, cell), state_text(cell)));
        table.add_row(std::move(row));
    }
    return table.text() + warnings_text(warnings);
}

} // namespace kvscope
