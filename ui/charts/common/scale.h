#pragma once

#include "ui/chart.h"

#include <vector>

namespace kvscope {

/// An axis range cut into `count` equal steps.
struct Scale {
    double lower = 0;
    double step = 1;
    int count = 1;

    double upper() const { return lower + step * count; }
};

/// The smallest 0 … upper with four to six steps of 1, 2 or 5 times a power of ten that holds `maximum` percent; never
/// beyond 100, where all percentages fit.
Scale percentScale(double maximum);

/// 0 … upper with exactly `count` steps that holds `maximum`, so that one grid serves two axes.
Scale scaleOfCount(double maximum, int count);

/// A range around [minimum, maximum] with four to seven steps, not anchored at zero. For points, never for bars.
Scale fittedScale(double minimum, double maximum);

/// Ticks at every step. Without `hasLabels` only the grid is kept.
std::vector<AxisTick> ticksOf(const Scale &scale, bool hasLabels = true);

/// An axis with the range and the ticks of a scale.
ChartAxis axisOf(const QString &title, const Scale &scale, bool hasLabels = true);

} // namespace kvscope
