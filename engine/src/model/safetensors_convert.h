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
    const std::uint32_t sign = (bits & 0x8000U) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1fU;
    const std::uint32_t fraction = bits & 0x3ffU;
    if (exponent == 0x1f) {
        return std::bit_cast<float>(sign | 0x7f800000U | fraction << 13);
    }
    if (exponent == 0) {
        const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
    }
    return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

/// Converts stored little-endian elements. `source` holds target.size() × element_bytes(dtype) bytes.
void convert_to_f32(TensorDType dtype, std::span<const std::byte> source, std::span<float> target);

} // namespace kvscope
