#include "model/safetensors_convert.h"

#include <array>
#include <cstring>

namespace kvscope {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

/// In blocks of a length that the compiler knows, so that it uses vectors at any level of optimisation.
template <float (*convert)(std::uint16_t)>
void convert_halves(std::span<const std::byte> source, std::span<float> target)
{
    constexpr std::size_t block = 16;
    std::size_t i = 0;
    for (; i + block <= target.size(); i += block) {
        std::array<std::uint16_t, block> bits;
        std::array<float, block> values;
        std::memcpy(bits.data(), source.data() + 2 * i, sizeof bits);
        for (std::size_t lane = 0; lane < block; ++lane) {
            values[lane] = convert(bits[lane]);
        }
        std::memcpy(target.data() + i, values.data(), sizeof values);
    }
    for (; i < target.size(); ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, source.data() + 2 * i, sizeof bits);
        target[i] = convert(bits);
    }
}

} // namespace

void convert_to_f32(TensorDType dtype, std::span<const std::byte> source, std::span<float> target)
{
    switch (dtype) {
    case TensorDType::F32:
        if (!target.empty()) {
            std::memcpy(target.data(), source.data(), target.size_bytes());
        }
        break;
    case TensorDType::F16:
        convert_halves<f16_to_f32>(source, target);
        break;
    case TensorDType::BF16:
        convert_halves<bf16_to_f32>(source, target);
        break;
    }
}

} // namespace kvscope
