#include "engine/policy.h"

#include <algorithm>

namespace kvscope {

const Policy *find_policy(std::string_view id)
{
    const auto table = policies();
    const auto found = std::find_if(table.begin(), table.end(), [&](const Policy *p) { return p->info.id == id; });
    return found == table.end() ? nullptr : *found;
}

ParamValues complete_params(const PolicyInfo &info, const ParamValues &chosen)
{
    ParamValues complete;
    for (const ParamSpec &spec : info.params) {
        const auto found = chosen.find(spec.name);
        complete[spec.name] = found == chosen.end() ? spec.default_value : found->second;
    }
    return complete;
}

} // namespace kvscope
