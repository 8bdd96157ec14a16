#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kvscope::jinja {

/// What ends parsing or rendering. It never leaves engine/src/jinja: Template turns it into a Result.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Value;
using List = std::vector<Value>;
/// In the order of insertion, as in Python. Chat messages have a handful of keys.
using Dict = std::vector<std::pair<std::string, Value>>;

/// A name that the template did not get a value for; `name` is for the message when it is used.
struct Undefined {
    std::string name;
};
struct None {};
/// What `namespace()` makes: the only thing that a template can change after it is made.
struct Namespace {
    Dict members;
};

/// A list or dictionary with what is needed to bound the work on it: `num_bytes` covers all that it contains, counted
/// as often as it is contained.
template <typename T>
struct Collection {
    T content;
    std::int64_t num_bytes = 0;
    int depth = 1;
};

/// A value of the template language. Text is UTF-8; length, indices and slices count code points, as in Python.
/// Texts, lists and dictionaries are shared and never change: a copy costs nothing.
class Value {
public:
    using State = std::variant<Undefined, None, bool, std::int64_t, std::shared_ptr<const std::string>,
                               std::shared_ptr<const Collection<List>>, std::shared_ptr<const Collection<Dict>>,
                               std::shared_ptr<Namespace>>;

    Value() = default;
    Value(State state) : state_(std::move(state)) {}
    static Value undefined(std::string name) { return Value(State(Undefined{std::move(name)})); }
    static Value none() { return Value(State(None{})); }
    static Value boolean(bool value) { return Value(State(value)); }
    static Value integer(std::int64_t value) { return Value(State(value)); }
    static Value text(std::string value) { return Value(State(std::make_shared<const std::string>(std::move(value)))); }
    /// Fails where lists and dictionaries are nested too deeply, or contain a namespace: that could contain itself.
    static Value list(List items);
    static Value dict(Dict members);

    template <typename T>
    const T *as() const
    {
        return std::get_if<T>(&state_);
    }
    const std::string *as_text() const;
    const List *as_list() const;
    const Dict *as_dict() const;
    Namespace *as_namespace() const;
    bool is_undefined() const { return as<Undefined>() != nullptr; }
    bool is_none() const { return as<None>() != nullptr; }

    bool is_true() const;
    const char *type_name() const;  ///< for messages
    std::int64_t num_bytes() const; ///< of text and collections, with all that they contain
    /// Python's ==; values of different types differ, except that True is 1.
    bool equals(const Value &other) const;
    /// Member of a dictionary or namespace; nullptr: none.
    const Value *member(std::string_view name) const;

private:
    State state_;
};

/// What `{{ value }}` prints. Lists and dictionaries fail: a template that prints Python's own notation is no prompt.
std::string printed(const Value &value);
/// A whole number, True and False included; `what` is for the message when it is none.
std::int64_t integer_of(const Value &value, const std::string &what);
/// The text; `what` is for the message when it is none.
const std::string &text_of(const Value &value, const std::string &what);

} // namespace kvscope::jinja
