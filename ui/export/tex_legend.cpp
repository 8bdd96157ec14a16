#include "export/tex_canvas.h"
#include "plot/marks.h"

#include <QFontMetricsF>

namespace kvscope {
namespace {

constexpr double entryGap = 16;
constexpr double swatchGap = 6;
constexpr double barSwatch = 11;
constexpr double lineSwatch = 24;

double swatchWidth(const LegendEntry &entry)
{
    double width = entry.showsBar || entry.isReferencePoint ? barSwatch : 0;
    if (entry.showsLine || entry.showsReference || entry.isFrontier || entry.isOverlay || entry.isRateReference) {
        width += (width > 0 ? 5 : 0) + lineSwatch;
    }
    return width;
}

std::vector<QPointF> placesOf(const std::vector<LegendEntry> &entries, double width)
{
    const QFontMetricsF measure(figureFont(figure::textSize));
    std::vector<QPointF> places;
    double x = 0;
    double y = 0;
    for (const LegendEntry &entry : entries) {
        const double needed = swatchWidth(entry) + swatchGap + measure.horizontalAdvance(entry.text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += texFigureSize::legendLine;
        }
        places.emplace_back(x, y);
        x += needed + entryGap;
    }
    return places;
}

void writeMark(TexCanvas &canvas, const QPointF &at, const LegendEntry &entry, const QByteArray &color)
{
    canvas.line("\\draw plot[" + texMark(entry.marker) + ", mark size=" + canvas.length(figure::markerRadius) +
                ", mark options={draw=" + (entry.isHollow ? color : QByteArray("kvsCard")) +
                ", fill=" + (entry.isHollow ? QByteArray("kvsCard") : color) +
                (entry.marker == Marker::TriangleDown ? ", rotate=180" : "") + "}] coordinates {" + canvas.point(at) +
                "};");
}

void writeSwatch(TexCanvas &canvas, const LegendEntry &entry, QPointF left)
{
    if (entry.showsBar) {
        const QByteArray color = texBarColor(entry.series);
        const QRectF square(left.x(), left.y() - 0.5 * barSwatch, barSwatch, barSwatch);
        canvas.rectangle(square, entry.fill == BarFill::Solid
                                     ? "fill=" + color
                                     : "draw=" + color + ", pattern=north east lines, pattern color=" + color);
        left.rx() += barSwatch + 5;
    }
    if (entry.showsLine) {
        SceneLine line;
        line.series = entry.series;
        line.usesBarColor = entry.usesBarColor;
        const QByteArray color = texLineColor(line);
        canvas.segment({left, left + QPointF(lineSwatch, 0)},
                       color + ", line width=" + canvas.length(figure::lineWidth));
        writeMark(canvas, left + QPointF(0.5 * lineSwatch, 0), entry, color);
    }
    if (entry.isOverlay || entry.isFrontier) {
        canvas.segment({left, left + QPointF(lineSwatch, 0)},
                       "kvsText, dashed, line width=" + canvas.length(entry.isFrontier ? 1.3 : 1.6));
    }
    if (entry.isRateReference) {
        canvas.segment({left, left + QPointF(lineSwatch, 0)}, "kvsLineText, dashed, line width=" + canvas.length(1.3));
    }
    if (entry.isOverlay) {
        LegendEntry hollow = entry;
        hollow.isHollow = true;
        hollow.marker = Marker::Square;
        writeMark(canvas, left + QPointF(0.5 * lineSwatch, 0), hollow, "kvsText");
    }
    if (entry.isReferencePoint) {
        writeMark(canvas, left + QPointF(0.5 * barSwatch, 0), entry, "kvsText");
    }
    if (entry.showsReference) {
        canvas.rectangle({left.x(), left.y() - 5, lineSwatch, 10}, "fill=kvsBand");
        canvas.segment({left, left + QPointF(lineSwatch, 0)}, "kvsMuted, line width=" + canvas.length(1.3));
    }
}

} // namespace

int texLegendLines(const ScenePanel &panel, double width)
{
    const auto places = placesOf(panel.legend, width);
    return places.empty() ? 0 : 1 + qRound(places.back().y() / texFigureSize::legendLine);
}

void writeLegend(TexCanvas &canvas, const ScenePanel &panel, const QRectF &row)
{
    const auto places = placesOf(panel.legend, row.width());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const QPointF left = row.topLeft() + places[i] + QPointF(0, 0.5 * texFigureSize::legendLine);
        writeSwatch(canvas, panel.legend[i], left);
        canvas.text(left + QPointF(swatchWidth(panel.legend[i]) + swatchGap, 0.36 * figure::textSize), "base west",
                    figure::textSize, "kvsText", panel.legend[i].text);
    }
}

} // namespace kvscope
