#pragma once

/* The largest of a block's keys, found without sorting them: a radix selection, eight bits at a time. */

#include "common.cuh"

namespace kvs::cuda {

/* Bits that compare as the numbers do; −0 counts as 0. */
__device__ inline uint32_t ordered_bits(float value)
{
    const uint32_t bits = __float_as_uint(value + 0.0f);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
}

/* Every key above `key` is taken, and of the num_equal keys that are it, num_taken. */
struct Cut {
    uint32_t key;
    int num_taken, num_equal;
};

struct CutMemory {
    uint32_t counts[256]; /* of the keys that share the bits known so far, by their next eight */
    Cut found;
};

/* Adds one to a count for every lane that `counts_in`; lanes with the same digit add together, since most have. */
__device__ inline void count_digit(uint32_t *counts, bool counts_in, uint32_t digit)
{
    const unsigned lanes = __ballot_sync(0xffffffffu, counts_in);
    if (counts_in) {
        const unsigned same = __match_any_sync(lanes, digit);
        if (static_cast<int>(threadIdx.x % 32) == __ffs(same) - 1) {
            atomicAdd(counts + digit, static_cast<uint32_t>(__popc(same)));
        }
    }
}

/* Which digit the want-th largest has, eight digits a lane of the first warp. */
__device__ inline void find_digit(CutMemory &memory, int shift)
{
    const int lane = threadIdx.x, want = memory.found.num_taken;
    uint32_t count[8];
    int sum = 0;
#pragma unroll
    for (int i = 0; i < 8; ++i) {
        count[i] = memory.counts[255 - (lane * 8 + i)];
        sum += static_cast<int>(count[i]);
    }
    int above = sum;
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) {
        const int other = __shfl_up_sync(0xffffffffu, above, offset);
        above += lane >= offset ? other : 0;
    }
    above -= sum;
    __syncwarp(); /* all lanes have read what one of them overwrites */
    if (above < want && want <= above + sum) {
#pragma unroll
        for (int i = 0; i < 8; ++i) {
            const int here = static_cast<int>(count[i]);
            if (above < want && want <= above + here) {
                memory.found = {memory.found.key | static_cast<uint32_t>(255 - (lane * 8 + i)) << shift, want - above,
                                here};
            }
            above += here;
        }
    }
}

/* Where the `want` largest of n keys end, 0 ≤ want ≤ n. Called by the whole block, of which each thread reads the keys
 * i = threadIdx.x + k · blockDim.x. */
__device__ inline Cut find_cut(const uint32_t *keys, int n, int want, CutMemory &memory)
{
    if (want == 0) {
        return {0xffffffffu, 0, 0};
    }
    if (threadIdx.x == 0) {
        memory.found = {0, want, n};
    }
    uint32_t known = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        for (unsigned i = threadIdx.x; i < 256; i += blockDim.x) {
            memory.counts[i] = 0;
        }
        __syncthreads();
        const uint32_t prefix = memory.found.key;
        for (int first = 0; first < n; first += static_cast<int>(blockDim.x)) {
            const int i = first + static_cast<int>(threadIdx.x);
            const uint32_t key = i < n ? keys[i] : 0;
            count_digit(memory.counts, i < n && (key & known) == prefix, key >> shift & 255);
        }
        __syncthreads();
        if (threadIdx.x < 32) {
            find_digit(memory, shift);
        }
        known |= 255u << shift;
        __syncthreads();
    }
    return memory.found;
}

} // namespace kvs::cuda
