#pragma once

#include <string>
#include <utility>
#include <variant>

namespace kvscope {

/// What kind of expected failure this is; decides exit codes and what the window offers.
enum class ErrorCode {
    InvalidArgument,  ///< the user asked for something impossible: nothing was started
    InvalidData,      ///< a file's content is malformed or hostile
    NotFound,
    Io,
    DiskFull,
    OutOfMemory,
    Device,
    Locked,      ///< somebody else holds the file
    NewerSchema, ///< written by a newer version: read-only
    Canceled,
    Internal,
};

/// An expected failure. `message` says what was tried, on which file or shape, and what to do.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

/// A value or an Error. Crosses module borders in place of exceptions.
///
/// There is deliberately no conversion to bool: `if (result)` on a Result<bool> reads wrong.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const noexcept { return state_.index() == 0; }
    bool has_error() const noexcept { return state_.index() == 1; }

    /// Precondition: has_value().
    T &value() & { return std::get<0>(state_); }
    const T &value() const & { return std::get<0>(state_); }
    T &&value() && { return std::get<0>(std::move(state_)); }

    /// Precondition: has_error().
    const Error &error() const & { return std::get<1>(state_); }
    Error &&error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

/// The value of a Result that carries nothing but success.
struct Done {};
using Status = Result<Done>;

inline Error make_error(ErrorCode code, std::string message) { return Error{code, std::move(message)}; }

} // namespace kvscope
