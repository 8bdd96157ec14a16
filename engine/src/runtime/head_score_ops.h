#pragma once

#include "cache/score_terms.h"
#include "kernels/backend.h"

namespace kvscope {

/// A backend's scoring primitives, bound to one KV head: keys [kv_len, head_dim], queries [group, window_size,
/// head_dim] or null where no window is asked for. Keeps what it is given.
class HeadScoreOps : public ScoreOps {
public:
    HeadScoreOps(const KvsBackend &backend, KvsStream *stream, const ScoreShape &shape, const float *keys,
                 const float *queries)
        : backend_(backend), stream_(stream), shape_(shape), keys_(keys), queries_(queries)
    {
    }

    void window_attention(int window_size, int pool_kernel, std::span<float> pooled) const override
    {
        backend_.window_attention(stream_, keys_, queries_, shape_.group, window_size, shape_.head_dim, shape_.kv_len,
                                  pool_kernel, pooled.data());
    }
    void key_redundancy(float threshold, std::span<float> redundancy) const override
    {
        backend_.key_redundancy(stream_, keys_, shape_.head_dim, shape_.kv_len, threshold, redundancy.data());
    }
    void key_norms(std::span<float> norms) const override
    {
        backend_.key_norms(stream_, keys_, shape_.head_dim, shape_.kv_len, norms.data());
    }

private:
    const KvsBackend &backend_;
    KvsStream *stream_;
    ScoreShape shape_;
    const float *keys_;
    const float *queries_;
};

} // namespace kvscope
