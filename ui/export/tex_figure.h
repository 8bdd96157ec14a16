#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QByteArray>
#include <QSize>
#include <QSizeF>

namespace kvscope {

/// A scene as a LaTeX document of its own (class standalone, pgfplots 1.16 or newer): the numbers as tables, one pair
/// of axes a panel, everything else placed as on the screen. Compiled it gives a page of `size_mm`; its picture can be
/// copied into another document. `layout` is the same figure in the pixels that ui/plot counts in. Colours of `theme`,
/// fonts of LaTeX. GUI thread: it measures text.
QByteArray texFigure(const ChartScene &scene, const Theme &theme, const QSize &layout, const QSizeF &size_mm,
                     bool isTransparent);

} // namespace kvscope
