#pragma once

#include "engine/model.h"

#include <span>
#include <string>
#include <vector>

namespace kvscope {

/// What a check works on.
struct CheckContext {
    Device device;
    std::string fixtures_dir; ///< empty: checks that need fixtures are skipped
    bool is_brief = false;    ///< for tools that slow kernels down: long checks take fewer and smaller cases
};

enum class CheckOutcome { Passed, Failed, Skipped };

struct CheckResult {
    CheckOutcome outcome = CheckOutcome::Passed;
    std::string message; ///< what was measured; for a miss, what was expected
};

inline CheckResult check_passed(std::string message = {})
{
    return {CheckOutcome::Passed, std::move(message)};
}
inline CheckResult check_failed(std::string message)
{
    return {CheckOutcome::Failed, std::move(message)};
}
inline CheckResult check_skipped(std::string message)
{
    return {CheckOutcome::Skipped, std::move(message)};
}

/// One property of a backend. Qt-free, deterministic, quick; run on every backend alike.
struct Check {
    std::string name;
    CheckResult (*run)(const CheckContext &context);
    /// Bytes a second of its operation on a large shape, read and written once each; null where a figure would mean
    /// nothing. Measures time, so tests leave it alone. Called only after run() has passed.
    double (*bandwidth)(const CheckContext &context) = nullptr;
};

/// The checks of one file. checks/<id>.cpp defines `extern const CheckGroup checks_<id>` in kvscope::plugins.
struct CheckGroup {
    std::string id;
    std::vector<Check> checks;
};

/// All groups, sorted by id.
std::span<const CheckGroup *const> check_groups();

} // namespace kvscope
