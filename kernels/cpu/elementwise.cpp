#include "variant.h"
#include "vec.h"

namespace kvs::KVS_ISA {

/* exp() is good up to 88, and e^87 is far past where 1 + e^-g equals e^-g in fp32. */
static Vec silu(Vec gate)
{
    const Vec bound = splat(87.0f);
    const Vec negated = -gate;
    return gate / (1.0f + exp(negated > bound ? bound : negated));
}

void silu_mul(KvsStream *, const float *gate_up, float *y, int32_t num_rows, int32_t width)
{
    for (int32_t r = 0; r < num_rows; ++r) {
        const float *gate = gate_up + static_cast<size_t>(r) * 2 * width;
        const float *up = gate + width;
        float *out = y + static_cast<size_t>(r) * width;
        int32_t i = 0;
        for (; i + kLanes <= width; i += kLanes) {
            store(out + i, silu(load(gate + i)) * load(up + i));
        }
        if (i < width) {
            store_part(out + i, silu(load_part(gate + i, width - i, 0)) * load_part(up + i, width - i, 0), width - i);
        }
    }
}

/* x − x is 0 for every finite x and NaN otherwise: one sum tells. */
void check_finite(KvsStream *, const float *x, uint8_t *finite, int32_t num_rows, int32_t width)
{
    for (int32_t r = 0; r < num_rows; ++r) {
        const float *row = x + static_cast<size_t>(r) * width;
        Vec sum{};
        int32_t i = 0;
        for (; i + kLanes <= width; i += kLanes) {
            const Vec v = load(row + i);
            sum += v - v;
        }
        float tail = 0;
        for (; i < width; ++i) {
            tail += row[i] - row[i];
        }
        finite[r] = sum_lanes(sum) + tail == 0.0f;
    }
}

} // namespace kvs::KVS_ISA
