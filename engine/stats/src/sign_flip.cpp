#include "sign_flip.h"

#include "counter_random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <optional>

namespace kvscope::stats {
namespace {

constexpr std::int64_t max_steps = std::int64_t{1} << 24; // about 10 ms

/// The differences as whole multiples of 1 / (their common denominator), zeros left out: flipping a zero changes
/// nothing. Nothing if the exact distribution would take more than max_steps.
std::optional<std::vector<std::int64_t>> on_a_lattice(const std::vector<ProblemDifference> &differences)
{
    std::int64_t denominator = 1;
    for (const ProblemDifference &difference : differences) {
        denominator = std::lcm(denominator, std::int64_t{difference.denominator});
        if (denominator > max_steps) {
            return std::nullopt;
        }
    }
    std::vector<std::int64_t> steps;
    std::int64_t total = 0;
    for (const ProblemDifference &difference : differences) {
        const std::int64_t step = difference.numerator * (denominator / difference.denominator);
        if (step != 0) {
            steps.push_back(step);
            total += std::abs(step);
        }
        if (total * static_cast<std::int64_t>(steps.size()) > max_steps) {
            return std::nullopt;
        }
    }
    return steps;
}

double exact_p(const std::vector<std::int64_t> &steps)
{
    std::int64_t total = 0;
    for (const std::int64_t step : steps) {
        total += std::abs(step);
    }
    const std::int64_t observed = std::abs(std::accumulate(steps.begin(), steps.end(), std::int64_t{0}));

    // probability[sum + total], extended by one problem at a time.
    std::vector<double> probability(static_cast<std::size_t>(2 * total + 1), 0.0);
    std::vector<double> next(probability.size());
    probability[static_cast<std::size_t>(total)] = 1;
    std::int64_t reach = 0;
    for (const std::int64_t step : steps) {
        const std::int64_t size = std::abs(step);
        const std::int64_t first = total - reach;
        const std::int64_t last = total + reach;
        std::fill(next.begin() + first - size, next.begin() + last + size + 1, 0.0);
        for (std::int64_t sum = first; sum <= last; ++sum) {
            const double half = probability[static_cast<std::size_t>(sum)] / 2;
            next[static_cast<std::size_t>(sum - size)] += half;
            next[static_cast<std::size_t>(sum + size)] += half;
        }
        probability.swap(next);
        reach += size;
    }

    double p = 0;
    for (std::int64_t sum = observed; sum <= total; ++sum) {
        p += probability[static_cast<std::size_t>(total + sum)];
        if (sum > 0) {
            p += probability[static_cast<std::size_t>(total - sum)];
        }
    }
    return std::min(1.0, p);
}

double sampled_p(const std::vector<ProblemDifference> &differences)
{
    constexpr int num_patterns = 20000;
    constexpr std::uint64_t seed = 0x666c6970;
    double observed = 0;
    for (const ProblemDifference &difference : differences) {
        observed += difference.value();
    }
    const double bound = std::abs(observed) - 1e-9; // sums of the same fractions in another order must count as equal
    const std::uint64_t words = (differences.size() + 63) / 64;
    int num_as_far = 1; // the observed pattern is one of them, so p is never 0
    for (std::uint64_t pattern = 0; pattern < num_patterns; ++pattern) {
        double sum = 0;
        for (std::size_t i = 0; i < differences.size(); ++i) {
            const std::uint64_t bits = counter_random(seed, pattern * words + i / 64);
            const double value = differences[i].value();
            sum += (bits >> (i % 64)) & 1 ? value : -value;
        }
        num_as_far += std::abs(sum) >= bound ? 1 : 0;
    }
    return static_cast<double>(num_as_far) / (num_patterns + 1);
}

} // namespace

double sign_flip_p(const std::vector<ProblemDifference> &differences)
{
    const std::optional<std::vector<std::int64_t>> steps = on_a_lattice(differences);
    return steps ? exact_p(*steps) : sampled_p(differences);
}

} // namespace kvscope::stats
