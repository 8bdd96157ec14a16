#pragma once

#include "types/gpu_telemetry.h"

#include <QString>
#include <QStringList>

namespace kvscope {

/// "0.41": tokens per joule; empty where it is not known.
QString tokensPerJouleText(const GpuTelemetry &gpu);
/// "15 %" of the readings with the clocks held down, "0 %"; empty where the GPU does not tell.
QString throttledText(const GpuTelemetry &gpu);
/// "power limit, temperature": what held the clocks down, in words; empty: nothing.
QString throttleReasonsText(const GpuTelemetry &gpu);
/// All that is known of the GPU while a cell was timed, one or two lines; none where nothing is.
QStringList gpuLines(const GpuTelemetry &gpu);

} // namespace kvscope
