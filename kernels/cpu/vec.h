#pragma once

/* Sixteen floats at a time, through the compiler's vector extension: the same lanes and the same order of additions on every
 * instruction set, whatever the alignment. An automatic vectoriser promises neither. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace kvs::KVS_ISA {

constexpr int kLanes = 16;

typedef float Vec __attribute__((vector_size(64)));
typedef int32_t VecInt __attribute__((vector_size(64)));

inline Vec load(const float *p)
{
    Vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

inline void store(float *p, Vec v) { memcpy(p, &v, sizeof v); }

inline Vec splat(float x) { return Vec{} + x; }

/* Sum of the lanes, halving each time. */
inline float sum_lanes(Vec v)
{
    typedef float Half __attribute__((vector_size(32)));
    typedef float Quarter __attribute__((vector_size(16)));
    Half lo, hi;
    memcpy(&lo, &v, 32);
    memcpy(&hi, reinterpret_cast<const char *>(&v) + 32, 32);
    const Half h = lo + hi;
    Quarter a, b;
    memcpy(&a, &h, 16);
    memcpy(&b, reinterpret_cast<const char *>(&h) + 16, 16);
    const Quarter q = a + b;
    return (q[0] + q[2]) + (q[1] + q[3]);
}

/* Lane i of the result is lane from[i] of both vectors, one behind the other. */
inline Vec shuffled(Vec a, Vec b, VecInt from)
{
#if defined(__clang__) /* has no shuffle by a vector; only builds for checks use it */
    Vec picked{};
    for (int i = 0; i < kLanes; ++i) {
        picked[i] = from[i] < kLanes ? a[from[i]] : b[from[i] - kLanes];
    }
    return picked;
#else
    return __builtin_shuffle(a, b, from);
#endif
}

/* Lane i of the result is the sum of the lanes of rows[i]. Every row is summed by the same tree, so a row's sum does not depend on
 * its place; sixteen trees together cost what two or three cost one by one. Overwrites rows. */
inline Vec sum_lanes_of_each(Vec rows[kLanes])
{
    /* Step s merges row i with row i + s: lanes whose bit s is clear go on with row i, the others with row i + s. */
    const VecInt lane{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (int step = kLanes / 2; step > 0; step /= 2) {
        const VecInt own = (lane & step) == 0 ? lane : lane + kLanes;
        const VecInt partner = own ^ step;
        for (int i = 0; i < step; ++i) {
            rows[i] = shuffled(rows[i], rows[i + step], own) + shuffled(rows[i], rows[i + step], partner);
        }
    }
    return rows[0];
}

inline Vec max(Vec a, Vec b) { return a > b ? a : b; }

inline float max_lanes(Vec v)
{
    float m = v[0];
    for (int i = 1; i < kLanes; ++i) {
        m = v[i] > m ? v[i] : m;
    }
    return m;
}

/* a · b over n values. */
inline float dot(const float *a, const float *b, int n)
{
    Vec acc0{}, acc1{};
    int i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
        acc0 += load(a + i) * load(b + i);
        acc1 += load(a + i + kLanes) * load(b + i + kLanes);
    }
    for (; i + kLanes <= n; i += kLanes) {
        acc0 += load(a + i) * load(b + i);
    }
    float tail = 0;
    for (; i < n; ++i) {
        tail += a[i] * b[i];
    }
    return sum_lanes(acc0 + acc1) + tail;
}

/* The products of q with 16 rows of k [count, n], n a multiple of 16: lane j is q · k_j. Rows from `count` on repeat the last one.
 * The template keeps q in registers. */
template <int num_vectors>
inline Vec dots_fixed(const float *q, const float *k, int count)
{
    Vec query[num_vectors];
    for (int v = 0; v < num_vectors; ++v) {
        query[v] = load(q + v * kLanes);
    }
    Vec partial[kLanes];
    for (int j = 0; j < kLanes; ++j) {
        const float *row = k + static_cast<size_t>(j < count ? j : count - 1) * num_vectors * kLanes;
        Vec acc = query[0] * load(row);
        for (int v = 1; v < num_vectors; ++v) {
            acc += query[v] * load(row + v * kLanes);
        }
        partial[j] = acc;
    }
    return sum_lanes_of_each(partial);
}

/* The same for any n. */
inline Vec dots(const float *q, const float *k, int count, int n)
{
    if (n == 4 * kLanes) {
        return dots_fixed<4>(q, k, count);
    }
    if (n == 8 * kLanes) {
        return dots_fixed<8>(q, k, count);
    }
    Vec result{};
    for (int j = 0; j < count; ++j) {
        result[j] = dot(q, k + static_cast<size_t>(j) * n, n);
    }
    return result;
}

/* e^x for x ≤ 88, relative error below 2e-7; below −87 it gives 0. Cody–Waite reduction and a degree-6 polynomial. */
inline Vec exp(Vec x)
{
    const Vec floor_at = splat(-87.0f);
    const VecInt underflow = x < floor_at;
    x = max(x, floor_at);
    const Vec magic = splat(12582912.0f); /* 1.5·2^23: adding it rounds to an integer */
    const Vec n = (x * 1.44269504088896f + magic) - magic;
    Vec r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    Vec p = splat(1.0f / 720.0f);
    p = p * r + 1.0f / 120.0f;
    p = p * r + 1.0f / 24.0f;
    p = p * r + 1.0f / 6.0f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const VecInt exponent = (__builtin_convertvector(n, VecInt) + 127) << 23;
    Vec scale;
    memcpy(&scale, &exponent, sizeof scale);
    const Vec y = p * scale;
    return underflow ? Vec{} : y;
}

/* The first n lanes of p; the others are `fill`. */
inline Vec load_part(const float *p, int n, float fill)
{
    Vec v = splat(fill);
    memcpy(&v, p, static_cast<size_t>(n) * sizeof(float));
    return v;
}

inline void store_part(float *p, Vec v, int n) { memcpy(p, &v, static_cast<size_t>(n) * sizeof(float)); }

/* x [n] → softmax(x) in place. */
inline void softmax(float *x, int n)
{
    if (n <= 0) {
        return;
    }
    Vec m = splat(x[0]);
    int i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        m = max(m, load(x + i));
    }
    if (i < n) {
        m = max(m, load_part(x + i, n - i, x[0]));
    }
    const Vec top = splat(max_lanes(m));
    Vec total{};
    for (i = 0; i + kLanes <= n; i += kLanes) {
        const Vec e = exp(load(x + i) - top);
        store(x + i, e);
        total += e;
    }
    if (i < n) {
        const Vec e = exp(load_part(x + i, n - i, -3e38f) - top);
        store_part(x + i, e, n - i);
        total += e;
    }
    const Vec scale = splat(1.0f / sum_lanes(total));
    for (i = 0; i + kLanes <= n; i += kLanes) {
        store(x + i, load(x + i) * scale);
    }
    for (; i < n; ++i) {
        x[i] *= scale[0];
    }
}

} // namespace kvs::KVS_ISA
