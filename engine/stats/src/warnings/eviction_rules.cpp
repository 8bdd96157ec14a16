#include "warnings/rules.h"

namespace kvscope::stats {
namespace {

bool has_budget(const JudgedCell &cell)
{
    return !cell.figures.budget.is_full() && cell.figures.num_samples > cell.figures.num_invalid;
}

} // namespace

void judge_eviction(Judgement &judgement)
{
    using Severity = ResultWarning::Severity;
    const auto never = [](const JudgedCell &cell) { return has_budget(cell) && cell.figures.mean_evictions <= 0; };
    judgement.warn(
        "eviction_never_fired", Severity::Serious, judgement.keys_where(never),
        "Eviction never fired in %1 of %2 cells: prompt and output stayed below the trigger, so their figures are "
        "those of full.",
        {}, "Choose smaller budgets, or problems with longer answers.");
    const auto seldom = [&](const JudgedCell &cell) {
        return has_budget(cell) && !never(cell) && cell.figures.mean_final_kv_len > 0 &&
               cell.figures.mean_final_kv_len <= cell.figures.retained;
    };
    judgement.warn(
        "budget_above_length", Severity::Caution, judgement.keys_where(seldom),
        "In %1 of %2 cells prompt and output together are on average no longer than the budget: only the longest "
        "samples were evicted from.",
        {}, "Read these cells as nearly full, or choose smaller budgets.");
}

} // namespace kvscope::stats
