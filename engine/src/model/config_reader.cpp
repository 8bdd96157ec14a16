#include "model/config_reader.h"

#include "model/json_read.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace kvscope {
namespace {

constexpr std::size_t max_eos_ids = 64;

std::string number_text(double value)
{
    std::ostringstream stream;
    stream.precision(9);
    stream << value;
    return stream.str();
}

/// A value for a message; containers are only named.
std::string value_text(const nlohmann::json &value)
{
    if (value.is_string()) {
        return in_quotes(value.get_ref<const std::string &>());
    }
    if (value.is_structured()) {
        return value.is_array() ? "a list" : "an object";
    }
    return value.dump();
}

/// In range, whatever signedness the JSON library chose for the number.
std::optional<int> integer_in(const nlohmann::json &value, int minimum, int maximum)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number <= static_cast<std::uint64_t>(maximum) && static_cast<std::int64_t>(number) >= minimum
                   ? std::optional(static_cast<int>(number))
                   : std::nullopt;
    }
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        return number >= minimum && number <= maximum ? std::optional(static_cast<int>(number)) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

ConfigReader::ConfigReader(const nlohmann::json &object, std::string source, std::string prefix)
    : object_(object), source_(std::move(source)), prefix_(std::move(prefix))
{
}

const nlohmann::json *ConfigReader::find(const char *field) const
{
    const auto place = object_.find(field);
    return place == object_.end() || place->is_null() ? nullptr : &*place;
}

int ConfigReader::integer(const char *field, int minimum, int maximum, std::optional<int> fallback)
{
    const nlohmann::json *value = find(field);
    if (value == nullptr && fallback) {
        return *fallback;
    }
    const std::optional<int> number = value == nullptr ? std::nullopt : integer_in(*value, minimum, maximum);
    if (!number) {
        refuse(field,
               "a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum) + " is allowed");
    }
    return number.value_or(minimum);
}

double ConfigReader::real(const char *field, double above, double maximum, std::optional<double> fallback)
{
    const nlohmann::json *value = find(field);
    if (value == nullptr && fallback) {
        return *fallback;
    }
    const double number = value != nullptr && value->is_number() ? value->get<double>() : std::nan("");
    if (!(number > above && number <= maximum)) {
        refuse(field, "a number above " + number_text(above) + " and at most " + number_text(maximum) + " is allowed");
        return maximum;
    }
    return number;
}

bool ConfigReader::boolean(const char *field, bool fallback)
{
    const nlohmann::json *value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!value->is_boolean()) {
        refuse(field, "true or false is allowed");
        return fallback;
    }
    return value->get<bool>();
}

std::string ConfigReader::text(const char *field, const std::string &fallback)
{
    const nlohmann::json *value = find(field);
    if (value == nullptr) {
        return fallback;
    }
    if (!value->is_string()) {
        refuse(field, "a string is allowed");
        return fallback;
    }
    return value->get<std::string>();
}

std::vector<std::int32_t> ConfigReader::token_ids(const char *field, int vocab_size)
{
    std::vector<std::int32_t> ids;
    const nlohmann::json *value = find(field);
    if (value == nullptr) {
        return ids;
    }
    const auto add = [&](const nlohmann::json &item) {
        const std::optional<int> id = integer_in(item, 0, vocab_size - 1);
        if (!id) {
            refuse(field, value_text(item) + " is no token id from 0 to " + std::to_string(vocab_size - 1));
        } else if (std::ranges::find(ids, *id) == ids.end()) {
            ids.push_back(*id);
        }
    };
    if (!value->is_array()) {
        add(*value);
    } else if (value->size() > max_eos_ids) {
        refuse(field, "at most " + std::to_string(max_eos_ids) + " ids are allowed");
    } else {
        std::ranges::for_each(*value, add);
    }
    return ids;
}

void ConfigReader::refuse(const char *field, const std::string &rule)
{
    if (problem_) {
        return;
    }
    const nlohmann::json *value = find(field);
    problem_ =
        make_error(ErrorCode::InvalidData, source_ + ": " + prefix_ + field + " is " +
                                               (value == nullptr ? "missing" : value_text(*value)) + "; " + rule);
}

void ConfigReader::refuse_other(ConfigReader &other)
{
    if (!problem_) {
        problem_ = std::move(other.problem_);
    }
}

} // namespace kvscope
