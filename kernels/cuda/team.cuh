#pragma once

/* Blocks that work on one thing together: a cluster, or one block alone. */

#include "common.cuh"

#include <cooperative_groups.h>

namespace kvs::cuda {

/* A team's blocks have consecutive numbers. */
template <int kBlocks>
struct Team {
    /* Of all threads of all blocks. */
    __device__ static void sync()
    {
        if constexpr (kBlocks == 1) {
            __syncthreads();
        } else {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
            cooperative_groups::this_cluster().sync();
#endif
        }
    }
    __device__ static int rank()
    {
        return blockIdx.x % kBlocks;
    }
    __device__ static bool leads()
    {
        return rank() == 0;
    }
    /* What the block of this rank has in its shared memory where this one has `mine`. */
    template <typename T>
    __device__ static T &of(T &mine, int rank)
    {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
        if constexpr (kBlocks > 1) {
            return *cooperative_groups::this_cluster().map_shared_rank(&mine, rank);
        }
#endif
        return mine;
    }
};

} // namespace kvs::cuda
