#pragma once

#include <vector>

namespace kvscope::stats {

/// correct_b / valid_b − correct_a / valid_a of one problem, kept as an exact fraction.
struct ProblemDifference {
    int numerator = 0;
    int denominator = 1; ///< > 0

    double value() const { return static_cast<double>(numerator) / denominator; }
};

/// Two-sided p of the sign-flip permutation test of "the mean difference is 0": the share of all 2^n sign patterns
/// whose sum is at least as far from 0 as the observed one (Fisher 1935). Exact for the usual counts; where the common
/// denominator is too large for that, 20 000 patterns with a fixed seed.
double sign_flip_p(const std::vector<ProblemDifference> &differences);

} // namespace kvscope::stats
