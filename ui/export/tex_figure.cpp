#include "export/tex_figure.h"

#include "export/tex_canvas.h"
#include "export/tex_text.h"
#include "plot/marks.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr double outerMargin = 16;
constexpr double panelGap = 26;
constexpr double titleRow = 20;
constexpr double tickPadding = 7;
constexpr double axisTitle = 1.35 * figure::textSize + 6;

QByteArray prologue(const QSizeF &size_mm)
{
    return "% Figure of KVScope. Compile it on its own with pdflatex, or copy the tikzpicture with the \\definecolor,\n"
           "% \\pgfplotsset and \\usetikzlibrary lines into another document. Numbers are in the tables; labels over "
           "the\n"
           "% bars are placed by position and do not follow them.\n"
           "\\documentclass[border=0pt]{standalone}\n"
           "\\usepackage{textcomp}\n"
           "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}\\usepackage[T1]{fontenc}}"
           "{} % without it OT1: its T1 fonts would be bitmaps\n"
           "\\renewcommand{\\familydefault}{\\sfdefault}\n"
           "\\usepackage{pgfplots} % page: " +
           texNumber(size_mm.width()) + " x " + texNumber(size_mm.height()) +
           " mm\n"
           "\\usetikzlibrary{patterns}\n"
           "\\pgfplotsset{compat=1.16}\n";
}

QByteArray colorsOf(const Theme &theme)
{
    QByteArray source;
    const auto define = [&](const QByteArray &name, const QColor &color) {
        source += "\\definecolor{" + name + "}{HTML}{" + texColor(color) + "}\n";
    };
    define("kvsCard", theme.card);
    define("kvsText", theme.text);
    define("kvsMuted", theme.textMuted);
    define("kvsDisabled", theme.textDisabled);
    define("kvsGrid", theme.grid);
    define("kvsBand", blended(theme.textMuted, theme.card, 0.18));
    define("kvsBarText", theme.barsText);
    define("kvsLineText", theme.lineText);
    for (int series = 0; series < texFigureSize::numColors; ++series) {
        SceneLine line;
        line.series = series;
        define(texBarColor(series), theme.bars(series));
        define(texLineColor(line), theme.line(series));
    }
    return source;
}

QByteArray axisStyle(const TexCanvas &canvas)
{
    return "\\pgfplotsset{kvs axis/.style={anchor=south west, scale only axis, enlargelimits=false, scaled "
           "ticks=false, "
           "tick style={draw=none},\n"
           "  x axis line style={kvsDisabled, line width=" +
           canvas.length(1) + "}, axis line style={-}, grid style={kvsGrid, line width=" + canvas.length(1) +
           "},\n  tick label style={font=" + canvas.font(figure::textSize) +
           ", kvsMuted, align=center, text depth=}, label style={font=" + canvas.font(figure::textSize) +
           ", kvsMuted}, xlabel style={yshift=-" + canvas.length(5) + "},\n  xticklabel style={yshift=-" +
           canvas.length(3) + "}, yticklabel style={xshift=0pt}}}\n";
}

double widestLabel(const ChartAxis &axis)
{
    const QFontMetricsF measure(figureFont(figure::textSize));
    double widest = 0;
    for (const AxisTick &tick : axis.ticks) {
        widest = std::max(widest, measure.horizontalAdvance(tick.label));
    }
    return widest;
}

bool hasSublabels(const ScenePanel &panel)
{
    return std::any_of(panel.x.ticks.begin(), panel.x.ticks.end(),
                       [](const AxisTick &tick) { return !tick.sublabel.isEmpty(); });
}

/// What surrounds the plot areas; the same for all panels, so that they align.
struct Margins {
    double left = 0;
    double right = 0;
    double bottom = 0;
};

Margins marginsOf(const ChartScene &scene)
{
    Margins margins;
    for (const ScenePanel &panel : scene.panels) {
        const double right = panel.right.isVisible ? widestLabel(panel.right) + tickPadding + axisTitle : 14;
        margins.left = std::max(margins.left, widestLabel(panel.left) + tickPadding + axisTitle);
        margins.right = std::max(margins.right, right);
        const double ticks = (hasSublabels(panel) ? 2.5 : 1.25) * figure::textSize + tickPadding;
        margins.bottom = std::max(margins.bottom, ticks + axisTitle);
    }
    return margins;
}

TexPanel placed(const ScenePanel &scene, const QRectF &frame, const Margins &margins, int legendLines)
{
    const double top = frame.top() + titleRow + legendLines * texFigureSize::legendLine + 12;
    return {&scene, QRectF(QPointF(frame.left() + margins.left, top),
                           QPointF(frame.right() - margins.right, frame.bottom() - margins.bottom))};
}

