#pragma once

#include "ui/chart.h"

#include <QPointF>

#include <vector>

namespace kvscope {

/// Half axes of a joint 95 % region against those of two 95 % intervals, for independent normal figures: √χ²₂(0.95)
/// over the normal quantile, 2.4477 / 1.9600.
inline constexpr double jointRegionScale = 1.2489;

/// Outline of the joint 95 % region of a point with both intervals, in axis units. Each quarter has the half axes of
/// its own sides, since intervals need not be symmetric. Precondition: both intervals.
std::vector<QPointF> intervalEllipse(const ScenePoint &point);

} // namespace kvscope
