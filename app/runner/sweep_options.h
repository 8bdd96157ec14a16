#pragma once

#include "device_flags.h"

#include "types/result.h"
#include "types/sweep_spec.h"

#include <CLI/CLI.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// One command-line option for each parameter that any policy has: `mix_lambda` is --mix-lambda. The options come from
/// the policies' ParamSpecs, so a new policy brings its own.
class PolicyOptions {
public:
    void add_to(CLI::App &command);
    /// Gives every chosen policy the parameters that it has.
    std::vector<PolicyChoice> choose(const std::vector<std::string> &ids) const;
    /// InvalidArgument names a parameter that was given although none of the policies has it.
    Status check_used(const std::vector<std::string> &ids) const;

private:
    std::map<std::string, std::optional<double>> values_; ///< parameter name → what was given
};

/// The options that make a SweepSpec.
class SweepOptions {
public:
    void add_to(CLI::App &command);
    /// The spec, with absolute paths, so that a session can be resumed from any folder.
    Result<SweepSpec> spec() const;

private:
    SweepSpec spec_;
    PolicyOptions policy_options_;
    void add_inputs_to(CLI::App &command);
    void add_policies_to(CLI::App &command);
    void add_samples_to(CLI::App &command);
    void add_device_to(CLI::App &command);
    Status add_column_map(const std::string &text, SweepSpec &spec) const;
    void resolve_random_weights(SweepSpec &spec) const;

    std::vector<std::string> column_maps_;
    std::string preset_;
    std::vector<std::string> policy_ids_{"r_kv"};
    std::vector<std::string> budgets_;
    std::string budget_means_ = "retained";
    std::string eviction_trace_ = "first";
    std::string batch_ = "32";
    std::string kv_memory_;
    std::vector<std::string> kv_dtypes_{"bf16"};
    DeviceFlags device_;
    const CLI::Option *samples_option_ = nullptr;
    const CLI::Option *trace_option_ = nullptr;
};

} // namespace kvscope
