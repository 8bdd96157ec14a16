#include "codec.h"

#include <limits>
#include <zlib.h>

namespace kvscope {

namespace {

constexpr char kPlain = 0;
constexpr char kDeflated = 1;
/// A plain blob is at most this long: ten times an 8B model's trace of 32768 tokens.
constexpr std::size_t kMaxPlainBytes = 128U << 20U;
/// zlib cannot expand more than this; a larger claim is a lie.
constexpr std::size_t kMaxRatio = 1032;
constexpr std::size_t kMinDeflateBytes = 64;
/// Lists and positions that one sample's decoded events may take in memory.
constexpr std::size_t kMaxDecodedBytes = 512U << 20U;

void put_varint(std::string &out, std::uint64_t value)
{
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

void put_signed(std::string &out, std::int64_t value)
{
    put_varint(out, (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
}

/// Reads varints; after a fault everything reads as 0 and `failed` stays.
class VarintReader {
public:
    explicit VarintReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ >= bytes_.size()) {
                break;
            }
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0) {
                return value;
            }
        }
        failed_ = true;
        return 0;
    }

    std::int64_t signed_number()
    {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }

    std::int32_t int32()
    {
        const std::int64_t value = signed_number();
        if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
            failed_ = true;
            return 0;
        }
        return static_cast<std::int32_t>(value);
    }

    /// A count of things that take at least one byte each.
    std::size_t count()
    {
        const std::uint64_t value = number();
        if (value > left()) {
            failed_ = true;
            return 0;
        }
        return static_cast<std::size_t>(value);
    }

    std::size_t left() const { return bytes_.size() - at_; }
    std::size_t at() const { return at_; }
    bool failed() const { return failed_; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

Error bad_blob(const std::string &what)
{
    return make_error(ErrorCode::InvalidData, "a stored value is damaged: " + what);
}

bool read_positions(VarintReader &in, std::vector<std::int32_t> &positions)
{
    const std::size_t count = in.count();
    positions.reserve(count);
    std::int64_t position = 0;
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        position += in.int32();
        if (position < std::numeric_limits<std::int32_t>::min() ||
            position > std::numeric_limits<std::int32_t>::max()) {
            return false;
        }
        positions.push_back(static_cast<std::int32_t>(position));
    }
    return !in.failed();
}

} // namespace

std::string pack_bytes(std::string_view plain)
{
    std::string packed(1, kPlain);
    if (plain.size() >= kMinDeflateBytes && plain.size() <= kMaxPlainBytes) {
        std::string deflated(1, kDeflated);
        put_varint(deflated, plain.size());
        const std::size_t head = deflated.size();
        uLongf size = compressBound(plain.size());
        deflated.resize(head + size);
        const int rc = compress2(reinterpret_cast<Bytef *>(deflated.data() + head), &size,
                                 reinterpret_cast<const Bytef *>(plain.data()), plain.size(), Z_DEFAULT_COMPRESSION);
        if (rc == Z_OK && head + size < plain.size()) {
            deflated.resize(head + size);
            return deflated;
        }
    }
    return packed.append(plain);
}

Result<std::string> unpack_bytes(std::string_view packed)
{
    if (packed.empty()) {
        return bad_blob("it is empty");
    }
    if (packed[0] == kPlain) {
        return std::string(packed.substr(1));
    }
    if (packed[0] != kDeflated) {
        return bad_blob("unknown encoding " + std::to_string(static_cast<unsigned char>(packed[0])));
    }
    VarintReader head(packed.substr(1));
    const std::uint64_t plain_size = head.number();
    const std::string_view stream = packed.substr(1 + head.at());
    if (head.failed() || plain_size > kMaxPlainBytes || plain_size > stream.size() * kMaxRatio) {
        return bad_blob("its stated length is impossible");
    }
    std::string plain(plain_size, '\0');
    uLongf size = plain.size();
    uLong used = stream.size();
    // An empty string still has a valid address for its terminator.
    const int rc = uncompress2(reinterpret_cast<Bytef *>(plain.data()), &size,
                               reinterpret_cast<const Bytef *>(stream.data()), &used);
    if (rc != Z_OK || size != plain.size() || used != stream.size()) {
        return bad_blob("its compressed stream does not decode");
    }
    return plain;
}

std::string encode_tokens(const std::vector<std::int32_t> &tokens)
{
    std::string plain;
    plain.reserve(tokens.size() * 2);
    for (const std::int32_t token : tokens) {
        put_signed(plain, token);
    }
    return pack_bytes(plain);
}

Result<std::vector<std::int32_t>> decode_tokens(std::string_view packed)
{
    auto plain = unpack_bytes(packed);
    if (plain.has_error()) {
        return plain.error();
    }
    std::vector<std::int32_t> tokens;
    VarintReader in(plain.value());
    while (in.left() > 0 && !in.failed()) {
        tokens.push_back(in.int32());
    }
    if (in.failed()) {
        return bad_blob("a token id is cut off or out of range");
    }
    return tokens;
}

std::string encode_evictions(const std::vector<EvictionEvent> &events)
{
    std::string plain;
    put_varint(plain, events.size());
    for (const EvictionEvent &event : events) {
        put_signed(plain, event.step);
        put_signed(plain, event.kv_len);
        put_varint(plain, event.dropped_positions.size());
        for (const auto &positions : event.dropped_positions) {
            put_varint(plain, positions.size());
            std::int64_t previous = 0;
            for (const std::int32_t position : positions) {
                put_signed(plain, position - previous);
                previous = position;
            }
        }
    }
    return pack_bytes(plain);
}

Result<std::vector<EvictionEvent>> decode_evictions(std::string_view packed)
{
    auto plain = unpack_bytes(packed);
    if (plain.has_error()) {
        return plain.error();
    }
    VarintReader in(plain.value());
    std::vector<EvictionEvent> events;
    const std::size_t num_events = in.count();
    std::size_t decoded_bytes = 0;
    for (std::size_t e = 0; e < num_events && !in.failed(); ++e) {
        EvictionEvent &event = events.emplace_back();
        event.step = in.int32();
        event.kv_len = in.int32();
        const std::size_t num_lists = in.count();
        for (std::size_t i = 0; i < num_lists && !in.failed(); ++i) {
            auto &positions = event.dropped_positions.emplace_back();
            if (!read_positions(in, positions)) {
                return bad_blob("an evicted position is cut off or out of range");
            }
            decoded_bytes += sizeof(positions) + positions.size() * sizeof(std::int32_t);
            if (decoded_bytes > kMaxDecodedBytes) {
                return bad_blob("its eviction trace is too large");
            }
        }
    }
    if (in.failed() || in.left() != 0) {
        return bad_blob("its eviction trace ends early or has bytes left over");
    }
    return events;
}

} // namespace kvscope
