#include "export/tex_canvas.h"
#include "export/tex_text.h"
#include "plot/interval_ellipse.h"
#include "plot/marks.h"

#include <map>
#include <tuple>

namespace kvscope {
namespace {

constexpr double capSize = 3.5; // half the width of a whisker's cap

QByteArray joined(const QByteArrayList &values)
{
    return '{' + values.join(',') + '}';
}

QByteArray ticksOf(const char *name, const ChartAxis &axis, std::size_t stride)
{
    QByteArrayList positions;
    QByteArrayList labels;
    for (std::size_t i = 0; i < axis.ticks.size(); i += stride) {
        const AxisTick &tick = axis.ticks[i];
        positions << texNumber(tick.position);
        labels << '{' + texText(tick.sublabel.isEmpty() ? tick.label : tick.label + QLatin1Char('\n') + tick.sublabel) +
                      '}';
    }
    if (positions.isEmpty()) { // an empty list would mean: choose some
        return QByteArray(name) + "tick=\\empty";
    }
    return QByteArray(name) + "tick=" + joined(positions) + ", " + name + "ticklabels=" + joined(labels);
}

QByteArray rangeOf(const char *name, const ChartAxis &axis)
{
    return QByteArray(name) + "min=" + texNumber(axis.lower) + ", " + name + "max=" + texNumber(axis.upper);
}

/// A point with its intervals; nan where there is none.
struct Row {
    double x = 0;
    double y = 0;
    std::optional<Span> xInterval;
    std::optional<Span> yInterval;
};

QByteArray tableOf(const std::vector<Row> &rows)
{
    QByteArray table = "table[row sep=newline, x error plus=xplus, x error minus=xminus, y error plus=yplus, "
                       "y error minus=yminus] {\n    x y xminus xplus yminus yplus\n";
    for (const Row &row : rows) {
        const Span x = row.xInterval.value_or(Span{row.x, row.x});
        const Span y = row.yInterval.value_or(Span{row.y, row.y});
        table += "    " + texNumber(row.x) + ' ' + texNumber(row.y) + ' ' + texNumber(row.x - x.lower) + ' ' +
                 texNumber(x.upper - row.x) + ' ' + texNumber(row.y - y.lower) + ' ' + texNumber(y.upper - row.y) +
                 '\n';
    }
    return table + "  };";
}

QByteArray errorBars(const TexCanvas &canvas, bool x, bool y, const QByteArray &color)
{
    if (!x && !y) {
        return {};
    }
    QByteArray style = ", error bars/.cd";
    style += x ? ", x dir=both, x explicit" : "";
    style += y ? ", y dir=both, y explicit" : "";
    return style + ", error bar style={" + color + ", line width=" + canvas.length(1.3) +
           "}, error mark options={rotate=90, mark size=" + canvas.length(capSize) +
           ", line width=" + canvas.length(1.3) + ", draw=" + color + '}';
}

void writeBars(TexCanvas &canvas, const TexPanel &panel)
{
    // (colour, is hatched, width): what one plot command can draw
    std::map<std::tuple<QByteArray, bool, double>, std::vector<Row>> groups;
    std::vector<Row> whiskers;
    for (const SceneBar &bar : panel.panel->bars) {
        if (bar.fill == BarFill::Outline) {
            continue;
        }
        groups[{bar.isReference ? QByteArray("kvsMuted") : texBarColor(bar.series), bar.fill == BarFill::Hatched,
                0.94 * bar.width}]
            .push_back({bar.x, bar.value, {}, {}});
        if (bar.interval) {
            whiskers.push_back({bar.x, bar.value, {}, bar.interval});
        }
    }
    for (const auto &[kind, rows] : groups) {
        const auto &[color, isHatched, width] = kind;
        const QByteArray fill = isHatched
                                    ? "preaction={fill=kvsCard}, pattern=north east lines, pattern color=" + color +
                                          ", draw=" + color + ", line width=" + canvas.length(1)
                                    : "fill=" + color + ", draw=none";
        canvas.line("\\addplot[ybar, bar shift=0pt, bar width=" + texNumber(width) + ", " + fill + "] " +
                    tableOf(rows));
    }
    if (!whiskers.empty()) {
        canvas.line("\\addplot[draw=none, mark=none" + errorBars(canvas, false, true, "kvsText") + "] " +
                    tableOf(whiskers));
    }
}

void writeSegments(TexCanvas &canvas, const SceneLine &line)
{
    // Neighbours of the same kind share one command, so that a finished line is one path.
    const double width = line.isThin || !line.hasMarkers ? 1.3 : figure::lineWidth;
    std::size_t first = 0;
    while (first + 1 < line.points.size()) {
        const auto isInterim = [&](std::size_t i) {
            return line.isDashed || line.isOverlay || line.points[i].isInterim || line.points[i + 1].isInterim;
        };
        std::size_t last = first + 1;
        while (last + 1 < line.points.size() && isInterim(last) == isInterim(first)) {
            ++last;
        }
        QByteArray path;
        for (std::size_t i = first; i <= last; ++i) {
            path += " (" + texNumber(line.points[i].x) + ',' + texNumber(line.points[i].y) + ')';
        }
        canvas.line("\\addplot[no marks, line join=round, " + texLineColor(line) +
                    ", line width=" + canvas.length(width) + (isInterim(first) ? ", dashed" : "") +
                    ", preaction={draw=kvsCard, solid, line width=" + canvas.length(width + 2.6) + "}] coordinates {" +
                    path + " };");
        first = last;
    }
}

void writeEllipses(TexCanvas &canvas, const SceneLine &line)
{
    for (const ScenePoint &point : line.points) {
        if (!point.xInterval || !point.yInterval) {
            continue;
        }
        QByteArray path;
        for (const QPointF &corner : intervalEllipse(point)) {
            path += " (" + texNumber(corner.x()) + ',' + texNumber(corner.y()) + ')';
        }
        const QByteArray color = point.isMuted ? QByteArray("kvsDisabled") : texLineColor(line);
        canvas.line("\\addplot[no marks, draw=" + color + ", line width=" + canvas.length(1.3) + ", fill=" + color +
                    ", fill opacity=0.12] coordinates {" + path + " } -- cycle;");
    }
}

void writePoints(TexCanvas &canvas, const SceneLine &line)
{
    if (line.hasEllipses) {
        writeEllipses(canvas, line);
    }
    // (muted, hollow, has x interval, has y interval)
    std::map<std::tuple<bool, bool, bool, bool>, std::vector<Row>> groups;
    for (const ScenePoint &point : line.points) {
        const bool isRegion = line.hasEllipses && point.xInterval && point.yInterval;
        groups[{point.isMuted, point.isHollow || line.isOverlay, point.xInterval.has_value() && !isRegion,
                point.yInterval.has_value() && !isRegion}]
            .push_back({point.x, point.y, point.xInterval, point.yInterval});
    }
    for (const auto &[kind, rows] : groups) {
        const auto &[isMuted, isHollow, hasX, hasY] = kind;
        if (!line.hasMarkers && !hasX && !hasY) {
            continue;
        }
        const QByteArray color = isMuted ? QByteArray("kvsDisabled") : texLineColor(line);
        // "only marks" draws its own mark where there is to be none.
        canvas.line("\\addplot[" +
                    (line.hasMarkers ? "only marks, " + texMark(line.marker) : QByteArray("draw=none, mark=none")) +
                    ", mark size=" + canvas.length(figure::markerRadius) +
                    ", mark options={solid, draw=" + (isHollow ? color : QByteArray("kvsCard")) + ", fill=" +
                    (isHollow ? QByteArray("kvsCard") : color) + ", line width=" + canvas.length(isHollow ? 1.8 : 1) +
                    (line.marker == Marker::TriangleDown ? ", rotate=180}" : "}") +
                    errorBars(canvas, hasX, hasY, color) + "] " + tableOf(rows));
    }
}

void writeReferences(TexCanvas &canvas, const TexPanel &panel, AxisSide side)
{
    const QByteArray lower = texNumber(panel.panel->x.lower);
    const QByteArray upper = texNumber(panel.panel->x.upper);
    for (const SceneReference &reference : panel.panel->references) {
        if (reference.side != side) {
            continue;
        }
        if (reference.span) {
            canvas.line("\\path[fill=kvsBand] (axis cs:" + lower + ',' + texNumber(reference.span->lower) +
                        ") rectangle (axis cs:" + upper + ',' + texNumber(reference.span->upper) + ");");
        }
        const QByteArray y = texNumber(reference.value);
        canvas.line("\\draw[" + QByteArray(reference.isDashed ? "kvsLineText" : "kvsMuted") +
                    ", line width=" + canvas.length(1.2) + (reference.isDashed ? ", dashed" : "") +
                    "] (axis cs:" + lower + ',' + y + ") -- (axis cs:" + upper + ',' + y + ");");
    }
}

void writeLines(TexCanvas &canvas, const TexPanel &panel, AxisSide side)
{
    for (const SceneLine &line : panel.panel->lines) {
        if (line.side == side && line.isConnected) {
            writeSegments(canvas, line);
        }
    }
    for (const SceneLine &line : panel.panel->lines) {
        if (line.side == side) {
            writePoints(canvas, line);
        }
    }
}

QByteArray placeOf(const TexCanvas &canvas, const TexPanel &panel)
{
    return "at={" + canvas.point(panel.area.bottomLeft()) + "}, width=" + canvas.length(panel.area.width()) +
           ", height=" + canvas.length(panel.area.height());
}

} // namespace

void writeAxes(TexCanvas &canvas, const TexPanel &panel)
{
    const ScenePanel &scene = *panel.panel;
    const QByteArray leftColor = scene.right.isVisible ? "kvsBarText" : "kvsMuted";
    canvas.line("\\begin{axis}[kvs axis, " + placeOf(canvas, panel) + ",");
    canvas.line("  axis x line*=bottom, axis y line*=left, y axis line style={draw=none}, ymajorgrids,");
    canvas.line("  " + rangeOf("x", scene.x) + ", " + rangeOf("y", scene.left) + ",");
    canvas.line("  " + ticksOf("x", scene.x, texTickStride(scene.x, panel.area.width())) + ",");
    canvas.line("  " + ticksOf("y", scene.left, 1) + ",");
    canvas.line("  xlabel={" + texText(scene.x.title) + "}, ylabel={" + texText(scene.left.title) +
                "}, ylabel style={" + leftColor + "}]");
    writeReferences(canvas, panel, AxisSide::Left);
    writeBars(canvas, panel);
    writeLines(canvas, panel, AxisSide::Left);
    canvas.line("\\end{axis}");
    if (!scene.right.isVisible) {
        return;
    }
    canvas.line("\\begin{axis}[kvs axis, " + placeOf(canvas, panel) + ",");
    canvas.line("  axis x line=none, axis y line*=right, y axis line style={draw=none},");
    canvas.line("  " + rangeOf("x", scene.x) + ", " + rangeOf("y", scene.right) + ",");
    canvas.line("  " + ticksOf("y", scene.right, 1) + ",");
    canvas.line("  ylabel={" + texText(scene.right.title) + "}, ylabel style={kvsLineText, rotate=180}]");
    writeReferences(canvas, panel, AxisSide::Right);
    writeLines(canvas, panel, AxisSide::Right);
    canvas.line("\\end{axis}");
}

} // namespace kvscope
