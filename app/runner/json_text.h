#pragma once

#include "types/result.h"
#include "types/sample.h"
#include "types/sweep_spec.h"

#include <nlohmann/json.hpp>

#include <string>

namespace kvscope {

/// One line of JSON without the newline. Bytes that are not UTF-8 become U+FFFD: they come from models and files.
std::string to_line(const nlohmann::json &json);

const char *name_of(Verdict verdict);     ///< "correct", "wrong", "no_answer", "invalid"
const char *name_of(FinishReason finish); ///< "stop", "length", "invalid"
const char *name_of(KvDType kv_dtype);    ///< "compute" (stored in the compute type), "fp8"
const char *name_of(ErrorCode code);      ///< "invalid_argument", …

} // namespace kvscope
