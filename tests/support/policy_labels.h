#pragma once

#include "ui/format.h"

namespace kvscope {

/// Names policies as the program does at its start, where it asks the engine's catalogue.
inline void setUsualPolicyLabels()
{
    setPolicyLabels({{"full", "Full", "", "", {}, false},
                     {"r_kv", "R-KV", "", "", {}, true},
                     {"snapkv", "SnapKV", "", "", {}, true}});
}

} // namespace kvscope
