#include "codec.h"
#include "plan_json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace kvscope;

namespace {

/// What can be read comes back the same when it is written again.
template <typename Value, typename Decode, typename Encode>
void check_round_trip(const Result<Value> &first, const Decode &decode, const Encode &encode)
{
    if (first.has_value()) {
        const Result<Value> second = decode(encode(first.value()));
        if (second.has_error() || encode(second.value()) != encode(first.value())) {
            std::abort();
        }
    } else if (first.error().message.empty()) {
        std::abort();
    }
}

} // namespace

/// Input: a first byte that picks the column, then its value: packed bytes, tokens, evictions, spec, parameters, numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string value(reinterpret_cast<const char *>(data) + 1, size - 1);
    switch (data[0] % 6) {
    case 0:
        check_round_trip(unpack_bytes(value), unpack_bytes, pack_bytes);
        break;
    case 1:
        check_round_trip(decode_tokens(value), decode_tokens, encode_tokens);
        break;
    case 2:
        check_round_trip(decode_evictions(value), decode_evictions, encode_evictions);
        break;
    case 3:
        check_round_trip(spec_from_json(value), spec_from_json, spec_to_json);
        break;
    case 4:
        check_round_trip(params_from_json(value), params_from_json, params_to_json);
        break;
    default:
        check_round_trip(numbers_from_json(value), numbers_from_json, numbers_to_json);
        break;
    }
    return 0;
}
