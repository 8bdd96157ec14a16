#include "jinja/runtime.h"

#include "jinja/text.h"
#include "text/json_reader.h"

#include <algorithm>

namespace kvscope::jinja {
namespace {

std::string quoted(const std::string &name)
{
    return "\"" + preview_text(name, 40) + "\"";
}

/// Python's rules for a slice's bounds: negative ones count from the end, all are cut to the length.
std::int64_t bound(const Value &value, std::int64_t fallback, std::int64_t size, std::int64_t low, std::int64_t high)
{
    if (value.is_none()) {
        return fallback;
    }
    const std::int64_t given = integer_of(value, "a slice");
    return std::clamp(given < 0 ? std::max(given, -size - 1) + size : given, low, high);
}

} // namespace

const Value *Arguments::find(std::size_t place, std::string_view name) const
{
    if (place < values.size()) {
        return &values[place];
    }
    const auto found = std::ranges::find(named, name, [](const auto &entry) { return std::string_view(entry.first); });
    return found == named.end() ? nullptr : &found->second;
}

void Arguments::check(const std::string &what, std::size_t max_values, const std::vector<std::string_view> &names) const
{
    const bool knows_all =
        std::ranges::all_of(named, [&](const auto &entry) { return std::ranges::count(names, entry.first) > 0; });
    if (values.size() > max_values || !knows_all) {
        throw Failure(what + " is given arguments that are not supported");
    }
}

void Runtime::step(int line)
{
    line_ = line;
    if (++num_steps_ > limits_.max_steps) {
        throw Failure("takes more than " + std::to_string(limits_.max_steps) + " steps");
    }
}

void Runtime::charge(std::int64_t num_bytes)
{
    num_bytes_ += num_bytes;
    if (num_bytes_ > limits_.max_bytes) {
        throw Failure("works on more than " + std::to_string(limits_.max_bytes >> 20) + " MiB of text");
    }
}

Value Runtime::make_text(std::string text)
{
    charge(static_cast<std::int64_t>(text.size()));
    return Value::text(std::move(text));
}

Value Runtime::make_list(List items)
{
    Value list = Value::list(std::move(items));
    charge(list.num_bytes());
    return list;
}

Value Runtime::look_up(const std::string &name) const
{
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
        for (const auto &[key, value] : *frame) {
            if (key == name) {
                return value;
            }
        }
    }
    for (const auto &[key, value] : globals_) {
        if (key == name) {
            return value;
        }
    }
    return Value::undefined(name);
}

Value Runtime::evaluate(const Expression &expression)
{
    using Kind = Expression::Kind;
    step(expression.line);
    const auto part = [&](std::size_t i) { return evaluate(*expression.parts[i]); };
    switch (expression.kind) {
    case Kind::Literal:
        return expression.value;
    case Kind::Name:
        return look_up(expression.text);
    case Kind::ListItems: {
        List items;
        for (const ExpressionPtr &item : expression.parts) {
            items.push_back(evaluate(*item));
        }
        return make_list(std::move(items));
    }
    case Kind::DictItems: {
        Dict members;
        for (std::size_t i = 0; i + 1 < expression.parts.size(); i += 2) {
            members.emplace_back(text_of(part(i), "a key"), part(i + 1));
        }
        Value dict = Value::dict(std::move(members));
        charge(dict.num_bytes());
        return dict;
    }
    case Kind::Member:
        return subscript(part(0), Value::text(expression.text));
    case Kind::Subscript:
        return subscript(part(0), part(1));
    case Kind::Slice:
        return slice(expression);
    case Kind::Call:
        return call(expression);
    case Kind::Filter: {
        const Value operand = part(0);
        return apply_filter(*this, expression.text, operand, arguments_of(expression, 1));
    }
    case Kind::Test: {
        const Value operand = part(0);
        return Value::boolean(apply_test(expression.text, operand, arguments_of(expression, 1)));
    }
    case Kind::Unary:
        if (expression.text == "not") {
            return Value::boolean(!part(0).is_true());
        }
        return Value::integer((expression.text == "-" ? -1 : 1) * integer_of(part(0), "a sign"));
    case Kind::Binary:
        return binary(expression);
    case Kind::Compare:
        return compare(expression);
    case Kind::Condition:
        return part(1).is_true() ? part(0) : expression.parts[2] ? part(2) : Value::undefined("");
    }
    return {};
}

