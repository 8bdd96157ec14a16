#pragma once

/* What the search for duplicates finds, and what comes of it. */

#include "scoring.cuh"

namespace kvs::cuda {

/* A column and its cosine as one number, which is larger for a newer column: place + 1 in the upper half, the cosine in
 * units of 2^-15 from −1 in the lower, which is fine enough for a term that is divided by n. 0: nothing found. */
using Find = uint32_t;

__device__ inline Find make_find(int place, float cosine)
{
    const float mantissa = fminf(fmaf(cosine, 0.5f, 1.5f), 0x1.fffffep0f); /* in [1, 2) */
    return static_cast<uint32_t>(place + 1) << 16 | (__float_as_uint(mantissa) >> 7 & 0xffffu);
}
/* Also the slot of what an earlier compression found, KvsKvPool::nearest, which has the same form. */
__device__ inline int place_of(Find find)
{
    return static_cast<int>(find >> 16) - 1;
}
/* The same cosine with what lies at another place. */
__device__ inline Find find_at(int place, Find find)
{
    return static_cast<uint32_t>(place + 1) << 16 | (find & 0xffffu);
}
__device__ inline float cosine_of(Find find)
{
    return (static_cast<float>(find & 0xffffu) + 0.5f) * 0x1.0p-15f - 1;
}

/* Takes from the column of a row's duplicate, once it is known that `find` is it. A row that has none takes from the
 * first entry, whose cosine is given: the units are returned, since most rows do and are added up before they meet. */
__device__ inline long long settle_row(const ScoreCall &call, size_t base, int row, Find find, float first_cosine)
{
    const uint16_t *order = call.order();
    const int slot = order[find != 0 ? place_of(find) : 0];
    if (find != 0) {
        take_away(call, base, slot, cosine_of(find));
    }
    if (call.pool.nearest) {
        call.nearest()[order[row]] = find != 0 ? find_at(slot, find) : KVS_NO_DUPLICATE;
    }
    return find != 0 || row == 0 ? 0 : units_of(first_cosine);
}

/* Takes from the first entry what a warp's rows do. */
__device__ inline void take_from_first(const ScoreCall &call, size_t base, long long units)
{
    for (int offset = 16; offset > 0; offset /= 2) {
        units += __shfl_xor_sync(0xffffffffu, units, offset);
    }
    if (threadIdx.x % 32 == 0 && units != 0) {
        take_units(call, base, call.order()[0], units);
    }
}

__device__ inline void list_open_row(const ScoreCall &call, size_t base, int row, bool is_new, float first_cosine)
{
    OpenCounts &open = call.scratch.open[call.place()];
    const int at = is_new ? call.n - 1 - atomicAdd(&open.num_new, 1) : atomicAdd(&open.num_old, 1);
    call.scratch.open_rows[base + at] = row;
    call.scratch.first_cosines[base + row] = first_cosine;
}

/* The k-th of a head's open rows, old ones first. */
__device__ inline int open_row(const ScoreCall &call, size_t base, const OpenCounts &open, int k)
{
    return call.scratch.open_rows[base + (k < open.num_old ? k : call.n - 1 - (k - open.num_old))];
}

/* Settles a head's listed rows. Called by the whole block that goes on with the head. */
__device__ inline void settle_open_rows(const ScoreCall &call)
{
    const size_t base = call.place() * call.n;
    const OpenCounts open = call.scratch.open[call.place()];
    long long from_first = 0;
    for (int k = threadIdx.x; k < open.num_old + open.num_new; k += static_cast<int>(blockDim.x)) {
        const int row = open_row(call, base, open, k);
        from_first +=
            settle_row(call, base, row, call.scratch.finds[base + row], call.scratch.first_cosines[base + row]);
    }
    take_from_first(call, base, from_first);
    __syncthreads();
}

} // namespace kvs::cuda
