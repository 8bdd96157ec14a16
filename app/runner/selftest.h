#pragma once

#include "checks/check.h"

#include <functional>
#include <span>
#include <string>

namespace kvscope {

struct SelftestOptions {
    std::string only; ///< one group or one check of it ("group.check") alone; empty: all
    bool as_json = false;
};

/// "group.check", as reports and `only` name it.
std::string check_name(const CheckGroup &group, const Check &check);

/// Runs the checks in order and hands each line of the report to `print`: a table row a check with what was measured
/// and the bandwidth that its operation reached, or one JSON object a check. A brief run leaves the bandwidth out.
/// Returns the exit code: 0 if at least one check ran and none missed.
int run_selftest(std::span<const CheckGroup *const> groups, const CheckContext &context, const SelftestOptions &options,
                 const std::function<void(const std::string &)> &print);

} // namespace kvscope
