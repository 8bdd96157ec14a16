#include "cache/score_terms.h"

#include "engine/counter_random.h"

#include <algorithm>
#include <vector>

namespace kvscope {

namespace {

void add_attention(const ScoreInput &input, const ScoreTerms &terms, std::span<float> past)
{
    std::vector<float> pooled(past.size());
    input.ops->window_attention(terms.window_size, terms.pool_kernel, pooled);
    for (std::size_t slot = 0; slot < past.size(); ++slot) {
        past[slot] += terms.attention * pooled[slot];
    }
}

void subtract_redundancy(const ScoreInput &input, const ScoreTerms &terms, std::span<float> past)
{
    std::vector<float> redundancy(input.shape.kv_len);
    input.ops->key_redundancy(terms.similarity_threshold, redundancy);
    for (std::size_t slot = 0; slot < past.size(); ++slot) {
        past[slot] -= terms.redundancy * redundancy[slot];
    }
}

void subtract_norms(const ScoreInput &input, const ScoreTerms &terms, std::span<float> scores)
{
    std::vector<float> norms(scores.size());
    input.ops->key_norms(norms);
    for (std::size_t slot = 0; slot < scores.size(); ++slot) {
        scores[slot] -= terms.norm * norms[slot];
    }
}

} // namespace

void score_entries(const ScoreInput &input, const ScoreTerms &terms, std::span<float> scores)
{
    const std::ptrdiff_t n = input.shape.kv_len;
    std::fill(scores.begin(), scores.end(), 0.0f);
    const std::span<float> past = scores.first(n - terms.window_size);
    if (terms.attention != 0) {
        add_attention(input, terms, past);
    }
    if (terms.redundancy != 0) {
        subtract_redundancy(input, terms, past);
    }
    if (terms.norm != 0) {
        subtract_norms(input, terms, scores);
    }
    for (std::ptrdiff_t slot = 0; slot < n; ++slot) {
        scores[slot] += terms.mass != 0 ? terms.mass * input.attention_mass[slot] : 0.0f;
        scores[slot] += terms.recency * static_cast<float>(slot);
        // Keyed on the original position: an entry keeps its luck from one compression to the next.
        scores[slot] += terms.random != 0
                            ? terms.random * static_cast<float>(random_unit(input.random_key, input.positions[slot]))
                            : 0.0f;
    }
    std::fill_n(scores.begin(), std::min<std::ptrdiff_t>(n, terms.num_first), kMustStay);
    std::fill(scores.end() - std::min<std::ptrdiff_t>(n, terms.num_last), scores.end(), kMustStay);
}

} // namespace kvscope
