#pragma once

#include "ui/engine_services.h"

#include <QString>

namespace kvscope {

/// One line about a model: "complete · BF16 · 8.2 MiB · fits in memory", "incomplete: 1 of 4 shards missing",
/// "complete · BF16 · 16.1 GiB · on the CPU needs 32.1 GiB, 12.0 GiB free".
QString modelBadge(const ModelChoice &choice);

/// Whether memory is known not to suffice for the weights on the CPU.
bool needsMoreMemory(const ModelChoice &choice);

} // namespace kvscope
