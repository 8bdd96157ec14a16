#pragma once

#include <cstddef>

namespace kvscope::stats {

/// Pairs i < j with values[i] < values[j], minus pairs with values[i] > values[j] (Kendall 1938).
int concordance(const double *values, std::size_t num_values);

/// Two-sided p of the Mann–Kendall test that an order of `num_values` ≥ 2 untied values has no trend: the share of all
/// orders whose concordance is at least as far from 0 (Mann 1945), exact. With ties it errs to the safe side.
double mann_kendall_p(int concordance, std::size_t num_values);

} // namespace kvscope::stats
