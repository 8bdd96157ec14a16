#pragma once

#include "types/result_frame.h"

#include <string>
#include <vector>

namespace kvscope::stats {

/// Numbers as sentences show them: in the C locale, with a true minus sign.
std::string fixed_text(double value, int decimals);
/// Three significant digits, or whole: "0.52", "7.91", "79.1", "790".
std::string short_text(double value);
/// short_text with its sign: "+2.1", "−0.40", "0".
std::string signed_text(double value);
/// "[1.2, 3.4]", both ends as exact as the wider one needs.
std::string interval_text(const Interval &interval);
/// "< 0.001", "= 0.031".
std::string p_text(double p_value);
/// "128", or "full".
std::string budget_text(const KvBudget &budget);
/// "96, 128, full".
std::string budgets_text(const std::vector<KvBudget> &budgets);

} // namespace kvscope::stats
