#include "insight/sample_size.h"

#include "problem_means.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {
namespace {

constexpr double z_sum = 1.6448536269514722 + 0.8416212335729143; // normal quantiles at 0.95 and 0.80
constexpr double most = 1e9;                                      // more would not fit, nor be run

/// Every problem's number of valid samples where it is the same everywhere, else 0.
int common_num_samples(const CellRows &a, const CellRows &b)
{
    const int first = a.problems.empty() ? 0 : a.problems.front().num_valid;
    const auto is_same = [first](const ProblemOutcome &outcome) { return outcome.num_valid == first; };
    const bool all = std::all_of(a.problems.begin(), a.problems.end(), is_same) &&
                     std::all_of(b.problems.begin(), b.problems.end(), is_same);
    return all ? first : 0;
}

/// Mean over problems of the unbiased variance of one problem's share of correct samples, percent²: p(1 − p) / (k − 1).
double sampling_variance(const CellRows &cell, int num_samples)
{
    double sum = 0;
    for (const ProblemOutcome &outcome : cell.problems) {
        const double share = problem_mean(outcome).value_or(0);
        sum += 1e4 * share * (1 - share) / (num_samples - 1);
    }
    return sum / static_cast<double>(cell.problems.size());
}

std::optional<int> samples_instead(const SeriesData &series, std::size_t column, double target_variance)
{
    const std::vector<const CellRows *> &cells = series.columns[column].cells;
    const std::vector<const CellRows *> &full = series.columns[series.num_budgeted].cells;
    const int num_samples = cells.size() == 1 ? common_num_samples(*cells.front(), *full.front()) : 0;
    if (num_samples < 2) {
        return std::nullopt;
    }
    const double n = series.table.num_problems;
    const double total = contrast_variance(series.table, series.difference(series.num_budgeted, column)) * n;
    const double within =
        sampling_variance(*cells.front(), num_samples) + sampling_variance(*full.front(), num_samples);
    const double between = std::max(0.0, total - within); // what more samples of the same problems cannot remove
    const double room = target_variance * n - between;
    const double needed = room > 0 ? std::ceil(within * num_samples / room) : most;
    return needed < most ? std::optional(std::max(num_samples + 1, static_cast<int>(needed))) : std::nullopt;
}

} // namespace

std::optional<SampleSize> sample_size(const SeriesData &series, std::size_t column, double margin_points)
{
    const Contrast difference = series.difference(series.num_budgeted, column);
    const double assumed = std::min(0.0, contrast_of(series.table, difference));
    const double distance = margin_points + assumed;
    if (distance <= 0) {
        return std::nullopt;
    }
    const double n = series.table.num_problems;
    const double target_variance = std::pow(distance / z_sum, 2);
    // Without a single loss the bound is 1 − 0.05^(1/n): it takes that many problems to come below the margin.
    const double least =
        std::ceil(std::log(0.05) / std::log(1 - margin_points / 100)) * static_cast<double>(series.table.blocks.size());
    const double needed = std::max(n * contrast_variance(series.table, difference) / target_variance, least);
    if (needed >= most) {
        return std::nullopt;
    }
    SampleSize size;
    size.more_problems = std::max(1, static_cast<int>(std::ceil(needed - n)));
    size.samples_per_problem = samples_instead(series, column, target_variance);
    return size;
}

} // namespace kvscope::stats
