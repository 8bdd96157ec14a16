#include "variant.h"
#include "vec.h"

namespace kvs::KVS_ISA {

/* One tile: y [16, out] = x [16, in] · Wᵀ + bias. Each output is one sum in the order of `in`, whatever its row. */
void gemm_tile(const PanelWeight &weight, const float *x, const float *bias, float *y)
{
    const int32_t n = weight.out_features, k = weight.in_features;
    for (int32_t column = 0; column < n; column += kLanes) {
        const float *panel = weight.panels + static_cast<size_t>(column) * k;
        Vec acc[kRowTile] = {};
        for (int32_t i = 0; i < k; ++i) {
            const Vec w = load(panel + static_cast<size_t>(i) * kLanes);
            for (int r = 0; r < kRowTile; ++r) {
                acc[r] += w * x[static_cast<size_t>(r) * k + i];
            }
        }
        const int32_t width = n - column < kLanes ? n - column : kLanes;
        const Vec offset = bias ? load_part(bias + column, width, 0) : Vec{};
        for (int r = 0; r < kRowTile; ++r) {
            store_part(y + static_cast<size_t>(r) * n + column, acc[r] + offset, width);
        }
    }
}

} // namespace kvs::KVS_ISA
