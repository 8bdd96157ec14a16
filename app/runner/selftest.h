#pragma once

#include "checks/check.h"

#include <functional>
#include <span>
#include <string>

namespace kvscope {

struct SelftestOptions {
    std::string only; ///< one group alone; empty: all
    bool as_json = false;
};

/// Runs the checks in order and hands each line of the report to `print`: a table row a check with what was measured
/// and the bandwidth that its operation reached, or one JSON object a check. Returns the exit code: 0 if at least one
/// check ran and none missed.
int run_selftest(std::span<const CheckGroup *const> groups, const CheckContext &context, const SelftestOptions &options,
                 const std::function<void(const std::string &)> &print);

} // namespace kvscope