Arguments Runtime::arguments_of(const Expression &expression, std::size_t first)
{
    Arguments arguments;
    for (std::size_t i = first; i < expression.parts.size(); ++i) {
        arguments.values.push_back(evaluate(*expression.parts[i]));
    }
    for (const auto &[name, value] : expression.named) {
        arguments.named.emplace_back(name, evaluate(*value));
    }
    return arguments;
}

Value Runtime::add(const Value &left, const Value &right)
{
    if (const List *list = left.as_list(); list && right.as_list()) {
        List both = *list;
        both.insert(both.end(), right.as_list()->begin(), right.as_list()->end());
        return make_list(std::move(both));
    }
    if (left.as_text() || right.as_text()) {
        return make_text(text_of(left, "+") + text_of(right, "+"));
    }
    std::int64_t sum = 0;
    if (__builtin_add_overflow(integer_of(left, "+"), integer_of(right, "+"), &sum)) {
        throw Failure("makes a number that is too large");
    }
    return Value::integer(sum);
}

Value Runtime::repeat(const Value &left, const Value &right)
{
    const std::string *text = left.as_text() ? left.as_text() : right.as_text();
    const std::int64_t count = integer_of(text == left.as_text() && text ? right : left, "*");
    if (!text) {
        std::int64_t product = 0;
        if (__builtin_mul_overflow(count, integer_of(right, "*"), &product)) {
            throw Failure("makes a number that is too large");
        }
        return Value::integer(product);
    }
    std::string repeated;
    for (std::int64_t i = 0; i < count; ++i) {
        charge(static_cast<std::int64_t>(text->size()) + 1);
        repeated += *text;
    }
    return Value::text(std::move(repeated));
}

Value Runtime::binary(const Expression &expression)
{
    const std::string &word = expression.text;
    const Value left = evaluate(*expression.parts[0]);
    if ((word == "and" && !left.is_true()) || (word == "or" && left.is_true())) {
        return left;
    }
    const Value right = evaluate(*expression.parts[1]);
    if (word == "and" || word == "or") {
        return right;
    }
    if (word == "~") {
        return make_text(printed(left) + printed(right));
    }
    if (word == "+") {
        return add(left, right);
    }
    if (word == "*") {
        return repeat(left, right);
    }
    const std::int64_t a = integer_of(left, word);
    const std::int64_t b = integer_of(right, word);
    if (word == "-") {
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(a, b, &difference)) {
            throw Failure("makes a number that is too large");
        }
        return Value::integer(difference);
    }
    if (b == 0 || b == -1) {
        throw Failure("divides by " + std::to_string(b) + ", which is not supported");
    }
    const std::int64_t remainder = ((a % b) + b) % b; // Python's has the divisor's sign
    return Value::integer(word == "%" ? remainder : (a - remainder) / b);
}

Value Runtime::compare(const Expression &expression)
{
    Value left = evaluate(*expression.parts[0]);
    for (std::size_t i = 0; i < expression.words.size(); ++i) {
        Value right = evaluate(*expression.parts[i + 1]);
        if (!compares(expression.words[i], left, right)) {
            return Value::boolean(false);
        }
        left = std::move(right);
    }
    return Value::boolean(true);
}

