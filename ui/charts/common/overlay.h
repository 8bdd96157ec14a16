#pragma once

#include "charts/common/series.h"
#include "ui/chart.h"

#include <functional>

namespace kvscope {

/// Lays ChartOptions::overlay over the models of `data`: each takes the published model of its name, else of its
/// architecture. Published budgets are trigger lengths, so a point goes where one's own run peaks at that length: its
/// budget plus its buffer. The dataset is the one shown where the publication has it, else the published average.
/// Adds the sentences that say all this. Does nothing without an overlay.
void addOverlay(ChartData &data, const ResultFrame &frame, const ChartOptions &options);

/// The lines, hover targets and legend entry of a model's overlay over bars: Pass@1 on the left axis, rates on the
/// right. `mark` maps a position in tokens onto the axis.
void drawOverlay(ScenePanel &panel, const ModelSeries &model, const std::function<double(int)> &mark);

} // namespace kvscope
