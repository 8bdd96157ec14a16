#include "model/safetensors.h"

#include "model/json_read.h"
#include "model/safetensors_sax.h"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace kvscope {
namespace {

constexpr std::uint64_t max_json_bytes = 100'000'000; // the format's own limit
constexpr std::size_t length_bytes = 8;

struct DTypeBits {
    std::string_view name;
    unsigned bits;
};
constexpr std::array known_dtypes{
    DTypeBits{"BOOL", 8},    DTypeBits{"U8", 8},      DTypeBits{"I8", 8},   DTypeBits{"F8_E5M2", 8},
    DTypeBits{"F8_E4M3", 8}, DTypeBits{"F8_E8M0", 8}, DTypeBits{"F4", 4},   DTypeBits{"F6_E2M3", 6},
    DTypeBits{"F6_E3M2", 6}, DTypeBits{"I16", 16},    DTypeBits{"U16", 16}, DTypeBits{"F16", 16},
    DTypeBits{"BF16", 16},   DTypeBits{"I32", 32},    DTypeBits{"U32", 32}, DTypeBits{"F32", 32},
    DTypeBits{"I64", 64},    DTypeBits{"U64", 64},    DTypeBits{"F64", 64}, DTypeBits{"C64", 64},
};

Error invalid(std::string message)
{
    return make_error(ErrorCode::InvalidData, std::move(message));
}

/// Bytes of a tensor of that dtype and shape.
Result<std::uint64_t> bytes_of(const RawSafetensorsEntry &raw)
{
    const auto known = std::ranges::find(known_dtypes, std::string_view(raw.dtype), &DTypeBits::name);
    if (known == known_dtypes.end()) {
        return invalid("tensor " + in_quotes(raw.name) + ": unknown dtype " + in_quotes(raw.dtype));
    }
    std::uint64_t bits = known->bits;
    for (const std::uint64_t dimension : raw.shape) {
        if (dimension > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
            __builtin_mul_overflow(bits, dimension, &bits)) {
            return invalid("tensor " + in_quotes(raw.name) + ": its shape has more elements than 64 bits can count");
        }
    }
    if (bits % 8 != 0) {
        return invalid("tensor " + in_quotes(raw.name) + ": " + raw.dtype + " elements do not fill whole bytes");
    }
    return bits / 8;
}

Result<SafetensorsEntry> check_entry(RawSafetensorsEntry raw, std::uint64_t data_start, std::uint64_t data_size)
{
    const std::uint64_t begin = raw.data_offsets[0];
    const std::uint64_t end = raw.data_offsets[1];
    if (begin > end || end > data_size) {
        return invalid("tensor " + in_quotes(raw.name) + ": data_offsets [" + std::to_string(begin) + ", " +
                       std::to_string(end) + "] lie outside the " + std::to_string(data_size) +
                       " bytes of data; the file is cut or damaged, download it again");
    }
    auto num_bytes = bytes_of(raw);
    if (num_bytes.has_error()) {
        return std::move(num_bytes).error();
    }
    SafetensorsEntry entry;
    entry.shape.assign(raw.shape.begin(), raw.shape.end());
    if (num_bytes.value() != end - begin) {
        return invalid("tensor " + in_quotes(raw.name) + ": shape " + shape_text(entry.shape) + " of " + raw.dtype +
                       " needs " + std::to_string(num_bytes.value()) + " bytes, but data_offsets span " +
                       std::to_string(end - begin));
    }
    entry.name = std::move(raw.name);
    entry.dtype = std::move(raw.dtype);
    entry.offset = data_start + begin;
    entry.num_bytes = end - begin;
    return entry;
}

/// Spans in file order must follow each other without a gap up to the end of the file.
Status check_coverage(const std::vector<SafetensorsEntry> &entries, std::uint64_t data_start, std::uint64_t file_size)
{
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(entries[i].offset, entries[i].num_bytes); });
    std::uint64_t covered = data_start;
    for (const std::size_t i : order) {
        const SafetensorsEntry &entry = entries[i];
        if (entry.offset < covered) {
            return invalid("tensor " + in_quotes(entry.name) + " at byte " + std::to_string(entry.offset) +
                           " overlaps another tensor, which ends at byte " + std::to_string(covered));
        }
        if (entry.offset > covered) {
            return invalid("bytes " + std::to_string(covered) + " to " + std::to_string(entry.offset) +
                           " belong to no tensor; the next is " + in_quotes(entry.name));
        }
        covered = entry.offset + entry.num_bytes;
    }
    if (covered != file_size) {
        return invalid("the tensors end at byte " + std::to_string(covered) + ", the file at byte " +
                       std::to_string(file_size));
    }
    return Done{};
}

