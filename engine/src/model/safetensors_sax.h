#pragma once

#include "model/safetensors.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace kvscope {

/// A tensor as written in the header, before any check across fields.
struct RawSafetensorsEntry {
    std::string name;
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::vector<std::uint64_t> data_offsets; ///< two, from the start of the data
};

/// Takes a safetensors header's JSON event by event: no tree is built, so memory stays in proportion to the text,
/// nesting is bounded by the format itself, and duplicate keys are seen. Stops at the first event that the format does
/// not allow.
class SafetensorsSax final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("a boolean"); }
    bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
    bool number_unsigned(number_unsigned_t value) override;
    bool number_float(number_float_t, const string_t &) override
    {
        return unexpected("a fraction or too large a number");
    }
    bool string(string_t &value) override;
    bool binary(binary_t &) override { return unexpected("binary data"); }
    bool start_object(std::size_t) override;
    bool key(string_t &name) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override;

    std::vector<RawSafetensorsEntry> take() { return std::move(entries_); }
    const std::string &problem() const { return problem_; }

private:
    enum class State { Start, Root, Tensor, Metadata, Shape, Offsets, End };
    enum class Field { None, DType, Shape, Offsets };

    bool fail(std::string problem);
    bool unexpected(const std::string &what);
    bool tensor_key(const std::string &name);
    std::string here() const; ///< "tensor "x"" or "the header", for messages

    State state_ = State::Start;
    Field field_ = Field::None;
    bool is_metadata_next_ = false;
    bool has_metadata_ = false;
    bool has_dtype_ = false;
    bool has_shape_ = false;
    bool has_offsets_ = false;
    std::set<std::string> metadata_keys_;
    std::vector<RawSafetensorsEntry> entries_;
    std::string problem_;
};

} // namespace kvscope
