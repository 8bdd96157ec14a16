#pragma once

#include <string>
#include <vector>

namespace kvscope {

/// Columns of plain text for a terminal, as wide as their widest cell.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

    /// Precondition: as many cells as the header has.
    void add_row(std::vector<std::string> row);
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// `value` with that many decimals, always with a point.
std::string fixed(double value, int decimals);
/// "1.5 MiB".
std::string format_bytes(double bytes);

} // namespace kvscope
