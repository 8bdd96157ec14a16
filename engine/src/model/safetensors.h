#pragma once

#include "types/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// One tensor as a safetensors header states it. Offsets count from the start of the file.
struct SafetensorsEntry {
    std::string name;
    std::string dtype; ///< "BF16", "I64", …: any that the format knows
    std::vector<std::int64_t> shape;
    std::uint64_t offset = 0;
    std::uint64_t num_bytes = 0;
};

/// Bytes of a header, its own length field included; the data begins there. `first_bytes` are the first 8 of the file.
/// InvalidData: longer than 100 MB or than the file.
Result<std::uint64_t> safetensors_header_size(std::string_view first_bytes, std::uint64_t file_size);

/// The table of contents of a safetensors file, sorted by name. `bytes` are the first safetensors_header_size() of
/// them. A pure function of its arguments, for any bytes. Checked: the JSON's structure, duplicate keys, shape × dtype
/// = span in 64-bit arithmetic, and that the spans cover the data exactly once, from the header's end to the file's.
/// Errors are InvalidData and name tensor, value and offset; the caller adds the file.
Result<std::vector<SafetensorsEntry>> parse_safetensors_header(std::string_view bytes, std::uint64_t file_size);

/// "[2, 3]"
std::string shape_text(const std::vector<std::int64_t> &shape);

} // namespace kvscope
