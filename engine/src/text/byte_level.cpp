#include "text/byte_level.h"

#include "text/utf8.h"

#include <array>

namespace kvscope {
namespace {

constexpr int num_spellings = 256 + 68;

constexpr bool prints_as_itself(int byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

/// [code point below 256 + 68] → byte, or −1.
constexpr std::array<int, num_spellings> make_bytes_by_code_point()
{
    std::array<int, num_spellings> table{};
    table.fill(-1);
    int next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        table[static_cast<std::size_t>(prints_as_itself(byte) ? byte : next++)] = byte;
    }
    return table;
}

constexpr auto bytes_by_code_point = make_bytes_by_code_point();

} // namespace

std::optional<std::string> bytes_of_spelling(std::string_view spelling)
{
    std::string bytes;
    bytes.reserve(spelling.size());
    std::size_t pos = 0;
    while (pos < spelling.size()) {
        const Utf8Step step = next_utf8(spelling, pos);
        if (step.kind != Utf8Step::Kind::Valid || step.code_point >= bytes_by_code_point.size() ||
            bytes_by_code_point[step.code_point] < 0) {
            return std::nullopt;
        }
        bytes += static_cast<char>(bytes_by_code_point[step.code_point]);
        pos += static_cast<std::size_t>(step.length);
    }
    return bytes;
}

} // namespace kvscope
