#include "model/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: a file's first bytes. They are read as a whole file, as one with 64 bytes more, and as a gigantic one, so that headers
/// of large files are reached with few bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    for (const std::uint64_t file_size : {std::uint64_t{size}, std::uint64_t{size} + 64, ~std::uint64_t{0}}) {
        const auto parsed = parse_safetensors_header(bytes, file_size);
        if (parsed.has_error()) {
            if (parsed.error().message.empty()) {
                std::abort();
            }
            continue;
        }
        std::uint64_t num_bytes = safetensors_header_size(bytes.substr(0, 8), file_size).value();
        for (const SafetensorsEntry &entry : parsed.value()) {
            num_bytes += entry.num_bytes;
        }
        if (num_bytes != file_size) {
            std::abort();
        }
    }
    return 0;
}
