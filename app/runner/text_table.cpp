#include "text_table.h"

#include "terminal_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace kvscope {

void TextTable::add_row(std::vector<std::string> row)
{
    std::transform(row.begin(), row.end(), row.begin(), printable);
    rows_.push_back(std::move(row));
}

std::string TextTable::text() const
{
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto &row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], text_columns(row[c]));
        }
    }
    std::string text;
    for (const auto &row : rows_) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            line += row[c] + std::string(widths[c] - text_columns(row[c]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string fixed(double value, int decimals)
{
    std::array<char, 400> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
    return std::string(digits.data(), end);
}

std::string format_bytes(double bytes)
{
    const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < std::size(units); ++unit) {
        bytes /= 1024;
    }
    return fixed(bytes, unit == 0 ? 0 : 1) + " " + units[unit];
}

} // namespace kvscope
