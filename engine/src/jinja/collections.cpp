#include "jinja/runtime.h"

#include "jinja/text.h"

#include <array>
#include <cstdio>

namespace kvscope::jinja {
namespace {

void append_quoted(const std::string &text, std::string &out)
{
    out += '"';
    for (const char c : text) {
        constexpr std::string_view special("\"\\\n\r\t\b\f");
        constexpr std::string_view letters("\"\\nrtbf");
        if (const std::size_t at = special.find(c); at != std::string_view::npos) {
            out += {'\\', letters[at]};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

/// json.dumps: without an indent one line with ", " between items, with one a line for each.
class JsonWriter {
public:
    explicit JsonWriter(int indent) : indent_(indent) {}

    std::string text;

    void write(const Value &value, int level)
    {
        if (const std::string *content = value.as_text()) {
            append_quoted(*content, text);
        } else if (const auto *flag = value.as<bool>()) {
            text += *flag ? "true" : "false";
        } else if (const auto *number = value.as<std::int64_t>()) {
            text += std::to_string(*number);
        } else if (value.is_none()) {
            text += "null";
        } else if (const List *list = value.as_list()) {
            write_all(*list, '[', ']', level, [&](const Value &item) { write(item, level + 1); });
        } else if (const Dict *dict = value.as_dict()) {
            write_all(*dict, '{', '}', level, [&](const auto &entry) {
                append_quoted(entry.first, text);
                text += ": ";
                write(entry.second, level + 1);
            });
        } else {
            throw Failure(std::string("writes a ") + value.type_name() + " as JSON");
        }
    }

private:
    template <typename Items, typename Write>
    void write_all(const Items &items, char open, char close, int level, const Write &write_item)
    {
        text += open;
        bool is_first = true;
        for (const auto &item : items) {
            text += is_first ? "" : indent_ > 0 ? "," : ", ";
            is_first = false;
            new_line(level + 1);
            write_item(item);
        }
        if (!is_first) {
            new_line(level);
        }
        text += close;
    }

    void new_line(int level)
    {
        if (indent_ > 0) {
            text += '\n';
            text.append(static_cast<std::size_t>(indent_ * level), ' ');
        }
    }

    int indent_;
};

} // namespace

List items_of(const Value &value)
{
    if (const List *list = value.as_list()) {
        return *list;
    }
    List items;
    if (const Dict *dict = value.as_dict()) {
        for (const auto &entry : *dict) {
            items.push_back(Value::text(entry.first));
        }
    } else if (const std::string *text = value.as_text()) {
        for (const std::string_view character : characters_of(*text)) {
            items.push_back(Value::text(std::string(character)));
        }
    } else if (!value.is_undefined()) { // which is empty, as in Jinja
        throw Failure(std::string("goes through a ") + value.type_name());
    }
    return items;
}

std::string to_json(const Value &value, int indent)
{
    JsonWriter writer(indent);
    writer.write(value, 0);
    return std::move(writer.text);
}

} // namespace kvscope::jinja
