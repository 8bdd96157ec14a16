#include "ui/scene_table.h"

#include <QCoreApplication>

namespace kvscope {
namespace {

struct TableText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::TableText)
};

QString number(double value)
{
    return QString::number(value, 'f', 2);
}

QString spanText(const std::optional<Span> &span)
{
    return span ? QStringLiteral("%1 – %2").arg(number(span->lower), number(span->upper)) : QString();
}

QString seriesName(const ScenePanel &panel, int series, bool isBar)
{
    for (const LegendEntry &entry : panel.legend) {
        const bool fits = isBar ? entry.showsBar : entry.showsLine || entry.isReferencePoint;
        if (fits && entry.series == series) {
            return entry.text;
        }
    }
    return {};
}

QString barState(const SceneBar &bar)
{
    switch (bar.fill) {
    case BarFill::Solid:
        return TableText::tr("final");
    case BarFill::Hatched:
        return TableText::tr("interim, %1").arg(bar.label);
    case BarFill::Outline:
        return bar.label.isEmpty() ? TableText::tr("planned") : TableText::tr("planned, %1").arg(bar.label);
    }
    return {};
}

QString pointState(const ScenePoint &point)
{
    QStringList words{point.isInterim ? TableText::tr("interim") : TableText::tr("final")};
    if (point.isHollow) {
        words << TableText::tr("over the whole cell");
    }
    if (point.isMuted) {
        words << TableText::tr("dominated");
    }
    return words.join(QStringLiteral(", "));
}

/// A panel below another of the same model has no title of its own.
QString titleOf(const ScenePanel *panels, std::size_t index, std::size_t numColumns)
{
    while (panels[index].title.isEmpty() && index >= numColumns) {
        index -= numColumns;
    }
    return panels[index].title;
}

void addBars(SceneTable &table, const ScenePanel &panel, const QString &title)
{
    for (const SceneBar &bar : panel.bars) {
        const bool isKnown = bar.fill != BarFill::Outline;
        table.rows.append({title, bar.budgetKey, seriesName(panel, bar.series, true), panel.left.title,
                           isKnown ? number(bar.value) : QString(), spanText(bar.interval), barState(bar)});
    }
}

void addLines(SceneTable &table, const ScenePanel &panel, const QString &title, bool xIsFigure)
{
    for (const SceneLine &line : panel.lines) {
        const QString series = seriesName(panel, line.series, false);
        const ChartAxis &axis = line.side == AxisSide::Left ? panel.left : panel.right;
        for (const ScenePoint &point : line.points) {
            if (xIsFigure) {
                table.rows.append({title, point.budgetKey, series, panel.x.title, number(point.x),
                                   spanText(point.xInterval), pointState(point)});
            }
            table.rows.append({title, point.budgetKey, series, axis.title, number(point.y), spanText(point.yInterval),
                               pointState(point)});
        }
    }
}

} // namespace

SceneTable tableOf(const ChartScene &scene)
{
    SceneTable table;
    table.header = {TableText::tr("Panel"),  TableText::tr("KV budget"), TableText::tr("Series"),
                    TableText::tr("Figure"), TableText::tr("Value"),     TableText::tr("95 % interval"),
                    TableText::tr("State")};
    const auto numColumns = static_cast<std::size_t>(scene.numColumns > 0 ? scene.numColumns : 1);
    for (std::size_t i = 0; i < scene.panels.size(); ++i) {
        const ScenePanel &panel = scene.panels[i];
        const QString title = titleOf(scene.panels.data(), i, numColumns);
        addBars(table, panel, title);
        addLines(table, panel, title, scene.zoomsVertically);
        for (const SceneReference &reference : panel.references) {
            const ChartAxis &axis = reference.side == AxisSide::Left ? panel.left : panel.right;
            table.rows.append({title, TableText::tr("full"), reference.label, axis.title, number(reference.value),
                               spanText(reference.span), TableText::tr("reference")});
        }
    }
    return table;
}

QByteArray tsvOf(const SceneTable &table)
{
    QByteArray text = table.header.join(QLatin1Char('\t')).toUtf8() + '\n';
    for (QStringList row : table.rows) {
        row.replaceInStrings(QStringLiteral("\t"), QStringLiteral(" "));
        row.replaceInStrings(QStringLiteral("\n"), QStringLiteral(" "));
        text += row.join(QLatin1Char('\t')).toUtf8() + '\n';
    }
    return text;
}

} // namespace kvscope
