#include "jinja/runtime.h"

#include "jinja/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kvscope::jinja {
namespace {

using Filter = Value (*)(Runtime &, const Value &, const Arguments &);

struct NamedFilter {
    std::string_view name;
    Filter apply;
};

Value trim(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("trim", 1, {"chars"});
    const Value *set = arguments.find(0, "chars");
    return runtime.make_text(std::string(strip(printed(value), set ? &text_of(*set, "trim") : nullptr, true, true)));
}

Value length(Runtime &, const Value &value, const Arguments &arguments)
{
    arguments.check("length", 0);
    if (const std::string *text = value.as_text()) {
        return Value::integer(num_characters(*text));
    }
    return Value::integer(static_cast<std::int64_t>(items_of(value).size()));
}

Value tojson(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("tojson", 1, {"indent"});
    const Value *indent = arguments.find(0, "indent");
    const std::int64_t width = indent && !indent->is_none() ? integer_of(*indent, "tojson") : 0;
    return runtime.make_text(to_json(value, static_cast<int>(std::clamp<std::int64_t>(width, 0, 16))));
}

Value join(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("join", 1, {"d"});
    const Value *separator = arguments.find(0, "d");
    std::string joined;
    bool is_first = true;
    for (const Value &item : items_of(value)) {
        joined += is_first || !separator ? "" : text_of(*separator, "join");
        joined += printed(item);
        runtime.charge(separator ? separator->num_bytes() + 1 : 1);
        is_first = false;
    }
    return runtime.make_text(std::move(joined));
}

template <std::string (*change)(std::string_view)>
Value change_case(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("a filter for letters", 0);
    return runtime.make_text(change(printed(value)));
}

Value default_value(Runtime &, const Value &value, const Arguments &arguments)
{
    arguments.check("default", 2, {"default_value", "boolean"});
    const Value *fallback = arguments.find(0, "default_value");
    const Value *for_false = arguments.find(1, "boolean");
    const bool is_missing = value.is_undefined() || (for_false && for_false->is_true() && !value.is_true());
    return !is_missing ? value : fallback ? *fallback : Value::text("");
}

Value first(Runtime &, const Value &value, const Arguments &arguments)
{
    arguments.check("first", 0);
    const List items = items_of(value);
    return items.empty() ? Value::undefined("first") : items.front();
}

Value last(Runtime &, const Value &value, const Arguments &arguments)
{
    arguments.check("last", 0);
    const List items = items_of(value);
    return items.empty() ? Value::undefined("last") : items.back();
}

Value to_list(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("list", 0);
    return runtime.make_list(items_of(value));
}

Value reverse(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("reverse", 0);
    List items = items_of(value);
    std::ranges::reverse(items);
    return value.as_text() ? join(runtime, runtime.make_list(std::move(items)), {})
                           : runtime.make_list(std::move(items));
}

Value to_string(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("string", 0);
    return runtime.make_text(printed(value));
}

Value to_integer(Runtime &, const Value &value, const Arguments &arguments)
{
    arguments.check("int", 0);
    if (!value.as_text()) {
        return Value::integer(integer_of(value, "int"));
    }
    std::int64_t number = 0;
    const std::string_view digits = strip(*value.as_text(), nullptr, true, true);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return Value::integer(end.ec == std::errc() && end.ptr == digits.data() + digits.size() ? number : 0);
}

Value replace(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    return call_method(runtime, Value::text(printed(value)), "replace", arguments);
}

Value items(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    return value.is_undefined() ? Value::list({}) : call_method(runtime, value, "items", arguments);
}

/// selectattr(name), selectattr(name, test, operand …); `wanted` false: rejectattr.
template <bool wanted>
Value select_by_member(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("a selection", 3);
    if (arguments.values.empty()) {
        throw Failure("selects by nothing");
    }
    const std::string &name = text_of(arguments.values[0], "a selection");
    List kept;
    for (const Value &item : items_of(value)) {
        const Value *found = item.member(name);
        const Value member = found ? *found : Value::undefined(name);
        bool is_selected = member.is_true();
        if (arguments.values.size() > 1) {
            Arguments operands;
            operands.values.assign(arguments.values.begin() + 2, arguments.values.end());
            runtime.charge(member.num_bytes());
            is_selected = apply_test(text_of(arguments.values[1], "a selection"), member, operands);
        }
        if (is_selected == wanted) {
            kept.push_back(item);
        }
    }
    return runtime.make_list(std::move(kept));
}

/// map(attribute='name') and map('filter').
Value map(Runtime &runtime, const Value &value, const Arguments &arguments)
{
    arguments.check("map", 1, {"attribute"});
    const Value *attribute = arguments.find(1, "attribute");
    List mapped;
    for (const Value &item : items_of(value)) {
        if (attribute) {
            const Value *found = item.member(text_of(*attribute, "map"));
            mapped.push_back(found ? *found : Value::undefined(*attribute->as_text()));
        } else if (arguments.values.size() == 1) {
            mapped.push_back(apply_filter(runtime, text_of(arguments.values[0], "map"), item, {}));
        } else {
            throw Failure("maps by nothing");
        }
    }
    return runtime.make_list(std::move(mapped));
}

constexpr std::array filters{
    NamedFilter{"trim", trim},
    NamedFilter{"length", length},
    NamedFilter{"count", length},
    NamedFilter{"tojson", tojson},
    NamedFilter{"join", join},
    NamedFilter{"upper", change_case<to_upper>},
    NamedFilter{"lower", change_case<to_lower>},
    NamedFilter{"capitalize", change_case<capitalize>},
    NamedFilter{"title", change_case<title>},
    NamedFilter{"default", default_value},
    NamedFilter{"d", default_value},
    NamedFilter{"first", first},
    NamedFilter{"last", last},
    NamedFilter{"list", to_list},
    NamedFilter{"reverse", reverse},
    NamedFilter{"string", to_string},
    NamedFilter{"int", to_integer},
    NamedFilter{"replace", replace},
    NamedFilter{"items", items},
    NamedFilter{"selectattr", select_by_member<true>},
    NamedFilter{"rejectattr", select_by_member<false>},
    NamedFilter{"map", map},
};

} // namespace

Value apply_filter(Runtime &runtime, const std::string &name, const Value &value, const Arguments &arguments)
{
    const auto *filter = std::ranges::find(filters, name, &NamedFilter::name);
    if (filter == filters.end()) {
        throw Failure("uses the filter \"" + name + "\", which is not supported");
    }
    runtime.charge(value.num_bytes());
    return filter->apply(runtime, value, arguments);
}

} // namespace kvscope::jinja
