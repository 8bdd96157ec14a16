#include "export/tex_canvas.h"
#include "plot/marks.h"
#include "plot/scene_geometry.h"

#include <QFontMetricsF>

#include <algorithm>

namespace kvscope {
namespace {

constexpr double padding = 2;
constexpr double plannedHeight = 10; // of the stub of a bar that has no value yet

QSizeF sizeOf(const QFontMetricsF &measure, const QString &text)
{
    const QSizeF size = measure.boundingRect(QRectF(0, 0, 1e4, 1e4), Qt::AlignLeft, text).size();
    return {size.width() + 2 * padding, size.height()};
}

QRectF around(const QPointF &center, double reach)
{
    return {center.x() - reach, center.y() - reach, 2 * reach, 2 * reach};
}

QRectF bodyOf(const TexPanel &panel, const SceneBar &bar)
{
    const QPointF top(panel.xOf(bar.x - 0.47 * bar.width), panel.yOf(bar.value, AxisSide::Left));
    const QPointF bottom(panel.xOf(bar.x + 0.47 * bar.width), panel.area.bottom());
    return QRectF(top, bottom).normalized().intersected(panel.area);
}

Obstacles obstaclesOf(const TexPanel &panel)
{
    Obstacles obstacles;
    for (const SceneMark &mark : panel.panel->marks) {
        const QPointF at(panel.xOf(mark.x), panel.yOf(mark.y, mark.side));
        obstacles.rects.push_back(noteRect(noteCenter(at, panel.area, mark.isAtBase)));
    }
    for (const SceneBar &bar : panel.panel->bars) {
        if (bar.interval) {
            obstacles.segments.emplace_back(QPointF(panel.xOf(bar.x), panel.yOf(bar.interval->lower, AxisSide::Left)),
                                            QPointF(panel.xOf(bar.x), panel.yOf(bar.interval->upper, AxisSide::Left)));
        }
    }
    for (const SceneLine &line : panel.panel->lines) {
        for (std::size_t i = 0; i < line.points.size(); ++i) {
            const ScenePoint &point = line.points[i];
            const QPointF center(panel.xOf(point.x), panel.yOf(point.y, line.side));
            obstacles.rects.push_back(around(center, figure::markerRadius + 2));
            if (point.yInterval) {
                obstacles.segments.emplace_back(QPointF(center.x(), panel.yOf(point.yInterval->lower, line.side)),
                                                QPointF(center.x(), panel.yOf(point.yInterval->upper, line.side)));
            }
            if (point.xInterval) {
                obstacles.segments.emplace_back(QPointF(panel.xOf(point.xInterval->lower), center.y()),
                                                QPointF(panel.xOf(point.xInterval->upper), center.y()));
            }
            if (i > 0 && line.isConnected) {
                const ScenePoint &before = line.points[i - 1];
                obstacles.segments.emplace_back(QPointF(panel.xOf(before.x), panel.yOf(before.y, line.side)), center);
            }
        }
    }
    return obstacles;
}

void writeBarLabel(TexCanvas &canvas, const TexPanel &panel, const SceneBar &bar, const Theme &theme,
                   const QFontMetricsF &measure, Obstacles &obstacles)
{
    const bool isSolid = bar.fill == BarFill::Solid;
    const QRectF body = bodyOf(panel, bar);
    QString text = bar.label;
    if (!isSolid && measure.horizontalAdvance(text) > body.width() - 3) {
        text.replace(QLatin1Char('/'), QStringLiteral("\n/"));
    }
    const QSizeF size = sizeOf(measure, text);
    const double x = panel.xOf(bar.x);
    const double foot = panel.area.bottom() - size.height() - 3;
    std::vector<QRectF> candidates;
    for (double top = foot; top > body.top() + 2; top -= 0.5 * size.height()) {
        candidates.emplace_back(QPointF(x - 0.5 * size.width(), top), size);
    }
    const bool isInside = !candidates.empty();
    if (!isInside) {
        const double highest = bar.interval ? panel.yOf(bar.interval->upper, AxisSide::Left) : body.top();
        const double above = std::min(highest, panel.area.bottom() - plannedHeight - 2) - size.height() - 3;
        candidates.emplace_back(QPointF(x - 0.5 * size.width(), above), size);
    }
    const QRectF box = leastCovering(candidates, obstacles);
    obstacles.rects.push_back(box);
    if (isSolid && isInside) {
        const bool isDark = textOn(theme.bars(bar.series)) == QColor(Qt::white);
        canvas.text(box.center(), "center", figure::labelSize, isDark ? "white" : "black", text);
    } else {
        canvas.text(box.center(), "center", figure::labelSize, "fill=kvsCard, text=kvsText", text);
    }
}

void writeBarLabels(TexCanvas &canvas, const TexPanel &panel, const Theme &theme, bool showsValues,
                    Obstacles &obstacles)
{
    const QFontMetricsF measure(figureFont(figure::labelSize, QFont::Medium));
    for (const SceneBar &bar : panel.panel->bars) {
        if (bar.fill == BarFill::Outline) {
            QRectF stub = bodyOf(panel, bar);
            stub.setTop(panel.area.bottom() - plannedHeight);
            stub.setBottom(panel.area.bottom());
            canvas.rectangle(stub, "draw=kvsDisabled, dashed, line width=" + canvas.length(1));
        }
        if (!bar.label.isEmpty() && (bar.fill != BarFill::Solid || showsValues)) {
            writeBarLabel(canvas, panel, bar, theme, measure, obstacles);
        }
    }
}

void writeReferenceLabels(TexCanvas &canvas, const TexPanel &panel, Obstacles &obstacles)
{
    const QFontMetricsF measure(figureFont(figure::labelSize, QFont::Medium));
    for (const SceneReference &reference : panel.panel->references) {
        const double y = panel.yOf(reference.value, reference.side);
        if (reference.label.isEmpty() || !panel.containsY(y)) {
            continue;
        }
        const QSizeF size = sizeOf(measure, reference.label);
        std::vector<QRectF> candidates;
        for (const double top : {y - size.height() - 2, y + 2}) {
            for (double left = panel.area.right() - size.width() - 2; left >= panel.area.left() + 2;
                 left -= std::max(8.0, size.width() / 4)) {
                candidates.emplace_back(QPointF(left, top), size);
            }
        }
        std::erase_if(candidates, [&](const QRectF &box) {
            return box.top() < panel.area.top() - 2 || box.bottom() > panel.area.bottom();
        });
        if (candidates.empty()) {
            continue;
        }
        const QRectF box = leastCovering(candidates, obstacles);
        if (obstacles.cost(box) > 0) {
            continue; // a figure too small for it: the legend names the line
        }
        obstacles.rects.push_back(box);
        canvas.text(box.center(), "center", figure::labelSize,
                    QByteArray("fill=kvsCard, text=") + (reference.isDashed ? "kvsLineText" : "kvsMuted"),
                    reference.label);
    }
}

void writePointLabels(TexCanvas &canvas, const TexPanel &panel, Obstacles &obstacles)
{
    const QFontMetricsF measure(figureFont(figure::labelSize, QFont::Medium));
    const double gap = figure::markerRadius + 2;
    for (const SceneLine &line : panel.panel->lines) {
        for (const ScenePoint &point : line.points) {
            const QPointF center(panel.xOf(point.x), panel.yOf(point.y, line.side));
            if (point.label.isEmpty() || !panel.area.contains(center)) {
                continue;
            }
            const QSizeF size = sizeOf(measure, point.label);
            std::vector<QRectF> candidates;
            for (const double dy : {-gap - size.height(), gap, -0.5 * size.height()}) {
                for (const double dx : {gap, -gap - size.width(), -0.5 * size.width()}) {
                    candidates.emplace_back(center + QPointF(dx, dy), size);
                }
            }
            std::erase_if(candidates, [&](const QRectF &box) { return !panel.area.contains(box); });
            if (const auto box = freePlace(candidates, obstacles)) {
                obstacles.rects.push_back(*box);
                canvas.text(box->center(), "center", figure::labelSize, point.isMuted ? "kvsMuted" : "kvsText",
                            point.label);
            }
        }
    }
}

void writeNotes(TexCanvas &canvas, const TexPanel &panel)
{
    for (const SceneMark &mark : panel.panel->marks) {
        const QPointF at(panel.xOf(mark.x), panel.yOf(mark.y, mark.side));
        const QPointF center = noteCenter(at, panel.area, mark.isAtBase);
        if (panel.area.contains(center)) {
            canvas.text(center, "center", figure::noteSize,
                        "kvsText, circle, draw=kvsText, fill=kvsCard, inner sep=0pt, minimum size=" +
                            canvas.length(2 * figure::noteRadius),
                        mark.text);
        }
    }
}

void writeAxisMarks(TexCanvas &canvas, const TexPanel &panel)
{
    const double y = panel.area.bottom();
    for (const double position : panel.panel->x.breaks) {
        const double x = panel.xOf(position);
        if (!panel.containsX(x)) {
            continue;
        }
        canvas.segment({x - 2, y, x + 2, y}, "kvsCard, line width=" + canvas.length(4));
        for (const double offset : {-2.5, 2.5}) {
            canvas.segment({x + offset - 2, y + 4.5, x + offset + 2, y - 4.5},
                           "kvsMuted, line width=" + canvas.length(1.2));
        }
    }
    const ChartAxis &axis = panel.panel->x;
    if (!axis.sublabelTitle.isEmpty() && !axis.ticks.empty()) {
        const QFontMetricsF measure(figureFont(figure::textSize));
        const double firstTick = panel.xOf(axis.ticks.front().position);
        const double right = std::min(panel.area.left() + 4,
                                      firstTick - 0.5 * measure.horizontalAdvance(axis.ticks.front().sublabel) - 8);
        canvas.text({right, y + 7 + 1.55 * figure::textSize}, "east", figure::textSize, "kvsMuted", axis.sublabelTitle);
    }
}

} // namespace

bool texValuesFit(const TexPanel &panel)
{
    const QFontMetricsF measure(figureFont(figure::labelSize, QFont::Medium));
    return std::all_of(panel.panel->bars.begin(), panel.panel->bars.end(), [&](const SceneBar &bar) {
        return bar.fill != BarFill::Solid || measure.horizontalAdvance(bar.label) <= bodyOf(panel, bar).width();
    });
}

void writeLabels(TexCanvas &canvas, const TexPanel &panel, const Theme &theme, bool showsValues)
{
    Obstacles obstacles = obstaclesOf(panel);
    writeBarLabels(canvas, panel, theme, showsValues, obstacles);
    Obstacles all = obstacles;
    for (const SceneBar &bar : panel.panel->bars) {
        all.rects.push_back(bodyOf(panel, bar));
    }
    writeReferenceLabels(canvas, panel, all);
    writePointLabels(canvas, panel, obstacles);
    writeNotes(canvas, panel);
    writeAxisMarks(canvas, panel);
}

} // namespace kvscope
