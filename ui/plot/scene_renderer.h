#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QSize>

class QPaintDevice;

namespace kvscope {

/// Draws a scene as a figure onto any paint device: `size` in device-independent pixels, `scale` device units each.
/// Nothing is cut by clip paths, so that it also works for SVG.
void renderScene(const ChartScene &scene, const Theme &theme, const QSize &size, double scale, bool isTransparent,
                 QPaintDevice &device);

} // namespace kvscope
