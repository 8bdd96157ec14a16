#include "annotations.h"

#include "clock.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr const char *kReading = "reading notes";
constexpr const char *kStoring = "storing a note";

Result<bool> has_notes(const Connection &connection)
{
    Statement row(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'annotation'",
                  kReading);
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() && row.integer(0) == 1;
}

} // namespace

Result<std::map<std::int64_t, std::string>> read_notes(const Connection &connection)
{
    std::map<std::int64_t, std::string> notes;
    const Result<bool> has = has_notes(connection);
    if (has.has_error()) {
        return has.error();
    }
    if (!has.value()) {
        return notes;
    }
    Statement rows(connection, "SELECT cell, note FROM annotation", kReading);
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return notes;
        }
        notes[rows.integer(0)] = rows.text(1);
    }
}

Status store_note(const Connection &connection, std::int64_t cell, const std::string &note)
{
    if (note.empty()) {
        Statement row(connection, "DELETE FROM annotation WHERE cell = ?", kStoring);
        return row.bind(cell).run();
    }
    Statement row(connection, "INSERT OR REPLACE INTO annotation (cell, note, changed_utc) VALUES (?, ?, ?)", kStoring);
    return row.bind(cell).bind(note).bind(utc_now()).run();
}

Status store_title(const Connection &connection, const std::string &title)
{
    Statement row(connection, "UPDATE session SET title = ? WHERE id = 1", "storing the title");
    return row.bind(title).run();
}

Status check_text(const std::string &text, std::size_t most_characters)
{
    const auto is_start = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
    const auto num_characters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_start));
    if (text.find('\0') != std::string::npos) {
        return make_error(ErrorCode::InvalidArgument, "The text holds a NUL character; write it without.");
    }
    if (num_characters > most_characters) {
        return make_error(ErrorCode::InvalidArgument, "The text has " + std::to_string(num_characters) +
                                                          " characters; at most " + std::to_string(most_characters) +
                                                          " can be stored. Shorten it.");
    }
    return Done{};
}

} // namespace kvscope
