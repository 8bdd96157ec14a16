#pragma once

#include "types/result.h"
#include "types/sample.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// Encodings of SCHEMA.md ("Encodings"). Decoding trusts nothing: lengths, counts and values are checked before memory
/// is taken, and whatever is left over is an error. Errors are InvalidData and say what is wrong with the blob.

/// Bytes, deflated where that saves something: one byte 0 and the bytes, or 1, the plain length as varint and a zlib
/// stream.
std::string pack_bytes(std::string_view plain);
Result<std::string> unpack_bytes(std::string_view packed);

/// Token ids as zigzag varints, packed.
std::string encode_tokens(const std::vector<std::int32_t> &tokens);
Result<std::vector<std::int32_t>> decode_tokens(std::string_view packed);

/// All events of one sample, packed. Lists need not be ascending to survive the round trip, but ascending ones are
/// small.
std::string encode_evictions(const std::vector<EvictionEvent> &events);
Result<std::vector<EvictionEvent>> decode_evictions(std::string_view packed);

} // namespace kvscope
