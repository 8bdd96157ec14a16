#include "jinja/value.h"

#include <algorithm>
#include <optional>

namespace kvscope::jinja {
namespace {

std::optional<std::int64_t> number_in(const Value &value)
{
    if (const auto *flag = value.as<bool>()) {
        return *flag ? 1 : 0;
    }
    const auto *number = value.as<std::int64_t>();
    return number ? std::optional(*number) : std::nullopt;
}

constexpr int max_nesting = 50;

int depth_of(const Value &value)
{
    const auto *list = value.as<std::shared_ptr<const Collection<List>>>();
    const auto *dict = value.as<std::shared_ptr<const Collection<Dict>>>();
    return list ? (*list)->depth : dict ? (*dict)->depth : 0;
}

template <typename T>
void include(const Value &value, Collection<T> &into)
{
    if (value.as_namespace()) {
        throw Failure("puts a namespace into a collection, which is not supported");
    }
    into.num_bytes += static_cast<std::int64_t>(sizeof value) + value.num_bytes();
    into.depth = std::max(into.depth, depth_of(value) + 1);
    if (into.depth > max_nesting) {
        throw Failure("nests collections deeper than " + std::to_string(max_nesting) + " levels");
    }
}

} // namespace

Value Value::list(List items)
{
    Collection<List> list{std::move(items)};
    for (const Value &item : list.content) {
        include(item, list);
    }
    return Value(State(std::make_shared<const Collection<List>>(std::move(list))));
}

Value Value::dict(Dict members)
{
    Collection<Dict> dict{std::move(members)};
    for (const auto &[key, value] : dict.content) {
        dict.num_bytes += static_cast<std::int64_t>(key.size());
        include(value, dict);
    }
    return Value(State(std::make_shared<const Collection<Dict>>(std::move(dict))));
}

const std::string *Value::as_text() const
{
    const auto *text = as<std::shared_ptr<const std::string>>();
    return text ? text->get() : nullptr;
}

const List *Value::as_list() const
{
    const auto *list = as<std::shared_ptr<const Collection<List>>>();
    return list ? &(*list)->content : nullptr;
}

const Dict *Value::as_dict() const
{
    const auto *dict = as<std::shared_ptr<const Collection<Dict>>>();
    return dict ? &(*dict)->content : nullptr;
}

std::int64_t Value::num_bytes() const
{
    if (const std::string *text = as_text()) {
        return static_cast<std::int64_t>(text->size());
    }
    const auto *list = as<std::shared_ptr<const Collection<List>>>();
    const auto *dict = as<std::shared_ptr<const Collection<Dict>>>();
    return list ? (*list)->num_bytes : dict ? (*dict)->num_bytes : 0;
}

Namespace *Value::as_namespace() const
{
    const auto *space = as<std::shared_ptr<Namespace>>();
    return space ? space->get() : nullptr;
}

bool Value::is_true() const
{
    if (const auto number = number_in(*this)) {
        return *number != 0;
    }
    if (const std::string *text = as_text()) {
        return !text->empty();
    }
    if (const List *list = as_list()) {
        return !list->empty();
    }
    if (const Dict *dict = as_dict()) {
        return !dict->empty();
    }
    return as_namespace() != nullptr;
}

const char *Value::type_name() const
{
    constexpr const char *names[] = {"undefined value", "none",     "boolean", "number", "text", "list",
                                     "dictionary",      "namespace"};
    return names[state_.index()];
}

bool Value::equals(const Value &other) const
{
    const auto left = number_in(*this);
    const auto right = number_in(other);
    if (left || right) {
        return left == right;
    }
    if (state_.index() != other.state_.index()) {
        return false;
    }
    if (const std::string *text = as_text()) {
        return *text == *other.as_text();
    }
    if (const List *list = as_list()) {
        return std::ranges::equal(*list, *other.as_list(), [](const Value &a, const Value &b) { return a.equals(b); });
    }
    if (const Dict *dict = as_dict()) {
        return dict->size() == other.as_dict()->size() && std::ranges::all_of(*dict, [&](const auto &entry) {
                   const Value *found = other.member(entry.first);
                   return found && entry.second.equals(*found);
               });
    }
    return as_namespace() == other.as_namespace();
}

const Value *Value::member(std::string_view name) const
{
    const Namespace *space = as_namespace();
    const Dict *members = space ? &space->members : as_dict();
    if (!members) {
        return nullptr;
    }
    const auto found =
        std::ranges::find(*members, name, [](const auto &entry) -> const std::string & { return entry.first; });
    return found == members->end() ? nullptr : &found->second;
}

std::string printed(const Value &value)
{
    if (const std::string *text = value.as_text()) {
        return *text;
    }
    if (const auto *flag = value.as<bool>()) {
        return *flag ? "True" : "False";
    }
    if (const auto *number = value.as<std::int64_t>()) {
        return std::to_string(*number);
    }
    if (value.is_undefined()) {
        return "";
    }
    if (value.is_none()) {
        return "None";
    }
    throw Failure(std::string("prints a ") + value.type_name() + ", which is not supported");
}

std::int64_t integer_of(const Value &value, const std::string &what)
{
    const auto number = number_in(value);
    if (!number) {
        throw Failure(what + " needs a number and got a " + value.type_name());
    }
    return *number;
}

const std::string &text_of(const Value &value, const std::string &what)
{
    const std::string *text = value.as_text();
    if (!text) {
        throw Failure(what + " needs a text and got a " + value.type_name());
    }
    return *text;
}

} // namespace kvscope::jinja