Result<std::vector<SafetensorsEntry>> parse_checked(std::string_view bytes, std::uint64_t file_size)
{
    auto header_size = safetensors_header_size(bytes.substr(0, length_bytes), file_size);
    if (header_size.has_error()) {
        return std::move(header_size).error();
    }
    const std::uint64_t data_start = header_size.value();
    if (bytes.size() < data_start) {
        return invalid("the header of " + std::to_string(data_start) + " bytes is cut after " +
                       std::to_string(bytes.size()));
    }
    const std::string_view text = bytes.substr(length_bytes, data_start - length_bytes);
    if (text.empty() || text.front() != '{') {
        return invalid("the header does not begin with '{'; this is no safetensors file");
    }
    // The JSON library takes a NUL for the end and would not look at what follows.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        return invalid("a NUL byte in the header, at byte " + std::to_string(nul + length_bytes) + " of the file");
    }
    SafetensorsSax sax;
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &sax)) {
        return invalid(sax.problem());
    }
    std::vector<SafetensorsEntry> entries;
    for (RawSafetensorsEntry &raw : sax.take()) {
        auto entry = check_entry(std::move(raw), data_start, file_size - data_start);
        if (entry.has_error()) {
            return std::move(entry).error();
        }
        entries.push_back(std::move(entry).value());
    }
    std::ranges::sort(entries, {}, &SafetensorsEntry::name);
    const auto twin = std::ranges::adjacent_find(entries, {}, &SafetensorsEntry::name);
    if (twin != entries.end()) {
        return invalid("tensor " + in_quotes(twin->name) + " appears twice in the header");
    }
    if (auto status = check_coverage(entries, data_start, file_size); status.has_error()) {
        return std::move(status).error();
    }
    return entries;
}

} // namespace

Result<std::uint64_t> safetensors_header_size(std::string_view first_bytes, std::uint64_t file_size)
{
    if (first_bytes.size() < length_bytes || file_size < length_bytes) {
        return invalid("the file has " + std::to_string(file_size) + " bytes, too few for a safetensors header");
    }
    std::uint64_t json_bytes = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) {
        json_bytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(first_bytes[i])) << (8 * i);
    }
    if (json_bytes > max_json_bytes || json_bytes > file_size - length_bytes) {
        return invalid("the header claims " + std::to_string(json_bytes) + " bytes, but the file has " +
                       std::to_string(file_size) + " and a header at most " + std::to_string(max_json_bytes) +
                       "; the file is cut or no safetensors file");
    }
    return length_bytes + json_bytes;
}

Result<std::vector<SafetensorsEntry>> parse_safetensors_header(std::string_view bytes, std::uint64_t file_size)
{
    try {
        return parse_checked(bytes, file_size);
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory, "not enough memory to read the header");
    } catch (const std::exception &failure) {
        return invalid(std::string("the header cannot be read: ") + failure.what());
    }
}

std::string shape_text(const std::vector<std::int64_t> &shape)
{
    std::string text = "[";
    for (const std::int64_t dimension : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(dimension);
    }
    return text + "]";
}

} // namespace kvscope
