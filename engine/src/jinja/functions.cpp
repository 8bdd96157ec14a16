#include "jinja/runtime.h"

#include "text/json_reader.h"

#include <cstdlib>
#include <utility>

namespace kvscope::jinja {
namespace {

constexpr std::int64_t max_range = 100'000;

Value make_range(Runtime &runtime, const Arguments &arguments)
{
    arguments.check("range", 3);
    std::int64_t bounds[3] = {0, 0, 1};
    for (std::size_t i = 0; i < arguments.values.size(); ++i) {
        bounds[i] = integer_of(arguments.values[i], "range");
    }
    if (arguments.values.size() == 1) {
        bounds[1] = std::exchange(bounds[0], 0);
    }
    const auto [start, stop, stride] = bounds;
    if (arguments.values.empty() || stride == 0 || std::abs(stride) > max_range || std::abs(start) > max_range ||
        std::abs(stop) > max_range) {
        throw Failure("has a range without a size or beyond " + std::to_string(max_range));
    }
    List items;
    for (std::int64_t i = start; stride > 0 ? i < stop : i > stop; i += stride) {
        items.push_back(Value::integer(i));
    }
    return runtime.make_list(std::move(items));
}

Value make_namespace(const Arguments &arguments)
{
    if (!arguments.values.empty()) {
        throw Failure("makes a namespace of something, which is not supported");
    }
    auto space = std::make_shared<Namespace>();
    for (const auto &[key, value] : arguments.named) {
        if (value.as_namespace()) {
            throw Failure("puts a namespace into a namespace, which is not supported");
        }
        space->members.emplace_back(key, value);
    }
    return Value(Value::State(std::move(space)));
}

} // namespace

Value call_function(Runtime &runtime, const std::string &name, const Arguments &arguments)
{
    if (name == "namespace") {
        return make_namespace(arguments);
    }
    if (name == "range") {
        return make_range(runtime, arguments);
    }
    if (name == "raise_exception") {
        const bool has_text = !arguments.values.empty() && arguments.values[0].as_text();
        throw Failure("raises \"" + (has_text ? preview_text(*arguments.values[0].as_text(), 200) : std::string()) +
                      "\"");
    }
    throw Failure("calls \"" + preview_text(name, 40) + "\", which is not supported");
}

bool apply_test(const std::string &name, const Value &value, const Arguments &arguments)
{
    const auto operand = [&]() -> const Value & {
        if (arguments.values.size() != 1) {
            throw Failure("the test \"" + name + "\" needs one operand");
        }
        return arguments.values[0];
    };
    if (name == "equalto" || name == "eq" || name == "==" || name == "ne" || name == "!=") {
        return value.equals(operand()) == (name != "ne" && name != "!=");
    }
    if (name == "in") {
        for (const Value &item : items_of(operand())) {
            if (item.equals(value)) {
                return true;
            }
        }
        return false;
    }
    if (name == "divisibleby") {
        const std::int64_t divisor = integer_of(operand(), "divisibleby");
        return divisor > 0 ? integer_of(value, "divisibleby") % divisor == 0 : throw Failure("divides by zero or less");
    }
    arguments.check("the test \"" + name + "\"", 0);
    if (name == "defined" || name == "undefined") {
        return value.is_undefined() == (name == "undefined");
    }
    if (name == "none") {
        return value.is_none();
    }
    if (name == "string") {
        return value.as_text() != nullptr;
    }
    if (name == "mapping") {
        return value.as_dict() != nullptr;
    }
    if (name == "iterable" || name == "sequence") {
        return value.as_text() || value.as_list() || value.as_dict() || value.is_undefined();
    }
    if (name == "boolean") {
        return value.as<bool>() != nullptr;
    }
    if (name == "number" || name == "integer") {
        return value.as<std::int64_t>() || (name == "number" && value.as<bool>());
    }
    if (name == "true" || name == "false") {
        return value.as<bool>() && *value.as<bool>() == (name == "true");
    }
    if (name == "odd" || name == "even") {
        return (integer_of(value, name) % 2 != 0) == (name == "odd");
    }
    throw Failure("uses the test \"" + preview_text(name, 40) + "\", which is not supported");
}

} // namespace kvscope::jinja
