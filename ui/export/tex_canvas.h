#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QByteArray>
#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QSizeF>

#include <vector>

namespace kvscope {

/// Collects TikZ commands. Takes the pixels of a layout, y downwards, and writes millimetres, y upwards.
class TexCanvas {
public:
    TexCanvas(const QSize &layout, const QSizeF &size_mm);

    /// One source line.
    void line(const QByteArray &source) { source_ += source + '\n'; }
    void rectangle(const QRectF &rect, const QByteArray &style);
    void segment(const QLineF &line, const QByteArray &style);
    /// `anchor` is TikZ's: "base west", "center".
    void text(const QPointF &at, const QByteArray &anchor, double textSize, const QByteArray &style,
              const QString &text);
    /// A command for a text of this size in layout pixels: "\fontsize{…}{…}\selectfont".
    QByteArray font(double textSize) const;

    QByteArray point(const QPointF &at) const; ///< "(12.5mm,30mm)"
    QByteArray length(double pixels) const;    ///< "2.4mm"
    const QByteArray &source() const { return source_; }

private:
    double mm_ = 1;     ///< of one layout pixel
    double height_ = 0; ///< of the layout
    QByteArray source_;
};

/// One panel: where its plot area lies, and value → layout pixel in it.
struct TexPanel {
    const ScenePanel *panel = nullptr;
    QRectF area;

    double xOf(double value) const;
    double yOf(double value, AxisSide side) const;
    bool containsX(double x) const { return x >= area.left() - 0.5 && x <= area.right() + 0.5; }
    bool containsY(double y) const { return y >= area.top() - 0.5 && y <= area.bottom() + 0.5; }
};

/// The axes of a panel with bars, lines, intervals and references, as pgfplots.
void writeAxes(TexCanvas &canvas, const TexPanel &panel);
/// What lies over them: labels, planned bars, break marks, the name of the second tick line.
void writeLabels(TexCanvas &canvas, const TexPanel &panel, const Theme &theme, bool showsValues);
/// Whether the values of finished bars find room in them.
bool texValuesFit(const TexPanel &panel);
/// Title and legend; the legend takes `lines` of texLegendLines().
void writeLegend(TexCanvas &canvas, const ScenePanel &panel, const QRectF &row);
/// Rows that the legend needs in this width.
int texLegendLines(const ScenePanel &panel, double width);

/// Ticks whose labels do not touch each other: every n-th.
std::size_t texTickStride(const ChartAxis &axis, double width);

/// Names of the colours and marks that the document defines.
QByteArray texBarColor(int series);
QByteArray texLineColor(const SceneLine &line);
QByteArray texMark(Marker marker);

namespace texFigureSize {
inline constexpr double legendLine = 19; ///< as on the screen
inline constexpr int numColors = 5;      ///< of bars and of lines, then they repeat
} // namespace texFigureSize

} // namespace kvscope
