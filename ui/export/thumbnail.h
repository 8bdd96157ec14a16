#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QImage>

namespace kvscope {

/// The shapes of a scene without any text, small: bars, lines, points. `size` in device-independent pixels, `ratio` of
/// the screen. Any thread: it draws with a QPainter on an image and needs no widget.
QImage sceneThumbnail(const ChartScene &scene, const Theme &theme, const QSize &size, double ratio);

} // namespace kvscope
