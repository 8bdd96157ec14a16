#pragma once

/* What a block of the draw has in shared memory, and the logits it looks at. */

#include "common.cuh"
#include "tensor_core.cuh"

namespace kvs::cuda {

constexpr int kSampleThreads = 512;
constexpr int kSampleWarps = kSampleThreads / 32;
constexpr int kBins = 2048; /* 11 bits of the key, then 11, then 10 */
constexpr int kListed = 2048;

/* A sum in shared memory in two words: there is no addition of 64 bits there that need not be tried again. */
struct Sum {
    uint32_t low, high;

    __device__ uint64_t value() const { return static_cast<uint64_t>(high) << 32 | low; }
    __device__ void add(uint64_t amount)
    {
        const auto word = static_cast<uint32_t>(amount);
        const uint32_t before = atomicAdd(&low, word);
        const uint32_t carried = static_cast<uint32_t>(amount >> 32) + (before + word < word ? 1 : 0);
        if (carried != 0) {
            atomicAdd(&high, carried);
        }
    }
    __device__ static Sum of(uint64_t value)
    {
        return {static_cast<uint32_t>(value), static_cast<uint32_t>(value >> 32)};
    }
};

/* Where a cumulative weight exceeds a target. */
struct Crossing {
    int index;
    unsigned long long before; /* weight of what lies before it */
};

struct Best {
    float logit;
    int id;
    bool is_finite; /* all logits are */
};

/* A block's shared memory; behind it lie the logits that it keeps. */
struct alignas(16) SampleMemory {
    Sum first[kBins]; /* mass by the first digit, shared by both searches */
    union {
        Sum bins[kBins];
        unsigned long long list[kListed]; /* key · 2^32 + id */
    };
    int num_listed;
    Sum total;
    Crossing found[2]; /* in turns, so that the next may be written while others still read the last */
    int nth_id;
    Best best;
    unsigned long long sums[kSampleWarps];
    float floats[kSampleWarps];
    int ints[kSampleWarps];
};

/* The ids that a block looks at, and their logits. */
struct Stretch {
    const float *logits; /* of first_id; in shared memory, where a cluster takes the row */
    int first_id, count;
    bool is_aligned; /* to 16 bytes, and count is a multiple of 4 */

    /* Calls f(id, logit) for every id, a thread's ids ascending; 16-byte loads, several in flight, where they can be.
     */
    template <typename F>
    __device__ void for_each(F f) const
    {
        constexpr int kInFlight = 4;
        if (!is_aligned) {
            for (int i = threadIdx.x; i < count; i += kSampleThreads) {
                f(first_id + i, logits[i]);
            }
            return;
        }
        const auto *vectors = reinterpret_cast<const float4 *>(logits);
        const int num_vectors = count / 4;
        for (int first = threadIdx.x; first < num_vectors; first += kInFlight * kSampleThreads) {
            float4 values[kInFlight];
#pragma unroll
            for (int k = 0; k < kInFlight; ++k) {
                values[k] = first + k * kSampleThreads < num_vectors ? vectors[first + k * kSampleThreads] : float4{};
            }
#pragma unroll
            for (int k = 0; k < kInFlight; ++k) {
                const int i = (first + k * kSampleThreads) * 4;
                if (i < count) {
                    f(first_id + i, values[k].x);
                    f(first_id + i + 1, values[k].y);
                    f(first_id + i + 2, values[k].z);
                    f(first_id + i + 3, values[k].w);
                }
            }
        }
    }
    /* The same with the logits copied to shared memory. */
    __device__ Stretch copied_to(float *shared) const
    {
        if (is_aligned) {
            for (int i = threadIdx.x * 4; i < count; i += kSampleThreads * 4) {
                copy_16_async(shared_address(shared + i), logits + i);
            }
            commit_copies();
            wait_for_copies<0>();
        } else {
            for (int i = threadIdx.x; i < count; i += kSampleThreads) {
                shared[i] = logits[i];
            }
        }
        __syncthreads();
        return {shared, first_id, count, is_aligned};
    }
};

} // namespace kvs::cuda
