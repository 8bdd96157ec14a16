#include "bootstrap.h"

#include "counter_random.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace kvscope::stats {
namespace {

constexpr std::uint64_t seed = 0x6b7673636f7065;

double resampled_mean(const std::vector<double> &values, std::uint64_t first_counter)
{
    const std::uint64_t size = values.size();
    const std::uint64_t num_pairs = size / 2;
    double even = 0;
    double odd = 0;
    for (std::uint64_t pair = 0; pair < num_pairs; ++pair) {
        // One draw of 64 bits gives two indices; 32 bits scaled to `size` are biased by less than size / 2^32.
        const std::uint64_t bits = counter_random(seed, first_counter + pair);
        even += values[((bits & 0xffffffffu) * size) >> 32];
        odd += values[((bits >> 32) * size) >> 32];
    }
    if (size % 2 == 1) {
        const std::uint64_t bits = counter_random(seed, first_counter + num_pairs);
        even += values[((bits & 0xffffffffu) * size) >> 32];
    }
    return (even + odd) / static_cast<double>(size);
}

} // namespace

double quantile(std::vector<double> &values, double fraction)
{
    const double rank = fraction * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(rank);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double lower = values[static_cast<std::size_t>(below)];
    if (below + 1 == static_cast<std::ptrdiff_t>(values.size())) {
        return lower;
    }
    const double upper = *std::min_element(values.begin() + below + 1, values.end());
    return lower + (upper - lower) * (rank - static_cast<double>(below));
}

std::pair<double, double> bootstrap_mean(std::vector<double> values)
{
    return bootstrap_mean_of_means({std::move(values)});
}

std::pair<double, double> bootstrap_mean_of_means(std::vector<std::vector<double>> groups)
{
    for (std::vector<double> &group : groups) {
        std::sort(group.begin(), group.end());
    }
    std::sort(groups.begin(), groups.end());
    std::vector<double> means(num_resamples);
    std::uint64_t counter = 0; // every group of every resample has draws of its own
    for (double &mean : means) {
        double sum = 0;
        for (const std::vector<double> &group : groups) {
            sum += resampled_mean(group, counter);
            counter += (group.size() + 1) / 2;
        }
        mean = sum / static_cast<double>(groups.size());
    }
    const double lower = quantile(means, 0.025);
    return {lower, quantile(means, 0.975)};
}

} // namespace kvscope::stats
