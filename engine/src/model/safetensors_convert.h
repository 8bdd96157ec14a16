#pragma once

#include "engine/checkpoint.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kvscope {

/// Bytes of one element.
constexpr std::size_t element_bytes(TensorDType dtype)
{
    return dtype == TensorDType::F32 ? 4 : 2;
}

/// bf16 is the upper half of an fp32.
constexpr float bf16_to_f32(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// IEEE binary16, exact: subnormals, signed zeros, infinities and NaN payloads included.
constexpr float f16_to_f32(std::uint16_t bits)
{
    // Without branches, so that a loop of these can use vectors.
    const std::uint32_t sign = (bits & 0x8000U) << 16;
    const std::uint32_t magnitude = bits & 0x7fffU;
    const std::uint32_t normal = (magnitude << 13) + (magnitude >= 0x7c00U ? 0x70000000U : 0x38000000U);
    const std::uint32_t subnormal =
        std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<int>(magnitude)) * 0x1p-24F);
    return std::bit_cast<float>(sign | (magnitude < 0x400U ? subnormal : normal));
}

/// Converts stored little-endian elements. `source` holds target.size() × element_bytes(dtype) bytes.
void convert_to_f32(TensorDType dtype, std::span<const std::byte> source, std::span<float> target);

} // namespace kvscope