void writePanel(TexCanvas &canvas, const TexPanel &panel, const QRectF &frame, const Theme &theme, bool showsValues)
{
    const ScenePanel &scene = *panel.panel;
    canvas.line("% " + texText(scene.title).replace("\\\\", " "));
    const QFontMetricsF measure(figureFont(figure::titleSize, QFont::DemiBold));
    canvas.text(frame.topLeft() + QPointF(0, 0.8 * figure::titleSize), "base west", figure::titleSize,
                "kvsText, font=" + canvas.font(figure::titleSize) + "\\bfseries",
                measure.elidedText(scene.title, Qt::ElideRight, frame.width()));
    writeLegend(canvas, scene, QRectF(frame.left(), frame.top() + titleRow, frame.width(), 0));
    if (panel.area.width() < 20 || panel.area.height() < 20) {
        return; // title and legend took all the room
    }
    writeAxes(canvas, panel);
    writeLabels(canvas, panel, theme, showsValues);
    if (!scene.emptyText.isEmpty()) {
        canvas.text(panel.area.center(), "center", figure::textSize,
                    "kvsMuted, text width=" + canvas.length(panel.area.width() - 24), scene.emptyText);
    }
}

double writeNotes(TexCanvas &canvas, const ChartScene &scene, const QRectF &inner)
{
    QStringList sentences;
    for (const QString &note : scene.notes) {
        sentences << note;
    }
    const QString text = sentences.join(QStringLiteral("  "));
    if (text.isEmpty()) {
        return 0;
    }
    const QFontMetricsF measure(figureFont(figure::labelSize));
    const double height = measure.boundingRect(QRectF(0, 0, inner.width(), 1e4), Qt::TextWordWrap, text).height();
    canvas.text(inner.bottomLeft() - QPointF(0, height), "north west", figure::labelSize,
                "kvsMuted, align=left, text width=" + canvas.length(inner.width()), text);
    return height + 8;
}

int columnsOf(const ChartScene &scene)
{
    if (scene.isStacked) {
        return 1;
    }
    return std::max(1, scene.numColumns > 0 ? scene.numColumns : static_cast<int>(scene.panels.size()));
}

void writePanels(TexCanvas &canvas, const ChartScene &scene, const QRectF &inner, const Theme &theme)
{
    const int columns = columnsOf(scene);
    const int rows = (static_cast<int>(scene.panels.size()) + columns - 1) / columns;
    const QSizeF size((inner.width() - (columns - 1) * panelGap) / columns,
                      (inner.height() - (rows - 1) * panelGap / 2) / rows);
    int legendLines = 0;
    for (const ScenePanel &panel : scene.panels) {
        legendLines = std::max(legendLines, texLegendLines(panel, size.width()));
    }
    const Margins margins = marginsOf(scene);
    std::vector<QRectF> frames;
    std::vector<TexPanel> panels;
    for (int i = 0; i < static_cast<int>(scene.panels.size()); ++i) {
        const QPointF corner = inner.topLeft() + QPointF((i % columns) * (size.width() + panelGap),
                                                         (i / columns) * (size.height() + panelGap / 2));
        frames.emplace_back(corner, size);
        panels.push_back(placed(scene.panels[static_cast<std::size_t>(i)], frames.back(), margins, legendLines));
    }
    const bool showsValues = std::all_of(panels.begin(), panels.end(), texValuesFit); // in all panels or in none
    for (std::size_t i = 0; i < panels.size(); ++i) {
        writePanel(canvas, panels[i], frames[i], theme, showsValues);
    }
}

} // namespace

QByteArray texFigure(const ChartScene &scene, const Theme &theme, const QSize &layout, const QSizeF &size_mm,
                     bool isTransparent)
{
    TexCanvas canvas(layout, size_mm);
    const QRectF page(0, 0, layout.width(), layout.height());
    canvas.line("\\begin{tikzpicture}");
    canvas.rectangle(page, isTransparent ? "use as bounding box" : "use as bounding box, fill=kvsCard");
    QRectF inner = page.adjusted(outerMargin, outerMargin - 4, -outerMargin, -outerMargin + 4);
    if (scene.panels.empty()) {
        canvas.text(page.center(), "center", figure::textSize, "kvsMuted", scene.emptyText);
    } else {
        inner.setBottom(inner.bottom() - writeNotes(canvas, scene, inner));
        writePanels(canvas, scene, inner, theme);
    }
    canvas.line("\\end{tikzpicture}");
    return prologue(size_mm) + colorsOf(theme) + axisStyle(canvas) + "\\begin{document}\n" + canvas.source() +
           "\\end{document}\n";
}

} // namespace kvscope
