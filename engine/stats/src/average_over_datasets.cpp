#include "bootstrap.h"
#include "problem_means.h"
#include "stats/summarize.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvscope::stats {
namespace {

std::vector<double> valid_means(const std::vector<ProblemOutcome> &outcomes)
{
    std::vector<double> means;
    for (const ProblemOutcome &outcome : outcomes) {
        if (const std::optional<double> mean = problem_mean(outcome)) {
            means.push_back(*mean);
        }
    }
    return means;
}

bool has_spread(const std::vector<double> &means)
{
    const auto [smallest, largest] = std::minmax_element(means.begin(), means.end());
    return *smallest != *largest;
}

/// The bounds of a mean of independent estimates whose own intervals need not be symmetric.
Interval combined(const std::vector<PassEstimate> &estimates, double mean)
{
    double below = 0;
    double above = 0;
    for (const PassEstimate &estimate : estimates) {
        below += std::pow(estimate.percent - estimate.interval.lower, 2);
        above += std::pow(estimate.interval.upper - estimate.percent, 2);
    }
    const double count = static_cast<double>(estimates.size());
    return {mean - std::sqrt(below) / count, mean + std::sqrt(above) / count, "datasets' intervals combined"};
}

} // namespace

std::optional<PassEstimate> average_over_datasets(const std::vector<std::vector<ProblemOutcome>> &datasets)
{
    std::vector<PassEstimate> estimates;
    std::vector<std::vector<double>> groups;
    bool all_spread = true;
    for (const std::vector<ProblemOutcome> &outcomes : datasets) {
        groups.push_back(valid_means(outcomes));
        if (groups.back().empty()) {
            return std::nullopt;
        }
        all_spread = all_spread && has_spread(groups.back());
        estimates.push_back(pass_at_1(outcomes));
    }
    if (estimates.size() < 2) {
        return estimates.empty() ? std::nullopt : std::optional(estimates.front());
    }
    std::sort(estimates.begin(), estimates.end(), // sums of floats depend on the order
              [](const PassEstimate &a, const PassEstimate &b) {
                  return std::pair(a.percent, a.interval.lower) < std::pair(b.percent, b.interval.lower);
              });
    PassEstimate average;
    for (const PassEstimate &estimate : estimates) {
        average.percent += estimate.percent / static_cast<double>(estimates.size());
    }
    if (all_spread) {
        const auto [lower, upper] = bootstrap_mean_of_means(std::move(groups));
        average.interval = {100 * lower, 100 * upper, "bootstrap stratified by dataset"};
    } else {
        average.interval = combined(estimates, average.percent);
    }
    return average;
}

} // namespace kvscope::stats
