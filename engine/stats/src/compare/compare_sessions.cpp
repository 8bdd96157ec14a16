#include "stats/compare_sessions.h"

#include "student_t.h"
#include "throughput.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {
namespace {

template <typename Ref>
const Ref *at(const std::vector<Ref> &list, int index)
{
    return index >= 0 && index < static_cast<int>(list.size()) ? &list[static_cast<std::size_t>(index)] : nullptr;
}

template <typename Ref>
bool are_same(const Ref *a, const Ref *b)
{
    return a != nullptr && b != nullptr && ((!a->id.empty() && a->id == b->id) || a->label == b->label);
}

/// How alike two cells are: 0 not comparable, then policies that differ, parameters that differ, 3 all equal.
int likeness(const SessionRows &first, const CellResult &a, const SessionRows &second, const CellResult &b)
{
    if (!(a.budget == b.budget) || !are_same(at(first.frame.models, a.model), at(second.frame.models, b.model)) ||
        !are_same(at(first.frame.datasets, a.dataset), at(second.frame.datasets, b.dataset))) {
        return 0;
    }
    if (a.policy != b.policy) {
        return 1;
    }
    return a.params == b.params ? 3 : 2;
}

/// Pairs cells of exactly this likeness that have no partner yet. Where only policies tell them apart, a cell must have
/// one candidate and be that candidate's only one.
void pair_cells(const SessionRows &first, const SessionRows &second, int wanted, std::vector<int> &partner_of_first,
                std::vector<int> &partner_of_second)
{
    const auto alike = [&](std::size_t a, std::size_t b) {
        return partner_of_first[a] < 0 && partner_of_second[b] < 0 &&
               likeness(first, first.cells[a].counts, second, second.cells[b].counts) == wanted;
    };
    for (std::size_t a = 0; a < first.cells.size(); ++a) {
        std::vector<std::size_t> candidates;
        for (std::size_t b = 0; b < second.cells.size(); ++b) {
            if (alike(a, b)) {
                candidates.push_back(b);
            }
        }
        if (candidates.empty() || (wanted == 1 && candidates.size() > 1)) {
            continue;
        }
        const std::size_t b = candidates.front();
        int num_rivals = 0;
        for (std::size_t other = 0; other < first.cells.size(); ++other) {
            num_rivals += alike(other, b) ? 1 : 0;
        }
        if (wanted > 1 || num_rivals == 1) {
            partner_of_first[a] = static_cast<int>(b);
            partner_of_second[b] = static_cast<int>(a);
        }
    }
}

void compare_pass(const CellRows &a, const CellRows &b, bool is_published, ComparedCell &compared)
{
    if (is_published) {
        if (a.counts.pass_at_1 && b.counts.pass_at_1) {
            compared.pass_by_point = *b.counts.pass_at_1 - *a.counts.pass_at_1;
        }
        compared.pass_missing = {"Published figures have no problems behind them to be paired.", {}};
        return;
    }
    if (a.counts.state != CellState::Complete || b.counts.state != CellState::Complete) {
        compared.pass_missing = {"Not finished in both sessions.", {}};
        return;
    }
    const PairedDifference difference = paired_difference(a.problems, b.problems);
    if (difference.num_problems < 2) {
        compared.pass_missing = {"The sessions have %1 problems in common here, and at least 2 are needed.",
                                 {std::to_string(difference.num_problems)}};
        return;
    }
    compared.pass = difference;
}

std::optional<Interval> ratio_interval(const Rate &a, const Rate &b)
{
    if (a.degrees <= 0 || b.degrees <= 0) {
        return std::nullopt;
    }
    const double part_a = std::pow(a.standard_error / a.mean, 2);
    const double part_b = std::pow(b.standard_error / b.mean, 2);
    const double variance = part_a + part_b;
    const double log_ratio = std::log(b.mean / a.mean);
    const double fourth = part_a * part_a / a.degrees + part_b * part_b / b.degrees;
    const double half =
        fourth > 0 ? student_t_quantile(0.025, variance * variance / fourth) * std::sqrt(variance) : 0.0;
    return Interval{std::exp(log_ratio - half), std::exp(log_ratio + half), "delta method, Student t"};
}

void compare_rates(const CellRows &a, const CellRows &b, bool is_published, ComparedCell &compared)
{
    if (is_published) {
        if (a.counts.tps.value_or(0) > 0 && b.counts.tps.value_or(0) > 0) {
            compared.tps = RateRatio{*b.counts.tps / *a.counts.tps, std::nullopt, false};
        } else {
            compared.tps_missing = {"Throughput is not known in both sessions.", {}};
        }
        return;
    }
    for (const bool sustained : {true, false}) {
        const std::optional<Rate> rate_a = measured_rate(a.timings, sustained);
        const std::optional<Rate> rate_b = measured_rate(b.timings, sustained);
        if (rate_a && rate_b) {
            compared.tps = RateRatio{rate_b->mean / rate_a->mean, ratio_interval(*rate_a, *rate_b), !sustained};
            return;
        }
    }
    compared.tps_missing = {"Throughput is not known in both sessions.", {}};
}

} // namespace

SessionComparison compare_sessions(const SessionRows &first, const SessionRows &second)
{
    std::vector<int> partner_of_first(first.cells.size(), -1);
    std::vector<int> partner_of_second(second.cells.size(), -1);
    for (const int wanted : {3, 2, 1}) {
        pair_cells(first, second, wanted, partner_of_first, partner_of_second);
    }
    const bool is_published = first.frame.reference || second.frame.reference;
    SessionComparison comparison;
    for (std::size_t i = 0; i < first.cells.size(); ++i) {
        if (partner_of_first[i] < 0) {
            comparison.only_in_first.push_back(static_cast<int>(i));
            continue;
        }
        const CellRows &a = first.cells[i];
        const CellRows &b = second.cells[static_cast<std::size_t>(partner_of_first[i])];
        ComparedCell compared;
        compared.first = static_cast<int>(i);
        compared.second = partner_of_first[i];
        compared.policies_differ = a.counts.policy != b.counts.policy;
        compared.params_differ = !compared.policies_differ && a.counts.params != b.counts.params;
        compare_pass(a, b, is_published, compared);
        compare_rates(a, b, is_published, compared);
        comparison.cells.push_back(std::move(compared));
    }
    for (std::size_t i = 0; i < second.cells.size(); ++i) {
        if (partner_of_second[i] < 0) {
            comparison.only_in_second.push_back(static_cast<int>(i));
        }
    }
    return comparison;
}

} // namespace kvscope::stats
