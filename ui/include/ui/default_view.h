#pragma once

#include "types/result_frame.h"
#include "ui/chart.h"

namespace kvscope {

/// How a session is shown before the reader chooses: published figures in their own ranges and as the average that
/// their authors printed (their first dataset), one's own runs from zero and averaged over datasets.
inline ChartOptions defaultView(const ResultFrame &frame)
{
    ChartOptions options;
    if (frame.reference) {
        options.scale = ScalePreset::Reference;
        options.dataset = frame.datasets.empty() ? ChartOptions::averageOfDatasets : 0;
    }
    return options;
}

} // namespace kvscope
