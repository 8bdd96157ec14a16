#include "model/safetensors_sax.h"

#include "model/json_read.h"

#include <utility>

namespace kvscope {
namespace {

constexpr std::size_t max_rank = 8;
constexpr std::size_t max_name_bytes = 1024;

} // namespace

bool SafetensorsSax::number_unsigned(number_unsigned_t value)
{
    if (state_ == State::Shape) {
        if (entries_.back().shape.size() == max_rank) {
            return fail(here() + ": more than " + std::to_string(max_rank) + " dimensions");
        }
        entries_.back().shape.push_back(value);
        return true;
    }
    if (state_ == State::Offsets) {
        if (entries_.back().data_offsets.size() == 2) {
            return fail(here() + ": data_offsets has more than two numbers");
        }
        entries_.back().data_offsets.push_back(value);
        return true;
    }
    return unexpected("a number");
}

bool SafetensorsSax::string(string_t &value)
{
    if (state_ == State::Metadata) {
        return true;
    }
    if (state_ == State::Tensor && field_ == Field::DType) {
        entries_.back().dtype = std::move(value);
        return true;
    }
    return unexpected("a string");
}

bool SafetensorsSax::start_object(std::size_t)
{
    if (state_ == State::Start) {
        state_ = State::Root;
        return true;
    }
    if (state_ == State::Root) {
        state_ = is_metadata_next_ ? State::Metadata : State::Tensor;
        return true;
    }
    return unexpected("an object");
}

bool SafetensorsSax::key(string_t &name)
{
    if (state_ == State::Tensor) {
        return tensor_key(name);
    }
    if (state_ == State::Metadata) {
        return metadata_keys_.insert(name).second ||
               fail("the key " + in_quotes(name) + " appears twice in __metadata__");
    }
    is_metadata_next_ = name == "__metadata__";
    if (is_metadata_next_) {
        return !std::exchange(has_metadata_, true) || fail("the key \"__metadata__\" appears twice");
    }
    if (name.empty() || name.size() > max_name_bytes) {
        return fail("a tensor's name must have 1 to " + std::to_string(max_name_bytes) + " bytes, not " +
                    std::to_string(name.size()));
    }
    entries_.push_back({.name = std::move(name), .dtype = {}, .shape = {}, .data_offsets = {}});
    has_dtype_ = has_shape_ = has_offsets_ = false;
    field_ = Field::None;
    return true;
}

bool SafetensorsSax::tensor_key(const std::string &name)
{
    bool *has = nullptr;
    if (name == "dtype") {
        field_ = Field::DType;
        has = &has_dtype_;
    } else if (name == "shape") {
        field_ = Field::Shape;
        has = &has_shape_;
    } else if (name == "data_offsets") {
        field_ = Field::Offsets;
        has = &has_offsets_;
    } else {
        return fail(here() + ": unknown field " + in_quotes(name) + "; dtype, shape and data_offsets are allowed");
    }
    return !std::exchange(*has, true) || fail(here() + ": the key " + in_quotes(name) + " appears twice");
}

bool SafetensorsSax::end_object()
{
    if (state_ == State::Root) {
        state_ = State::End;
        return true;
    }
    if (state_ == State::Tensor && !(has_dtype_ && has_shape_ && has_offsets_)) {
        return fail(here() + ": " + (!has_dtype_ ? "dtype" : !has_shape_ ? "shape" : "data_offsets") + " is missing");
    }
    state_ = State::Root;
    return true;
}

bool SafetensorsSax::start_array(std::size_t)
{
    if (state_ == State::Tensor && field_ == Field::Shape) {
        state_ = State::Shape;
        return true;
    }
    if (state_ == State::Tensor && field_ == Field::Offsets) {
        state_ = State::Offsets;
        return true;
    }
    return unexpected("a list");
}

bool SafetensorsSax::end_array()
{
    if (state_ == State::Offsets && entries_.back().data_offsets.size() != 2) {
        return fail(here() + ": data_offsets must be two numbers");
    }
    state_ = State::Tensor;
    return true;
}

bool SafetensorsSax::parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &)
{
    // The JSON text begins after the length field.
    return fail("not valid JSON in the header, at byte " + std::to_string(position + 8) + " of the file");
}

bool SafetensorsSax::fail(std::string problem)
{
    problem_ = std::move(problem);
    return false;
}

bool SafetensorsSax::unexpected(const std::string &what)
{
    const char *wanted = "an object";
    if (state_ == State::Metadata) {
        wanted = "a string";
    } else if (state_ == State::Shape || state_ == State::Offsets) {
        wanted = "a whole number from 0 to 18446744073709551615";
    } else if (state_ == State::Tensor) {
        wanted = field_ == Field::DType   ? "a string for dtype"
                 : field_ == Field::Shape ? "a list for shape"
                                          : "a list for data_offsets";
    }
    return fail(here() + ": " + what + " where " + wanted + " must be");
}

std::string SafetensorsSax::here() const
{
    if (state_ == State::Metadata || (state_ == State::Root && is_metadata_next_)) {
        return "__metadata__";
    }
    return state_ == State::Start || entries_.empty() ? "the header" : "tensor " + in_quotes(entries_.back().name);
}

} // namespace kvscope
