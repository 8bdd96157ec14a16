#include "jinja/runtime.h"

#include "jinja/text.h"
#include "text/json_reader.h"

#include <algorithm>

namespace kvscope::jinja {
namespace {

const std::string *optional_text(const Arguments &arguments, const std::string &name)
{
    const bool is_given = !arguments.values.empty() && !arguments.values[0].is_none();
    return is_given ? &text_of(arguments.values[0], name) : nullptr;
}

Value text_list(Runtime &runtime, const std::vector<std::string_view> &parts)
{
    List items;
    for (const std::string_view part : parts) {
        items.push_back(Value::text(std::string(part)));
    }
    return runtime.make_list(std::move(items));
}

/// startswith and endswith; a list of texts means any of them.
bool has_affix(const std::string &text, const Value &affix, bool at_start)
{
    if (const List *choices = affix.as_list()) {
        return std::ranges::any_of(*choices, [&](const Value &c) { return has_affix(text, c, at_start); });
    }
    const std::string &part = text_of(affix, "startswith");
    return at_start ? text.starts_with(part) : text.ends_with(part);
}

Value split_text(Runtime &runtime, const std::string &text, const Arguments &arguments)
{
    arguments.check("split", 2, {"sep", "maxsplit"});
    const Value *separator = arguments.find(0, "sep");
    const Value *limit = arguments.find(1, "maxsplit");
    const std::int64_t max_splits = limit ? integer_of(*limit, "split") : -1;
    if (!separator || separator->is_none()) {
        if (max_splits >= 0) {
            throw Failure("splits by white space with a limit, which is not supported");
        }
        return text_list(runtime, split_words(text));
    }
    if (text_of(*separator, "split").empty()) {
        throw Failure("splits by an empty text");
    }
    return text_list(runtime, split(text, *separator->as_text(), max_splits));
}

Value replace_text(Runtime &runtime, const std::string &text, const Arguments &arguments)
{
    arguments.check("replace", 3, {"count"});
    const Value *limit = arguments.find(2, "count");
    if (arguments.values.size() < 2) {
        throw Failure("replace needs two texts");
    }
    const std::string &from = text_of(arguments.values[0], "replace");
    const std::string &to = text_of(arguments.values[1], "replace");
    if (from.empty()) {
        throw Failure("replaces an empty text, which is not supported");
    }
    const std::int64_t max_count = limit && !limit->is_none() ? integer_of(*limit, "replace") : -1;
    std::string out;
    bool is_first = true;
    for (const std::string_view part : split(text, from, max_count)) {
        out += is_first ? std::string_view() : std::string_view(to);
        out += part;
        runtime.charge(static_cast<std::int64_t>(to.size() + sizeof part));
        is_first = false;
    }
    return runtime.make_text(std::move(out));
}

Value text_method(Runtime &runtime, const std::string &text, const std::string &name, const Arguments &arguments)
{
    if (name == "split") {
        return split_text(runtime, text, arguments);
    }
    if (name == "replace") {
        return replace_text(runtime, text, arguments);
    }
    if (name == "startswith" || name == "endswith") {
        arguments.check(name, 1);
        if (arguments.values.empty()) {
            throw Failure(name + " needs a text");
        }
        return Value::boolean(has_affix(text, arguments.values[0], name == "startswith"));
    }
    if (name == "strip" || name == "lstrip" || name == "rstrip") {
        arguments.check(name, 1);
        return runtime.make_text(
            std::string(strip(text, optional_text(arguments, name), name != "rstrip", name != "lstrip")));
    }
    arguments.check(name, 0);
    if (name == "upper") {
        return runtime.make_text(to_upper(text));
    }
    if (name == "lower") {
        return runtime.make_text(to_lower(text));
    }
    if (name == "capitalize") {
        return runtime.make_text(capitalize(text));
    }
    throw Failure("calls the text method \"" + preview_text(name, 40) + "\", which is not supported");
}

Value dict_method(Runtime &runtime, const Value &object, const std::string &name, const Arguments &arguments)
{
    if (name == "get") {
        arguments.check("get", 2);
        if (arguments.values.empty()) {
            throw Failure("get needs a key");
        }
        const Value *found = arguments.values[0].as_text() ? object.member(*arguments.values[0].as_text()) : nullptr;
        return found ? *found : arguments.values.size() > 1 ? arguments.values[1] : Value::none();
    }
    arguments.check(name, 0);
    List items;
    for (const auto &[key, value] : *object.as_dict()) {
        if (name == "items") {
            items.push_back(Value::list({Value::text(key), value}));
        } else if (name == "keys") {
            items.push_back(Value::text(key));
        } else if (name == "values") {
            items.push_back(value);
        } else {
            break;
        }
    }
    if (name != "items" && name != "keys" && name != "values") {
        throw Failure("calls the dictionary method \"" + preview_text(name, 40) + "\", which is not supported");
    }
    return runtime.make_list(std::move(items));
}

} // namespace

Value call_method(Runtime &runtime, const Value &object, const std::string &name, const Arguments &arguments)
{
    runtime.charge(object.num_bytes());
    if (const std::string *text = object.as_text()) {
        return text_method(runtime, *text, name, arguments);
    }
    if (object.as_dict()) {
        return dict_method(runtime, object, name, arguments);
    }
    throw Failure("calls \"" + preview_text(name, 40) + "\" of a " + object.type_name() + ", which is not supported");
}

} // namespace kvscope::jinja
