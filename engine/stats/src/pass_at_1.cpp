#include "bootstrap.h"
#include "problem_means.h"
#include "stats/summarize.h"
#include "wilson.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace kvscope::stats {

std::optional<double> problem_mean(const ProblemOutcome &outcome)
{
    if (outcome.num_valid <= 0) {
        return std::nullopt;
    }
    return static_cast<double>(std::clamp(outcome.num_correct, 0, outcome.num_valid)) / outcome.num_valid;
}

PassEstimate pass_at_1(const std::vector<ProblemOutcome> &outcomes)
{
    std::vector<double> means;
    means.reserve(outcomes.size());
    bool one_sample_each = true;
    for (const ProblemOutcome &outcome : outcomes) {
        if (const std::optional<double> mean = problem_mean(outcome)) {
            means.push_back(*mean);
            one_sample_each = one_sample_each && outcome.num_valid == 1;
        }
    }
    if (means.empty()) {
        return {};
    }

    const int num_problems = static_cast<int>(means.size());
    const double mean = std::accumulate(means.begin(), means.end(), 0.0) / num_problems;
    const auto [smallest, largest] = std::minmax_element(means.begin(), means.end());
    // Resampling equal means always gives the same mean: an interval without width would claim certainty.
    const bool use_wilson = one_sample_each || *smallest == *largest;
    const auto [lower, upper] = use_wilson ? wilson(mean, num_problems) : bootstrap_mean(std::move(means));
    return {100 * mean, {100 * lower, 100 * upper, use_wilson ? "Wilson over problems" : "bootstrap over problems"}};
}

} // namespace kvscope::stats
