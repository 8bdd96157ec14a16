#pragma once

#include "jinja/syntax.h"
#include "jinja/value.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope::jinja {

/// Limits of one rendering. A chat template for one turn needs a few hundred steps.
struct Limits {
    std::int64_t max_steps = 1'000'000;
    std::int64_t max_bytes = 128 << 20; ///< of all texts and collections that are made or read on the way
    std::size_t max_output = 4 << 20;
    int max_depth = 10; ///< macros that call macros
};

/// Arguments of a call, a filter or a test.
struct Arguments {
    std::vector<Value> values;
    std::vector<std::pair<std::string, Value>> named;

    /// The argument of that place or name; nullptr: not given.
    const Value *find(std::size_t place, std::string_view name) const;
    /// Fails when there are more than `max_values`, or a name that `names` lacks.
    void check(const std::string &what, std::size_t max_values, const std::vector<std::string_view> &names = {}) const;
};

/// Renders a template. There are no host objects: values are texts, numbers, lists, dictionaries and namespaces, and
/// what can be called is listed in functions.cpp and methods.cpp. Throws Failure.
class Runtime {
public:
    Runtime(const Limits &limits, const Dict &globals);

    std::string render(const Block &block);

    Value evaluate(const Expression &expression);
    /// Counts memory that is taken or read; fails at the limit.
    void charge(std::int64_t num_bytes);
    Value make_text(std::string text);
    Value make_list(List items);

private:
    enum class Flow { Next, Break, Continue };
    using Frame = std::vector<std::pair<std::string, Value>>;
    struct Macro {
        const Statement *statement = nullptr;
    };

    // execute.cpp
    Flow execute(const Block &block);
    Flow execute(const Statement &statement);
    Flow execute_for(const Statement &statement);
    void execute_set(const Statement &statement);
    Value loop_value(const List &items, std::size_t index) const;
    void assign(const std::string &name, Value value);
    void unpack(const std::vector<std::string> &names, const Value &item);
    std::string captured(const Block &block);
    Value call_macro(const Statement &macro, const Arguments &arguments);
    void print(std::string_view text);

    // evaluate.cpp
    Value look_up(const std::string &name) const;
    Value binary(const Expression &expression);
    Value add(const Value &left, const Value &right);
    Value repeat(const Value &left, const Value &right);
    Value compare(const Expression &expression);
    bool compares(const std::string &word, const Value &left, const Value &right);
    Value subscript(const Value &object, const Value &index);
    Value slice(const Expression &expression);
    Value call(const Expression &expression);
    Arguments arguments_of(const Expression &expression, std::size_t first);
    void step(int line);

    const Limits limits_;
    const Dict &globals_;
    std::vector<Frame> frames_{1};
    std::map<std::string, Macro> macros_;
    std::string output_;
    std::int64_t num_steps_ = 0;
    std::int64_t num_bytes_ = 0;
    int depth_ = 0;
    int line_ = 1;
};

/// `value | name(arguments)`, `value is name(arguments)`, `text.name(arguments)` and `name(arguments)`.
Value apply_filter(Runtime &runtime, const std::string &name, const Value &value, const Arguments &arguments);
bool apply_test(const std::string &name, const Value &value, const Arguments &arguments);
Value call_method(Runtime &runtime, const Value &object, const std::string &name, const Arguments &arguments);
Value call_function(Runtime &runtime, const std::string &name, const Arguments &arguments);
/// What a loop runs over; a dictionary gives its keys, a text its characters.
List items_of(const Value &value);
/// As Python's json.dumps with ensure_ascii off.
std::string to_json(const Value &value, int indent);

} // namespace kvscope::jinja
