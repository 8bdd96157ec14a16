#include "engine/policy.h"

namespace kvscope::plugins {

extern const Policy policies_full;
const Policy policies_full{
    .info = {.id = "full",
             .label = "Full",
             .source = "",
             .summary = "Nothing is evicted: the baseline.",
             .params = {},
             .evicts = false},
};

} // namespace kvscope::plugins
