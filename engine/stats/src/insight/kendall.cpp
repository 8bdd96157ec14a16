#include "insight/kendall.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace kvscope::stats {

int concordance(const double *values, std::size_t num_values)
{
    int sum = 0;
    for (std::size_t i = 0; i < num_values; ++i) {
        for (std::size_t j = i + 1; j < num_values; ++j) {
            sum += values[i] < values[j] ? 1 : values[i] > values[j] ? -1 : 0;
        }
    }
    return sum;
}

double mann_kendall_p(int concordance, std::size_t num_values)
{
    // probability[k]: an order of the values so far has k inversions; one more value adds 0 … n inversions, equally
    // likely.
    std::vector<double> probability{1.0};
    for (std::size_t n = 1; n < num_values; ++n) {
        std::vector<double> next(probability.size() + n, 0.0);
        for (std::size_t k = 0; k < probability.size(); ++k) {
            for (std::size_t added = 0; added <= n; ++added) {
                next[k + added] += probability[k] / static_cast<double>(n + 1);
            }
        }
        probability = std::move(next);
    }
    const int num_pairs = static_cast<int>(probability.size()) - 1;
    double p = 0;
    for (int inversions = 0; inversions <= num_pairs; ++inversions) {
        if (std::abs(num_pairs - 2 * inversions) >= std::abs(concordance)) {
            p += probability[static_cast<std::size_t>(inversions)];
        }
    }
    return std::min(1.0, p);
}

} // namespace kvscope::stats
