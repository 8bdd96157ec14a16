#include "interchange/results_json.h"

#include "text/json_reader.h"
#include "text/utf8.h"

#include <array>
#include <cmath>

namespace kvscope {
namespace {

constexpr std::array<std::string_view, 3> python_numbers{"-Infinity", "Infinity", "NaN"};

/// Length of Python's spelling of a number that JSON does not have at the start of `text`; 0: there is none.
std::size_t python_number(std::string_view text)
{
    for (const std::string_view word : python_numbers) {
        if (text.starts_with(word)) {
            return word.size();
        }
    }
    return 0;
}

std::string without_python_numbers(std::string_view text)
{
    std::string json;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::size_t length = in_string ? 0 : python_number(text.substr(i)); length > 0) {
            json += "null";
            i += length - 1;
            continue;
        }
        json += text[i];
        if (in_string && text[i] == '\\' && i + 1 < text.size()) {
            json += text[++i];
        } else if (text[i] == '"') {
            in_string = !in_string;
        }
    }
    return json;
}

} // namespace

Result<nlohmann::json> parse_results(std::string_view text, const std::string &origin)
{
    if (!is_valid_utf8(text)) {
        return make_error(ErrorCode::InvalidData, origin + ": not valid UTF-8");
    }
    Result<nlohmann::json> json = parse_json(without_python_numbers(text), origin);
    if (json.has_value() && !json.value().is_object()) {
        return make_error(ErrorCode::InvalidData, origin + ": not a JSON object");
    }
    return json;
}

std::optional<std::string> setting_text(const nlohmann::json &object, const char *name)
{
    constexpr std::size_t max_bytes = 2000;
    const nlohmann::json *value = find_member(object, name);
    if (!value || value->is_structured()) {
        return std::nullopt;
    }
    const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
    return text.size() > max_bytes ? std::nullopt : std::optional(text);
}

std::optional<double> number_of(const nlohmann::json &object, const char *name)
{
    const nlohmann::json *value = find_member(object, name);
    if (!value || !value->is_number() || !std::isfinite(value->get<double>())) {
        return std::nullopt;
    }
    return value->get<double>();
}

} // namespace kvscope
