#include "engine/generation.h"

#include <cmath>
#include <sstream>

namespace kvscope {

namespace {

Error refuse(const std::string &sentence) { return make_error(ErrorCode::InvalidArgument, sentence); }

Status check_param(const PolicyInfo &policy, const ParamSpec &spec, double value)
{
    const bool whole = spec.kind == ParamSpec::Kind::Real || value == std::floor(value);
    if (value >= spec.minimum && value <= spec.maximum && whole) {
        return Done{};
    }
    std::ostringstream text;
    text << policy.label << ": " << spec.name << " = " << value << " is not "
         << (spec.kind == ParamSpec::Kind::Integer ? "a whole number " : "") << "from " << spec.minimum << " to "
         << spec.maximum << ".";
    return refuse(text.str());
}

} // namespace

Status validate_cache_settings(const CacheSettings &settings)
{
    if (!settings.policy) {
        return refuse("No eviction policy was chosen.");
    }
    const PolicyInfo &info = settings.policy->info;
    for (const ParamSpec &spec : info.params) {
        const auto value = settings.params.find(spec.name);
        if (value == settings.params.end()) {
            return refuse(info.label + ": the parameter " + spec.name + " has no value.");
        }
        if (Status ok = check_param(info, spec, value->second); ok.has_error()) {
            return ok;
        }
    }
    if (!settings.evicts()) {
        return info.evicts ? Status(refuse(info.label + " needs a KV budget of at least one token.")) : Status(Done{});
    }
    if (!info.evicts) {
        return refuse("The policy 'full' keeps everything: it takes no KV budget.");
    }
    if (settings.buffer < 1) {
        return refuse("The buffer is " + std::to_string(settings.buffer) + " tokens; it must be at least 1.");
    }
    if (settings.terms().pool_kernel % 2 == 0) {
        return refuse(info.label + ": pool_kernel = " + std::to_string(settings.terms().pool_kernel) +
                      " is even; a max-pool around an entry takes an odd number.");
    }
    const int stays = settings.terms().num_protected();
    if (settings.retained <= stays) {
        return refuse("A KV budget of " + std::to_string(settings.retained) + " is too small for " + info.label + ": " +
                      std::to_string(stays) + " entries always stay, so the budget must be larger than that.");
    }
    return Done{};
}

} // namespace kvscope
