#include "stats/warnings.h"

#include "warnings/rules.h"

#include <algorithm>
#include <utility>

namespace kvscope::stats {

std::vector<std::string> Judgement::keys_where(const std::function<bool(const JudgedCell &)> &is_bad) const
{
    std::vector<std::string> keys;
    for (const JudgedCell &cell : finished) {
        if (is_bad(cell)) {
            keys.push_back(cell.figures.cell_key);
        }
    }
    return keys;
}

void Judgement::warn(const char *id, ResultWarning::Severity severity, std::vector<std::string> cells,
                     const char *sentence, std::vector<std::string> values, const char *advice)
{
    if (cells.empty()) {
        return;
    }
    std::vector<std::string> filled{std::to_string(cells.size()), std::to_string(finished.size())};
    filled.insert(filled.end(), values.begin(), values.end());
    warnings.push_back({id, severity, std::move(cells), {sentence, std::move(filled)}, {advice, {}}});
}

std::vector<ResultWarning> warnings(const SessionRows &rows, const ResultFrame &frame)
{
    if (frame.reference) {
        return {{"published",
                 ResultWarning::Severity::Note,
                 {},
                 {"Published figures: without samples and intervals, differences can only be read by point.", {}},
                 {"Run a sweep of your own to test them.", {}}}};
    }
    Judgement judgement{rows, {}, {}, {}};
    for (std::size_t i = 0; i < std::min(rows.cells.size(), frame.cells.size()); ++i) {
        judgement.all.push_back({rows.cells[i], frame.cells[i]});
        if (frame.cells[i].state == CellState::Complete) {
            judgement.finished.push_back({rows.cells[i], frame.cells[i]});
        }
    }
    judge_session(judgement);
    judge_eviction(judgement);
    judge_answers(judgement);
    judge_output_lengths(judgement);
    judge_throughput(judgement);
    std::stable_sort(judgement.warnings.begin(), judgement.warnings.end(),
                     [](const ResultWarning &a, const ResultWarning &b) { return a.severity > b.severity; });
    return std::move(judgement.warnings);
}

const char *name_of(ResultWarning::Severity severity)
{
    switch (severity) {
    case ResultWarning::Severity::Note:
        return "note";
    case ResultWarning::Severity::Caution:
        return "caution";
    case ResultWarning::Severity::Serious:
        return "serious";
    }
    return "";
}

} // namespace kvscope::stats
