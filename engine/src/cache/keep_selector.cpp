#include "cache/keep_selector.h"

#include "cache/score_terms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kvscope {

namespace {

struct Scored {
    float score;
    std::int32_t slot;
};

std::vector<std::int32_t> select_by_position(std::vector<Scored> scored, int budget)
{
    std::nth_element(scored.begin(), scored.begin() + budget, scored.end(), [](const Scored &a, const Scored &b) {
        return a.score != b.score ? a.score > b.score : a.slot < b.slot;
    });
    std::vector<std::int32_t> keep;
    std::transform(scored.begin(), scored.begin() + budget, std::back_inserter(keep),
                   [](const Scored &s) { return s.slot; });
    std::sort(keep.begin(), keep.end());
    return keep;
}

std::vector<std::int32_t> select_as_reference(const std::vector<Scored> &scored, int budget)
{
    std::vector<Scored> rivals;
    std::vector<std::int32_t> must_stay;
    for (const Scored &s : scored) {
        if (s.score == kMustStay) {
            must_stay.push_back(s.slot);
        } else {
            rivals.push_back(s);
        }
    }
    const auto higher = [](const Scored &a, const Scored &b) { return a.score > b.score; };
    const auto num_free = budget - std::ssize(must_stay);
    std::vector<std::int32_t> keep;
    if (num_free > 0) {
        const auto last = rivals.begin() + num_free - 1;
        std::nth_element(rivals.begin(), last, rivals.end(), higher);
        std::sort(rivals.begin(), last, higher);
        std::transform(rivals.begin(), last + 1, std::back_inserter(keep), [](const Scored &s) { return s.slot; });
    }
    keep.insert(keep.end(), must_stay.end() - std::min(std::ssize(must_stay), std::ptrdiff_t(budget)), must_stay.end());
    return keep;
}

} // namespace

std::vector<std::int32_t> select_keep_list(std::span<const float> scores, int budget, SlotOrder order)
{
    if (std::ssize(scores) <= budget) {
        std::vector<std::int32_t> all(scores.size());
        std::iota(all.begin(), all.end(), 0);
        return all;
    }
    std::vector<Scored> scored;
    for (std::int32_t slot = 0; slot < std::ssize(scores); ++slot) {
        scored.push_back({std::isnan(scores[slot]) ? -std::numeric_limits<float>::infinity() : scores[slot], slot});
    }
    return order == SlotOrder::Position ? select_by_position(std::move(scored), budget)
                                        : select_as_reference(scored, budget);
}

} // namespace kvscope
