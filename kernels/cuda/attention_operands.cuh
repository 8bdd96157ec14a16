#pragma once

/* How a tile of K or V in shared memory becomes operands of tensor cores, by the stored type: bf16 is used as it is, fp8
 * is widened to fp16, which is exact. */

#include "common.cuh"
#include "tensor_core.cuh"

namespace kvs::cuda {

template <typename KV>
struct Operands;

template <>
struct Operands<bf16> {
    static constexpr int kQuerySecond = 8; /* B's second register holds values 2t + 8, 2t + 9 */
    static constexpr int kQueryStride = 2;
    __device__ static uint32_t pack(float lo, float hi) { return pack_bf16(lo, hi); }
    __device__ static void multiply(float (&c)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
    {
        multiply_bf16(c, a, b0, b1);
    }
    /* Values [32·step, 32·step + 32) of 16 keys as two A operands. */
    template <int kRowBytes>
    __device__ static void keys(uint32_t tile, int step, int lane, uint32_t (&a)[2][4])
    {
        const int row = lane % 8 + lane / 8 % 2 * 8;
        load_matrices(a[0], tile + swizzled<kRowBytes>(row, step * 4 + lane / 16));
        load_matrices(a[1], tile + swizzled<kRowBytes>(row, step * 4 + 2 + lane / 16));
    }
    /* The same values of V, transposed: A row r of part p is value 32·step + 16·p + r. */
    template <int kRowBytes>
    __device__ static void values(uint32_t tile, int step, int lane, uint32_t (&a)[2][4])
    {
        const int row = lane % 8 + lane / 16 * 8;
        load_matrices_transposed(a[0], tile + swizzled<kRowBytes>(row, step * 4 + lane / 8 % 2));
        load_matrices_transposed(a[1], tile + swizzled<kRowBytes>(row, step * 4 + 2 + lane / 8 % 2));
    }
    __device__ static int value_of(int part, int g, int upper) { return part * 16 + g + upper * 8; }
};

template <>
struct Operands<__nv_fp8_e4m3> {
    /* A lane's 4 bytes are values 4t … 4t + 3: the order of a dot product's terms is free, so A and B both take it that
     * way. */
    static constexpr int kQuerySecond = 2;
    static constexpr int kQueryStride = 4;
    __device__ static uint32_t pack(float lo, float hi) { return pack_f16(lo, hi); }
    __device__ static void multiply(float (&c)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
    {
        multiply_f16(c, a, b0, b1);
    }
    template <int kRowBytes>
    __device__ static void keys(uint32_t tile, int step, int lane, uint32_t (&a)[2][4])
    {
        uint32_t raw[4];
        load_matrices(raw, tile + swizzled<kRowBytes>(lane % 8 + lane / 8 % 2 * 8, step * 2 + lane / 16));
#pragma unroll
        for (int part = 0; part < 2; ++part) {
            a[part][0] = widen_fp8(raw[2 * part] & 0xffffu);
            a[part][1] = widen_fp8(raw[2 * part + 1] & 0xffffu);
            a[part][2] = widen_fp8(raw[2 * part] >> 16);
            a[part][3] = widen_fp8(raw[2 * part + 1] >> 16);
        }
    }
    /* A transposed 16-bit element is two values of one key: the low bytes are even values, the high bytes odd ones. */
    template <int kRowBytes>
    __device__ static void values(uint32_t tile, int step, int lane, uint32_t (&a)[2][4])
    {
        uint32_t raw[4];
        load_matrices_transposed(raw, tile + swizzled<kRowBytes>(lane % 8 + lane / 8 % 2 * 8, step * 2 + lane / 16));
#pragma unroll
        for (int part = 0; part < 2; ++part) {
            a[part][0] = widen_fp8(__byte_perm(raw[2 * part], 0, 0x20));
            a[part][1] = widen_fp8(__byte_perm(raw[2 * part], 0, 0x31));
            a[part][2] = widen_fp8(__byte_perm(raw[2 * part + 1], 0, 0x20));
            a[part][3] = widen_fp8(__byte_perm(raw[2 * part + 1], 0, 0x31));
        }
    }
    __device__ static int value_of(int part, int g, int upper)
    {
        return part * 16 + 2 * g + upper;
    }
};

} // namespace kvs::cuda
