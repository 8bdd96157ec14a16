#include "model/json_read.h"

#include <new>
#include <vector>

namespace kvscope {
namespace {

using nlohmann::json;

/// Builds the tree from parse events and stops at the first thing that breaks a rule.
class TreeBuilder final : public nlohmann::json_sax<json> {
public:
    explicit TreeBuilder(const JsonLimits &limits) : limits_(limits) {}

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t &) override { return add(value); }
    bool string(string_t &value) override { return add(std::move(value)); }
    bool binary(binary_t &) override { return fail("binary values are not JSON"); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t &name) override
    {
        auto [place, is_new] = stack_.back()->get_ref<json::object_t &>().emplace(std::move(name), nullptr);
        if (!is_new) {
            return fail("the key " + in_quotes(place->first) + " appears twice in one object");
        }
        slot_ = &place->second;
        return true;
    }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override
    {
        return fail("not valid JSON at byte " + std::to_string(position));
    }

    json take() { return std::move(root_); }
    const std::string &problem() const { return problem_; }

private:
    bool fail(std::string problem)
    {
        problem_ = std::move(problem);
        return false;
    }

    json *place(json value)
    {
        if (stack_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (stack_.back()->is_array()) {
            auto &items = stack_.back()->get_ref<json::array_t &>();
            items.push_back(std::move(value));
            return &items.back();
        }
        *slot_ = std::move(value);
        return slot_;
    }

    bool add(json value)
    {
        if (++num_values_ > limits_.max_values) {
            return fail("more than " + std::to_string(limits_.max_values) + " values");
        }
        place(std::move(value));
        return true;
    }

    bool open(json value)
    {
        if (stack_.size() == limits_.max_depth) {
            return fail("nested deeper than " + std::to_string(limits_.max_depth) + " levels");
        }
        if (++num_values_ > limits_.max_values) {
            return fail("more than " + std::to_string(limits_.max_values) + " values");
        }
        // Nothing is added to an outer container while an inner one is open, so the pointers stay valid.
        stack_.push_back(place(std::move(value)));
        return true;
    }

    bool close()
    {
        stack_.pop_back();
        return true;
    }

    const JsonLimits limits_;
    json root_;
    std::vector<json *> stack_;
    json *slot_ = nullptr; ///< where the value of the last key goes
    std::size_t num_values_ = 0;
    std::string problem_;
};

} // namespace

Result<json> parse_strict_json(std::string_view text, const std::string &source, const JsonLimits &limits)
{
    // The JSON library takes a NUL for the end and would not look at what follows.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        return make_error(ErrorCode::InvalidData, source + ": a NUL byte at byte " + std::to_string(nul));
    }
    try {
        TreeBuilder builder(limits);
        if (!json::sax_parse(text.begin(), text.end(), &builder)) {
            return make_error(ErrorCode::InvalidData, source + ": " + builder.problem());
        }
        return builder.take();
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory, source + ": not enough memory to read this JSON file");
    } catch (const std::exception &failure) {
        return make_error(ErrorCode::InvalidData, source + ": " + failure.what());
    }
}

std::string in_quotes(std::string_view text)
{
    constexpr std::size_t max_bytes = 120;
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text.substr(0, max_bytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            if (c == '"' || c == '\\') {
                out += '\\';
            }
            out += c;
        }
    }
    return out + (text.size() > max_bytes ? "…\"" : "\"");
}

} // namespace kvscope