bool Runtime::compares(const std::string &word, const Value &left, const Value &right)
{
    charge(left.num_bytes() + right.num_bytes());
    if (word == "==" || word == "!=") {
        return left.equals(right) == (word == "==");
    }
    if (word == "in" || word == "not in") {
        bool found = false;
        if (const std::string *text = right.as_text()) {
            found = text->find(text_of(left, "in")) != std::string::npos;
        } else if (right.as_dict()) {
            found = left.as_text() && right.member(*left.as_text());
        } else if (const List *list = right.as_list()) {
            found = std::ranges::any_of(*list, [&](const Value &item) { return item.equals(left); });
        } else {
            throw Failure(std::string("looks into a ") + right.type_name());
        }
        return found == (word == "in");
    }
    const bool are_texts = left.as_text() && right.as_text();
    const std::int64_t a = are_texts ? left.as_text()->compare(*right.as_text()) : integer_of(left, word);
    const std::int64_t b = are_texts ? 0 : integer_of(right, word);
    return word == "<" ? a < b : word == ">" ? a > b : word == "<=" ? a <= b : a >= b;
}

/// object[index] and object.name: members of dictionaries and namespaces, items of lists, characters of texts. There is
/// nothing else to reach.
Value Runtime::subscript(const Value &object, const Value &index)
{
    if (object.is_undefined()) {
        throw Failure("asks for " + quoted(index.as_text() ? *index.as_text() : "an item") + " of " +
                      quoted(object.as<Undefined>()->name) + ", which is undefined");
    }
    if (const std::string *name = index.as_text()) {
        const Value *member = object.member(*name);
        return member ? *member : Value::undefined(*name);
    }
    const List *list = object.as_list();
    if ((!list && !object.as_text()) || !(index.as<std::int64_t>() || index.as<bool>())) {
        return Value::undefined("");
    }
    const auto characters = list ? std::vector<std::string_view>() : characters_of(*object.as_text());
    const auto size = static_cast<std::int64_t>(list ? list->size() : characters.size());
    std::int64_t place = integer_of(index, "an index");
    place += place < 0 ? size : 0;
    if (place < 0 || place >= size) {
        return Value::undefined("");
    }
    charge(list ? 0 : object.num_bytes());
    return list ? (*list)[static_cast<std::size_t>(place)]
                : Value::text(std::string(characters[static_cast<std::size_t>(place)]));
}

Value Runtime::slice(const Expression &expression)
{
    Value bounds[3];
    const Value object = evaluate(*expression.parts[0]);
    for (std::size_t i = 0; i < 3; ++i) {
        bounds[i] = expression.parts[i + 1] ? evaluate(*expression.parts[i + 1]) : Value::none();
    }
    charge(object.num_bytes());
    const List items = items_of(object);
    const auto size = static_cast<std::int64_t>(items.size());
    const std::int64_t stride = bounds[2].is_none() ? 1 : integer_of(bounds[2], "a slice");
    if (stride == 0 || std::abs(stride) > (1 << 30)) {
        throw Failure("has a slice with a step of " + std::to_string(stride));
    }
    const std::int64_t low = stride > 0 ? 0 : -1;
    const std::int64_t high = stride > 0 ? size : size - 1;
    const std::int64_t start = bound(bounds[0], stride > 0 ? 0 : size - 1, size, low, high);
    const std::int64_t stop = bound(bounds[1], stride > 0 ? size : -1, size, low, high);
    List kept;
    for (std::int64_t i = start; stride > 0 ? i < stop : i > stop; i += stride) {
        kept.push_back(items[static_cast<std::size_t>(i)]);
    }
    if (!object.as_text()) {
        return make_list(std::move(kept));
    }
    std::string text;
    for (const Value &character : kept) {
        text += *character.as_text();
    }
    return make_text(std::move(text));
}

Value Runtime::call(const Expression &expression)
{
    const Expression &callee = *expression.parts[0];
    if (callee.kind == Expression::Kind::Member) {
        const Value object = evaluate(*callee.parts[0]);
        return call_method(*this, object, callee.text, arguments_of(expression, 1));
    }
    if (callee.kind != Expression::Kind::Name) {
        throw Failure("calls what is no function");
    }
    const Arguments arguments = arguments_of(expression, 1);
    if (const auto macro = macros_.find(callee.text); macro != macros_.end()) {
        return call_macro(*macro->second.statement, arguments);
    }
    return call_function(*this, callee.text, arguments);
}

} // namespace kvscope::jinja
