#include "bootstrap.h"
#include "sign_flip.h"
#include "stats/summarize.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace kvscope::stats {
namespace {

std::vector<ProblemDifference> shared_differences(const std::vector<ProblemOutcome> &a,
                                                  const std::vector<ProblemOutcome> &b)
{
    // Far above any real count, and the products below stay inside an int.
    constexpr int max_valid = 20000;
    const auto usable = [](const ProblemOutcome &outcome) {
        return outcome.num_valid > 0 && outcome.num_valid <= max_valid;
    };
    std::unordered_map<std::string_view, const ProblemOutcome *> by_id;
    for (const ProblemOutcome &outcome : a) {
        if (usable(outcome)) {
            by_id.emplace(outcome.problem_id, &outcome);
        }
    }
    std::vector<ProblemDifference> differences;
    for (const ProblemOutcome &in_b : b) {
        const auto found = by_id.find(in_b.problem_id);
        if (found == by_id.end() || !usable(in_b)) {
            continue;
        }
        const ProblemOutcome &in_a = *found->second;
        const int correct_a = std::clamp(in_a.num_correct, 0, in_a.num_valid);
        const int correct_b = std::clamp(in_b.num_correct, 0, in_b.num_valid);
        differences.push_back(
            {correct_b * in_a.num_valid - correct_a * in_b.num_valid, in_a.num_valid * in_b.num_valid});
    }
    return differences;
}

} // namespace

PairedDifference paired_difference(const std::vector<ProblemOutcome> &a, const std::vector<ProblemOutcome> &b)
{
    const std::vector<ProblemDifference> differences = shared_differences(a, b);
    PairedDifference result;
    result.num_problems = static_cast<int>(differences.size());
    result.interval.method = "bootstrap over problems";
    if (differences.empty()) {
        return result;
    }
    std::vector<double> points;
    points.reserve(differences.size());
    for (const ProblemDifference &difference : differences) {
        points.push_back(100 * difference.value());
        result.points += 100 * difference.value() / result.num_problems;
    }
    std::tie(result.interval.lower, result.interval.upper) = bootstrap_mean(std::move(points));
    result.p_value = sign_flip_p(differences);
    return result;
}

} // namespace kvscope::stats
