#pragma once

/* Tensor-core instructions and shared-memory moves, one inline function each. Fragments are those of mma.m16n8k16: with
 * g = lane / 4 and t = lane % 4, A holds rows g and g + 8, B column g, C columns 2t and 2t + 1. */

#include "common.cuh"

namespace kvs::cuda {

__device__ inline void multiply_bf16(float (&c)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
{
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ inline void multiply_f16(float (&c)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
{
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/* Four 8×8 matrices of 16-bit elements; lane l gives the address of row l % 8 of matrix l / 8. */
__device__ inline void load_matrices(uint32_t (&m)[4], uint32_t shared_address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
                 : "r"(shared_address));
}

__device__ inline void load_matrices_transposed(uint32_t (&m)[4], uint32_t shared_address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
                 : "r"(shared_address));
}

/* Transposes an 8×8 matrix of 16-bit elements held by the warp. */
__device__ inline uint32_t transpose_matrix(uint32_t m)
{
    uint32_t transposed;
    asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(transposed) : "r"(m));
    return transposed;
}

__device__ inline uint32_t shared_address(const void *in_shared)
{
    return static_cast<uint32_t>(__cvta_generic_to_shared(in_shared));
}
__device__ inline void copy_16_async(uint32_t shared_address, const void *from)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address), "l"(from));
}
__device__ inline void copy_4_async(uint32_t shared_address, const void *from)
{
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address), "l"(from));
}
/* Sixteen through L1, for what the multiprocessor wants again. */
__device__ inline void copy_16_async_cached(uint32_t shared_address, const void *from)
{
    asm volatile("cp.async.ca.shared.global [%0], [%1], 16;" ::"r"(shared_address), "l"(from));
}
__device__ inline void commit_copies()
{
    asm volatile("cp.async.commit_group;");
}
template <int kPending>
__device__ inline void wait_for_copies()
{
    asm volatile("cp.async.wait_group %0;" ::"n"(kPending));
}

__device__ inline uint32_t pack_bf16(float lo, float hi)
{
    const __nv_bfloat162 pair = __floats2bfloat162_rn(lo, hi);
    return *reinterpret_cast<const uint32_t *>(&pair);
}

__device__ inline uint32_t pack_f16(float lo, float hi)
{
    const __half2 pair = __floats2half2_rn(lo, hi);
    return *reinterpret_cast<const uint32_t *>(&pair);
}

/* Two e4m3 values, exact in fp16. */
__device__ inline uint32_t widen_fp8(uint32_t pair)
{
    const __half2_raw wide = __nv_cvt_fp8x2_to_halfraw2(static_cast<__nv_fp8x2_storage_t>(pair), __NV_E4M3);
    return static_cast<uint32_t>(wide.x) | static_cast<uint32_t>(wide.y) << 16;
}

/* Byte offset of 16-byte chunk `chunk` of row `row` in a tile of rows of kRowBytes, so that eight rows' equal chunks
 * lie in different banks. */
template <int kRowBytes>
__device__ inline uint32_t swizzled(int row, int chunk)
{
    static_assert(kRowBytes == 64 || kRowBytes % 128 == 0);
    const int mixed = kRowBytes == 64 ? chunk ^ (row / 2 % 4) : chunk ^ (row % 8);
    return static_cast<uint32_t>(row * kRowBytes + mixed * 16);
}

/* The same for lanes that read a row's consecutive chunks, four lanes a row: the eight that are served at once, of two
 * rows, touch different banks. Rows are multiples of 128 bytes. */
template <int kRowBytes>
__device__ inline uint32_t swizzled_in_pairs(int row, int chunk)
{
    static_assert(kRowBytes % 128 == 0);
    return static_cast<uint32_t>(row * kRowBytes + (chunk ^ (row % 2 * 4)) * 16);
}

} // namespace kvs::cuda
