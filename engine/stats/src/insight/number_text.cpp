#include "insight/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace kvscope::stats {
namespace {

int decimals_of(double value)
{
    const double size = std::abs(value);
    return size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : 2;
}

} // namespace

std::string fixed_text(double value, int decimals)
{
    std::array<char, 400> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
    std::string text(digits.data(), end);
    if (text.front() != '-') {
        return text;
    }
    const bool is_zero = text.find_first_of("123456789") == std::string::npos && std::isfinite(value);
    return (is_zero ? "" : "\u2212") + text.substr(1);
}

std::string short_text(double value)
{
    return fixed_text(value, decimals_of(value));
}

std::string signed_text(double value)
{
    const std::string text = short_text(value);
    return value > 0 ? "+" + text : text;
}

std::string interval_text(const Interval &interval)
{
    const int decimals = decimals_of(std::max(std::abs(interval.lower), std::abs(interval.upper)));
    return "[" + fixed_text(interval.lower, decimals) + ", " + fixed_text(interval.upper, decimals) + "]";
}

std::string p_text(double p_value)
{
    return p_value < 0.001 ? "< 0.001" : "= " + fixed_text(p_value, 3);
}

std::string budget_text(const KvBudget &budget)
{
    return budget.is_full() ? "full" : std::to_string(budget.tokens);
}

std::string budgets_text(const std::vector<KvBudget> &budgets)
{
    std::string text;
    for (const KvBudget &budget : budgets) {
        text += (text.empty() ? "" : ", ") + budget_text(budget);
    }
    return text;
}

} // namespace kvscope::stats
