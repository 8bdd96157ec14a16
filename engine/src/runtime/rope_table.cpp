#include "runtime/rope_table.h"

#include <cmath>
#include <numbers>

namespace kvscope {

namespace {

float llama3_scaled(float frequency, const RopeScaling &scaling)
{
    const double wavelength = 2 * std::numbers::pi / frequency;
    const double longest = scaling.original_max_position_embeddings / scaling.low_freq_factor;
    const double shortest = scaling.original_max_position_embeddings / scaling.high_freq_factor;
    if (wavelength < shortest) {
        return frequency;
    }
    if (wavelength > longest) {
        return static_cast<float>(frequency / scaling.factor);
    }
    const double smooth = (scaling.original_max_position_embeddings / wavelength - scaling.low_freq_factor) /
                          (scaling.high_freq_factor - scaling.low_freq_factor);
    return static_cast<float>((1 - smooth) * frequency / scaling.factor + smooth * frequency);
}

} // namespace

std::vector<float> make_rope_table(const ModelConfig &config, int num_positions)
{
    const int half = config.head_dim / 2;
    std::vector<float> table(static_cast<std::size_t>(num_positions) * config.head_dim);
    for (int i = 0; i < half; ++i) {
        auto frequency = static_cast<float>(1.0 / std::pow(config.rope_theta, 2.0 * i / config.head_dim));
        if (config.rope_scaling) {
            frequency = llama3_scaled(frequency, *config.rope_scaling);
        }
        for (int position = 0; position < num_positions; ++position) {
            // The product is rounded to fp32 first, as the reference does.
            const float angle = static_cast<float>(position) * frequency;
            float *row = table.data() + static_cast<std::size_t>(position) * config.head_dim;
            row[i] = std::cos(angle);
            row[half + i] = std::sin(angle);
        }
    }
    return table;
}

} // namespace kvscope
