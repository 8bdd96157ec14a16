#pragma once

#include "types/column_map.h"
#include "types/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// A column mapping as people write it: "problem=Question,answer=Correct Answer,wrong=Wrong 1|Wrong 2". Roles are the
/// members of ColumnMap; a backslash takes the meaning off a comma, bar, equals sign or backslash in a column's name.
/// Inline, because the window writes commands without the engine.

namespace detail {

inline constexpr std::string_view special = ",|=\\";

inline Error impossible(const std::string &message)
{
    return make_error(ErrorCode::InvalidArgument,
                      "column mapping: " + message + "; it looks like problem=Question,answer=Answer,id=Id");
}

/// The parts between separators that no backslash stands before; backslashes stay.
inline std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == separator) {
            parts.emplace_back();
            continue;
        }
        parts.back() += text[i];
        if (text[i] == '\\' && i + 1 < text.size()) {
            parts.back() += text[++i];
        }
    }
    return parts;
}

inline std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        i += text[i] == '\\' && i + 1 < text.size() ? 1 : 0;
        plain += text[i];
    }
    return plain;
}

inline std::string escaped(const std::string &text)
{
    std::string marked;
    for (const char c : text) {
        marked += special.find(c) != std::string_view::npos ? "\\" : "";
        marked += c;
    }
    return marked;
}

inline std::vector<std::string> column_list(std::string_view text)
{
    std::vector<std::string> columns;
    for (const std::string &part : split(text, '|')) {
        columns.push_back(unescaped(part));
    }
    return columns;
}

inline void append(std::string &text, const char *role, const std::vector<std::string> &columns)
{
    std::string names;
    for (const std::string &column : columns) {
        names += (names.empty() ? "" : "|") + escaped(column);
    }
    if (!names.empty()) {
        text += (text.empty() ? "" : ",") + std::string(role) + "=" + names;
    }
}

} // namespace detail

/// InvalidArgument names the part that is not understood. Whether the mapping makes sense is the engine's to say.
inline Result<ColumnMap> read_column_map(std::string_view text)
{
    ColumnMap columns;
    for (const std::string &entry : detail::split(text, ',')) {
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos || equals + 1 == entry.size()) {
            return detail::impossible("\"" + entry + "\" is not ROLE=COLUMN");
        }
        const std::string role = entry.substr(0, equals);
        const std::string value = entry.substr(equals + 1);
        if (role == "choices" || role == "wrong") {
            (role == "choices" ? columns.choices : columns.wrong) = detail::column_list(value);
            continue;
        }
        std::string *single = role == "problem"  ? &columns.problem
                              : role == "answer" ? &columns.answer
                              : role == "id"     ? &columns.id
                              : role == "grader" ? &columns.grader
                                                 : nullptr;
        if (single == nullptr) {
            return detail::impossible("\"" + role +
                                      "\" is not a role; there are: problem, answer, id, choices, wrong, grader");
        }
        *single = detail::unescaped(value);
    }
    return columns;
}

/// read_column_map reads it back.
inline std::string format_column_map(const ColumnMap &columns)
{
    const auto one = [](const std::string &column) {
        return column.empty() ? std::vector<std::string>() : std::vector{column};
    };
    std::string text;
    detail::append(text, "problem", one(columns.problem));
    detail::append(text, "answer", one(columns.answer));
    detail::append(text, "id", one(columns.id));
    detail::append(text, "choices", columns.choices);
    detail::append(text, "wrong", columns.wrong);
    detail::append(text, "grader", one(columns.grader));
    return text;
}

} // namespace kvscope
