#pragma once

#include "ui/chart.h"

namespace kvscope {

/// Whether the bars and points of one scene have partners in the other, so that the eye can follow them: charts of the
/// same kind, or of bars in both, with equally many panels.
bool canBlend(const ChartScene &from, const ChartScene &to);

/// The scene `to` with its bars and points on the way from where they stood in `from` (t = 0) to their own places
/// (t = 1). Partners are those of equal panel, series and budget; what has none is in its place from the start. Axes
/// and texts are those of `to`: places are shares of the axes, so that nothing jumps when a scale changes.
/// Precondition: canBlend(from, to).
ChartScene blendScenes(const ChartScene &from, const ChartScene &to, double t);

} // namespace kvscope
