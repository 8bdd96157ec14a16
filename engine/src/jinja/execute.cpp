#include "jinja/runtime.h"

#include <utility>

namespace kvscope::jinja {

Runtime::Runtime(const Limits &limits, const Dict &globals) : limits_(limits), globals_(globals) {}

std::string Runtime::render(const Block &block)
{
    try {
        execute(block);
    } catch (const Failure &failure) {
        throw Failure("line " + std::to_string(line_) + " " + failure.what());
    }
    return std::move(output_);
}

void Runtime::print(std::string_view text)
{
    if (output_.size() + text.size() > limits_.max_output) {
        throw Failure("prints more than " + std::to_string(limits_.max_output >> 20) + " MiB");
    }
    output_ += text;
}

Runtime::Flow Runtime::execute(const Block &block)
{
    for (const Statement &statement : block) {
        if (const Flow flow = execute(statement); flow != Flow::Next) {
            return flow;
        }
    }
    return Flow::Next;
}

Runtime::Flow Runtime::execute(const Statement &statement)
{
    using Kind = Statement::Kind;
    step(statement.line);
    switch (statement.kind) {
    case Kind::Data:
        print(statement.text);
        break;
    case Kind::Print:
        print(printed(evaluate(*statement.expression)));
        break;
    case Kind::If:
        return execute(evaluate(*statement.expression).is_true() ? statement.body : statement.other);
    case Kind::For:
        return execute_for(statement);
    case Kind::Set:
        execute_set(statement);
        break;
    case Kind::SetBlock:
        assign(statement.names.front(), Value::text(captured(statement.body)));
        break;
    case Kind::Macro:
        macros_[statement.text] = {&statement};
        break;
    case Kind::Break:
        return Flow::Break;
    case Kind::Continue:
        return Flow::Continue;
    case Kind::Group:
        return execute(statement.body);
    }
    return Flow::Next;
}

Runtime::Flow Runtime::execute_for(const Statement &statement)
{
    const Value source = evaluate(*statement.expression);
    charge(source.num_bytes());
    List items = items_of(source);
    if (statement.condition) {
        List kept;
        for (const Value &item : items) {
            frames_.emplace_back();
            unpack(statement.names, item);
            const bool is_kept = evaluate(*statement.condition).is_true();
            frames_.pop_back();
            if (is_kept) {
                kept.push_back(item);
            }
        }
        items = std::move(kept);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        frames_.emplace_back(); // what an iteration sets ends with it
        assign("loop", loop_value(items, i));
        unpack(statement.names, items[i]);
        const Flow flow = execute(statement.body);
        frames_.pop_back();
        if (flow == Flow::Break) {
            break;
        }
    }
    return items.empty() ? execute(statement.other) : Flow::Next;
}

Value Runtime::loop_value(const List &items, std::size_t index) const
{
    const auto at = static_cast<std::int64_t>(index);
    const auto size = static_cast<std::int64_t>(items.size());
    return Value::dict({{"index", Value::integer(at + 1)},
                        {"index0", Value::integer(at)},
                        {"revindex", Value::integer(size - at)},
                        {"revindex0", Value::integer(size - at - 1)},
                        {"first", Value::boolean(index == 0)},
                        {"last", Value::boolean(index + 1 == items.size())},
                        {"length", Value::integer(size)},
                        {"previtem", index > 0 ? items[index - 1] : Value::undefined("loop.previtem")},
                        {"nextitem", index + 1 < items.size() ? items[index + 1] : Value::undefined("loop.nextitem")}});
}

void Runtime::assign(const std::string &name, Value value)
{
    for (auto &[key, present] : frames_.back()) {
        if (key == name) {
            present = std::move(value);
            return;
        }
    }
    charge(static_cast<std::int64_t>(name.size() + sizeof(Value)));
    frames_.back().emplace_back(name, std::move(value));
}

void Runtime::unpack(const std::vector<std::string> &names, const Value &item)
{
    if (names.size() == 1) {
        assign(names.front(), item);
        return;
    }
    const List *parts = item.as_list();
    if (!parts || parts->size() != names.size()) {
        throw Failure("cannot take an item apart into " + std::to_string(names.size()) + " names");
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        assign(names[i], (*parts)[i]);
    }
}

void Runtime::execute_set(const Statement &statement)
{
    Value value = evaluate(*statement.expression);
    if (statement.names.size() == 1) {
        assign(statement.names.front(), std::move(value));
        return;
    }
    Namespace *space = look_up(statement.names.front()).as_namespace();
    if (!space) {
        throw Failure("sets a member of what is no namespace");
    }
    if (value.as_namespace()) { // one that contains itself would never be freed
        throw Failure("puts a namespace into a namespace, which is not supported");
    }
    for (auto &[key, present] : space->members) {
        if (key == statement.names.back()) {
            present = std::move(value);
            return;
        }
    }
    charge(static_cast<std::int64_t>(statement.names.back().size() + sizeof value));
    space->members.emplace_back(statement.names.back(), std::move(value));
}

std::string Runtime::captured(const Block &block)
{
    std::string outer = std::exchange(output_, {});
    execute(block);
    charge(static_cast<std::int64_t>(output_.size()));
    return std::exchange(output_, std::move(outer));
}

/// A macro sees the globals and what was set outside all loops, not its caller's names.
Value Runtime::call_macro(const Statement &macro, const Arguments &arguments)
{
    if (++depth_ > limits_.max_depth) {
        throw Failure("calls macros too deeply");
    }
    arguments.check("the macro", macro.names.size(), {macro.names.begin(), macro.names.end()});
    std::vector<Frame> outer = std::exchange(frames_, {frames_.front(), Frame()});
    const std::size_t first_default = macro.names.size() - macro.defaults.size();
    for (std::size_t i = 0; i < macro.names.size(); ++i) {
        const Value *given = arguments.find(i, macro.names[i]);
        if (given) {
            assign(macro.names[i], *given);
        } else {
            assign(macro.names[i],
                   i < first_default ? Value::undefined(macro.names[i]) : evaluate(*macro.defaults[i - first_default]));
        }
    }
    std::string text = captured(macro.body);
    frames_ = std::move(outer);
    --depth_;
    return Value::text(std::move(text));
}

} // namespace kvscope::jinja
