#include "stats/summarize.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

/// C(n − c, k) / C(n, k) as a product of factors below 1: binomials themselves overflow from n = 67 on.
double probability_all_wrong(int num_valid, int num_correct, int k)
{
    double probability = 1;
    for (int i = 0; i < k; ++i) {
        const int num_wrong_left = num_valid - num_correct - i;
        if (num_wrong_left <= 0) {
            return 0;
        }
        probability *= static_cast<double>(num_wrong_left) / (num_valid - i);
    }
    return probability;
}

} // namespace

double pass_at_k(const std::vector<ProblemOutcome> &outcomes, int k)
{
    double sum = 0;
    int num_problems = 0;
    for (const ProblemOutcome &outcome : outcomes) {
        if (k < 1 || outcome.num_valid < k) {
            continue;
        }
        const int num_correct = std::clamp(outcome.num_correct, 0, outcome.num_valid);
        sum += 1 - probability_all_wrong(outcome.num_valid, num_correct, k);
        ++num_problems;
    }
    return num_problems == 0 ? 0 : 100 * sum / num_problems;
}

} // namespace kvscope::stats
