#include "engine/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace kvscope {

namespace {

constexpr int kMaxBudgetTokens = 1 << 24;
constexpr std::size_t kMaxBudgets = 1000;

std::string_view trim(std::string_view text)
{
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(trim(text.substr(0, end)));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

Error bad_budget(std::string_view part, const std::string &reason)
{
    return make_error(ErrorCode::InvalidArgument, "KV budget \"" + std::string(part) + "\": " + reason +
                                                      "; use for example 96:256:32, 96,128 or full");
}

Result<int> parse_tokens(std::string_view part, std::string_view number)
{
    int tokens = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), tokens);
    if (error == std::errc::result_out_of_range) {
        return bad_budget(part, "the number is too large");
    }
    if (error != std::errc() || end != number.data() + number.size()) {
        return bad_budget(part, "\"" + std::string(number) + "\" is not a whole number of tokens");
    }
    if (tokens < 1 || tokens > kMaxBudgetTokens) {
        return bad_budget(part, "a budget is between 1 and " + std::to_string(kMaxBudgetTokens) + " tokens");
    }
    return tokens;
}

Status append_range(std::string_view part, const std::vector<std::string_view> &fields, std::vector<KvBudget> &budgets)
{
    if (fields.size() != 3) {
        return bad_budget(part, "a range is FIRST:LAST:STEP");
    }
    int bounds[3] = {};
    for (int i = 0; i < 3; ++i) {
        const Result<int> number = parse_tokens(part, fields[static_cast<std::size_t>(i)]);
        if (number.has_error()) {
            return number.error();
        }
        bounds[i] = number.value();
    }
    const auto [first, last, step] = bounds;
    if (first > last) {
        return bad_budget(part, "the range's first value is larger than its last");
    }
    if (static_cast<std::size_t>((last - first) / step) >= kMaxBudgets) {
        return bad_budget(part, "the range has more than " + std::to_string(kMaxBudgets) + " budgets");
    }
    for (int tokens = first; tokens <= last; tokens += step) {
        budgets.push_back(KvBudget{tokens});
    }
    return Done{};
}

Error bad_memory(std::string_view text, const std::string &reason)
{
    return make_error(ErrorCode::InvalidArgument,
                      "memory \"" + std::string(text) + "\": " + reason + "; use for example 2GiB, 512MiB or 1.5GB");
}

double unit_bytes(std::string_view unit)
{
    struct Unit {
        std::string_view name;
        double bytes;
    };
    static constexpr Unit kUnits[] = {
        {"", 1},
        {"B", 1},
        {"kB", 1e3},
        {"KB", 1e3},
        {"MB", 1e6},
        {"GB", 1e9},
        {"TB", 1e12},
        {"KiB", 1024.0},
        {"MiB", 1048576.0},
        {"GiB", 1073741824.0},
        {"TiB", 1099511627776.0},
    };
    const auto *found =
        std::find_if(std::begin(kUnits), std::end(kUnits), [unit](const Unit &known) { return known.name == unit; });
    return found == std::end(kUnits) ? 0 : found->bytes;
}

} // namespace

Result<std::vector<KvBudget>> parse_budgets(std::string_view text)
{
    std::vector<KvBudget> budgets;
    for (const std::string_view part : split(text, ',')) {
        if (part.empty()) {
            return bad_budget(text, "an entry is empty");
        }
        if (part == "full") {
            budgets.push_back(KvBudget{});
            continue;
        }
        std::vector<std::string_view> fields = split(part, ':');
        if (fields.size() == 1) {
            fields = {part, part, "1"};
        }
        if (const Status status = append_range(part, fields, budgets); status.has_error()) {
            return status.error();
        }
    }
    std::sort(budgets.begin(), budgets.end(), [](const KvBudget &a, const KvBudget &b) {
        return a.is_full() != b.is_full() ? b.is_full() : a.tokens < b.tokens;
    });
    budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
    if (budgets.size() > kMaxBudgets) {
        return bad_budget(text, "more than " + std::to_string(kMaxBudgets) + " budgets");
    }
    return budgets;
}

std::string format_budget(const KvBudget &budget)
{
    return budget.is_full() ? "full" : std::to_string(budget.tokens);
}

Result<std::uint64_t> parse_memory(std::string_view text)
{
    const std::string_view trimmed = trim(text);
    double number = 0;
    const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
    if (error != std::errc() || !std::isfinite(number)) {
        return bad_memory(text, "it does not begin with a number");
    }
    const std::string_view unit =
        trim(std::string_view(end, static_cast<std::size_t>(trimmed.data() + trimmed.size() - end)));
    const double factor = unit_bytes(unit);
    if (factor == 0) {
        return bad_memory(text, "the unit \"" + std::string(unit) + "\" is not known");
    }
    const double bytes = std::floor(number * factor);
    if (bytes < 1) {
        return bad_memory(text, "it has to be positive");
    }
    if (bytes > 9e15) { // beyond 2^53 a double no longer counts single bytes; no machine comes near
        return bad_memory(text, "it is too large");
    }
    return static_cast<std::uint64_t>(bytes);
}

} // namespace kvscope
