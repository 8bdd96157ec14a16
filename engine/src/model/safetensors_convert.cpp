#include "model/safetensors_convert.h"

#include <cstring>

namespace kvscope {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

template <float (*convert)(std::uint16_t)>
void convert_halves(std::span<const std::byte> source, std::span<float> target)
{
    for (std::size_t i = 0; i < target.size(); ++i) {
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
