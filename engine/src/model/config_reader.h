#pragma once

#include "types/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// Reads typed, range-checked fields of one JSON object. The first problem is kept and everything after it returns a
/// harmless value, so that callers read all fields and look at `problem` once. A field that is null counts as absent,
/// as it does for the library that writes these files.
class ConfigReader {
public:
    /// `object` must outlive the reader. `prefix` is put before field names: "rope_scaling.".
    ConfigReader(const nlohmann::json &object, std::string source, std::string prefix = {});

    bool has(const char *field) const { return find(field) != nullptr; }
    const nlohmann::json *find(const char *field) const; ///< nullptr: absent or null

    /// Without `fallback` the field must be there.
    int integer(const char *field, int minimum, int maximum, std::optional<int> fallback = {});
    /// The interval excludes `above` and includes `maximum`.
    double real(const char *field, double above, double maximum, std::optional<double> fallback = {});
    bool boolean(const char *field, bool fallback);
    std::string text(const char *field, const std::string &fallback);
    /// A token id, a list of them, or nothing (empty). Repetitions are dropped.
    std::vector<std::int32_t> token_ids(const char *field, int vocab_size);

    /// Records "<source>: <field> is <value>; <rule>".
    void refuse(const char *field, const std::string &rule);
    void refuse_other(ConfigReader &other); ///< takes over the problem of a nested object's reader
    const std::optional<Error> &problem() const { return problem_; }

private:
    const nlohmann::json &object_;
    std::string source_;
    std::string prefix_;
    std::optional<Error> problem_;
};

} // namespace kvscope
