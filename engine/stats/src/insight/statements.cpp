#include "insight/statements.h"

#include <cmath>
#include <utility>

namespace kvscope::stats {

Insight unsaid(Insight insight, Sentence reason)
{
    insight.is_said = false;
    insight.statement = std::move(reason);
    return insight;
}

std::vector<double> slope_weights(const std::vector<double> &budgets, const std::vector<double> &precisions)
{
    double total = 0;
    double centre = 0;
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        total += precisions[i];
        centre += precisions[i] * budgets[i];
    }
    centre /= total;
    double spread = 0;
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        spread += precisions[i] * (budgets[i] - centre) * (budgets[i] - centre);
    }
    std::vector<double> weights(budgets.size());
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        weights[i] = 1000 * precisions[i] * (budgets[i] - centre) / spread;
    }
    return weights;
}

std::vector<double> budget_tokens(const SeriesData &series)
{
    std::vector<double> tokens;
    for (std::size_t i = 0; i < series.num_budgeted; ++i) {
        tokens.push_back(series.columns[i].budget.tokens);
    }
    return tokens;
}

Sentence too_few_budgets(const SeriesData &series, std::size_t least)
{
    const std::string needed = std::to_string(least);
    const std::string have = std::to_string(series.num_budgeted);
    return series.num_unfinished > 0
               ? Sentence{"Cannot be said yet: %1 budgets in tokens are finished, and at least %2 are needed.",
                          {have, needed}}
               : Sentence{"Cannot be said: the session has %1 budgets in tokens, and at least %2 are needed.",
                          {have, needed}};
}

double unseen_loss(int num_problems)
{
    return num_problems > 0 ? 100 * (1 - std::pow(0.05, 1.0 / num_problems)) : 100;
}

} // namespace kvscope::stats
