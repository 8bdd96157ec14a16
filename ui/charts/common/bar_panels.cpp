#include "charts/common/bar_panels.h"

#include "charts/common/chart_text.h"
#include "charts/common/overlay.h"
#include "ui/format.h"
#include "ui/scene_zoom.h"

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

constexpr std::array markers{Marker::Circle, Marker::Square, Marker::Diamond, Marker::TriangleUp, Marker::TriangleDown};

Marker markerOf(int series)
{
    return markers[static_cast<std::size_t>(series) % markers.size()];
}

using Mapping = std::function<std::optional<double>(const ModelSeries &, double)>;

std::optional<Span> mapped(const ModelSeries &model, const Mapping &mapping, const std::optional<Interval> &interval)
{
    if (!interval) {
        return std::nullopt;
    }
    const auto lower = mapping(model, interval->lower);
    const auto upper = mapping(model, interval->upper);
    if (!lower || !upper) {
        return std::nullopt;
    }
    return Span{*lower, *upper};
}

std::optional<double> mapped(const ModelSeries &model, const Mapping &mapping, const std::optional<double> &value)
{
    return value ? mapping(model, *value) : std::nullopt;
}

SceneBar barOf(const ModelSeries &model, const PolicySeries &series, const BudgetFigure &figure, const BudgetAxis &axis,
               const BarPanelSpec &spec)
{
    SceneBar bar;
    bar.x = axis.barCenter(figure.budget, series.index);
    bar.width = axis.barWidth();
    bar.series = series.index;
    bar.budgetKey = budgetKey(figure.budget);
    bar.cellKey = QString::fromStdString(figure.cells.front()->cell_key);
    const auto value = mapped(model, spec.bar, figure.pass);
    bar.label = barLabel(figure);
    if (!value) {
        bar.fill = BarFill::Outline;
        return bar;
    }
    bar.value = *value;
    bar.interval = mapped(model, spec.bar, figure.passInterval);
    bar.fill = figure.isUnfinished() ? BarFill::Hatched : BarFill::Solid;
    if (bar.fill == BarFill::Solid) {
        bar.label = spec.barValueText(*value);
    }
    return bar;
}

// The full cache has a bar only until it is finished; then it is the reference behind all budgets.
SceneBar fullBarOf(const ModelSeries &model, const BudgetAxis &axis, const BarPanelSpec &spec)
{
    const PolicySeries alone{{}, 0, {}};
    SceneBar bar = barOf(model, alone, *model.full, axis, spec);
    bar.x = axis.position({});
    bar.isReference = true;
    return bar;
}

SceneLine lineOf(const ModelSeries &model, const PolicySeries &series, const BudgetAxis &axis, const BarPanelSpec &spec)
{
    SceneLine line;
    line.series = series.index;
    line.marker = markerOf(series.index);
    for (const BudgetFigure &figure : series.figures) {
        const auto rate = spec.line(model, figure);
        if (!rate) {
            continue;
        }
        ScenePoint point;
        point.x = axis.barCenter(figure.budget, series.index);
        point.y = rate->value;
        if (rate->interval) {
            point.yInterval = Span{rate->interval->lower, rate->interval->upper};
        }
        point.isHollow = rate->isOverall;
        point.isInterim = figure.isUnfinished();
        point.budgetKey = budgetKey(figure.budget);
        point.cellKey = QString::fromStdString(figure.cells.front()->cell_key);
        line.points.push_back(point);
    }
    return line;
}

void addFull(ScenePanel &panel, const ModelSeries &model, const BarPanelSpec &spec)
{
    const BudgetFigure &full = *model.full;
    if (full.isUnfinished()) {
        return; // a bar of its own until it can be a reference
    }
    const QString cellKey = QString::fromStdString(full.cells.front()->cell_key);
    if (const auto value = mapped(model, spec.bar, full.pass)) {
        SceneReference reference{*value, mapped(model, spec.bar, full.passInterval), AxisSide::Left, false, {},
                                 cellKey};
        reference.label = ChartText::tr("full %1").arg(spec.barValueText(*value));
        panel.references.push_back(reference);
    }
    if (const auto rate = spec.line(model, full)) {
        panel.references.push_back({rate->value,
                                    {},
                                    AxisSide::Right,
                                    true,
                                    ChartText::tr("full %1").arg(spec.lineValueText(rate->value)),
                                    cellKey});
    }
}

// One policy: two entries with their axis. Several: one entry a policy that shows its bar and its line together.
std::vector<LegendEntry> legendOf(const ChartData &data, const ModelSeries &model, const ScenePanel &panel,
                                  const BarPanelSpec &spec)
{
    std::vector<LegendEntry> legend;
    if (data.numSeries <= 1) {
        if (!panel.bars.empty() || data.accuracyMissing.isEmpty()) {
            LegendEntry bars{spec.barName};
            bars.showsBar = true;
            legend.push_back(bars);
        }
        if (!spec.lineName.isEmpty()) {
            LegendEntry line{spec.lineName};
            line.showsLine = true;
            legend.push_back(line);
        }
    } else {
        for (const PolicySeries &series : model.policies) {
            LegendEntry entry{series.label, series.index, !panel.bars.empty() || data.accuracyMissing.isEmpty(),
                              !spec.lineName.isEmpty()};
            entry.marker = markerOf(series.index);
            legend.push_back(entry);
        }
    }
    const auto hasReference = [&](AxisSide side) {
        return std::any_of(panel.references.begin(), panel.references.end(),
                           [&](const SceneReference &reference) { return reference.side == side; });
    };
    if (hasReference(AxisSide::Left)) {
        LegendEntry full{ChartText::tr("full cache")};
        full.showsReference = true;
        legend.push_back(full);
    }
    if (hasReference(AxisSide::Right)) { // its label may find no room
        LegendEntry full{ChartText::tr("full cache, TPS")};
        full.isRateReference = true;
        legend.push_back(full);
    }
    return legend;
}

QString briefText(const PolicySeries &series, const BudgetFigure &figure)
{
    QStringList values;
    if (figure.pass) {
        values << ChartText::tr("Pass@1 %1 %").arg(percentText(*figure.pass));
    }
    if (figure.rate) {
        values << ChartText::tr("%1 tokens per second").arg(tpsText(figure.rate->value));
    }
    if (figure.isUnfinished()) {
        values << barLabel(figure);
    }
    values.removeAll(QString());
    return values.isEmpty() ? series.label : series.label + QStringLiteral(": ") + values.join(QStringLiteral(", "));
}

std::vector<HoverPart> partsOf(const ModelSeries &model, int budget, const BudgetAxis &axis, double fullLength)
{
    std::vector<HoverPart> parts;
    for (const PolicySeries &series : model.policies) {
        for (const BudgetFigure &figure : series.figures) {
            if (figure.budget.tokens == budget) {
                parts.push_back({series.index, axis.barCenter(figure.budget, series.index),
                                 series.label + QLatin1Char('\n') + exactText(figure, fullLength),
                                 briefText(series, figure)});
            }
        }
    }
    return parts;
}

QString targetText(const ModelSeries &model, int budget, const std::vector<HoverPart> &parts)
{
    if (budget == 0) {
        return ChartText::tr("%1, full cache").arg(model.title) + QLatin1Char('\n') + exactText(*model.full, 0);
    }
    QStringList lines{ChartText::tr("%1, budget %2 tokens").arg(model.title).arg(budget)};
    const bool isNamed = model.policies.size() > 1;
    for (const HoverPart &part : parts) {
        lines << (isNamed ? part.text : part.text.section(QLatin1Char('\n'), 1));
    }
    return lines.join(QLatin1Char('\n'));
}

QString measureText(const BudgetFigure &figure)
{
    if (figure.hasOverallRateOnly()) {
        return ChartText::tr("overall");
    }
    return figure.overallRate ? ChartText::tr("sustained (overall %1 tokens/s)").arg(tpsText(figure.overallRate->value))
                              : ChartText::tr("sustained");
}

// The reference's exact figures belong to every budget that is compared with it.
QString fullLine(const ModelSeries &model)
{
    if (!model.full || !model.full->pass || model.awaitsFull()) {
        return {};
    }
    const QString interval =
        model.full->passInterval ? QStringLiteral("  ") + intervalText(*model.full->passInterval, 2) : QString();
    QString rate;
    if (model.full->rate) {
        rate = ChartText::tr(", %1 tokens/s").arg(tpsText(model.full->rate->value));
        if (model.mixesRates()) {
            rate += QStringLiteral(", ") + measureText(*model.full);
        }
    }
    return ChartText::tr("\nFull cache: Pass@1 %1 %%2%3")
        .arg(QString::number(*model.full->pass, 'f', 2), interval, rate);
}

// Of the first series that was planned there; empty: none was.
QString cellAt(const ModelSeries &model, int budget)
{
    if (budget == 0) {
        return QString::fromStdString(model.full->cells.front()->cell_key);
    }
    for (const PolicySeries &series : model.policies) {
        for (const BudgetFigure &figure : series.figures) {
            if (figure.budget.tokens == budget) {
                return QString::fromStdString(figure.cells.front()->cell_key);
            }
        }
    }
    return {};
}

void addTargets(ScenePanel &panel, const ModelSeries &model, std::vector<int> budgets, const BudgetAxis &axis,
                double fullLength)
{
    if (model.awaitsFull()) {
        budgets.push_back(0);
    }
    for (int budget : budgets) {
        HoverTarget target;
        target.budgetKey = budgetKey({budget});
        target.x = axis.position({budget});
        target.halfWidth = 0.5 * axis.slotWidth();
        target.cellKey = cellAt(model, budget);
        if (!target.cellKey.isEmpty()) {
            std::vector<HoverPart> parts;
            if (budget > 0) {
                parts = partsOf(model, budget, axis, fullLength);
            }
            target.text = targetText(model, budget, parts) + fullLine(model);
            if (parts.size() > 1) {
                target.parts = std::move(parts);
            }
        }
        panel.targets.push_back(target);
    }
}

} // namespace

BarPanelSpec passAndThroughput()
{
    BarPanelSpec spec;
    spec.leftTitle = ChartText::tr("Pass@1");
    spec.rightTitle = ChartText::tr("Throughput (TPS)");
    spec.barName = ChartText::tr("Pass@1");
    spec.lineName = ChartText::tr("Throughput");
    spec.bar = [](const ModelSeries &, double value) -> std::optional<double> { return value; };
    spec.line = [](const ModelSeries &, const BudgetFigure &figure) { return figure.rate; };
    spec.barValueText = percentText;
    spec.lineValueText = [](double value) { return ChartText::tr("%1 TPS").arg(tpsText(value)); };
    return spec;
}

QString fullRateNote(const ChartData &data)
{
    QStringList measures;
    for (const ModelSeries &model : data.models) {
        if (model.full && model.full->rate && !model.full->isUnfinished() && model.mixesRates()) {
            measures << QStringLiteral("%1 %2").arg(model.title, measureText(*model.full));
        }
    }
    return measures.isEmpty()
               ? QString()
               : ChartText::tr("Dashed line of the full cache: %1.").arg(measures.join(QStringLiteral(", ")));
}

BudgetAxis budgetAxisOf(const ChartData &data)
{
    const bool awaitsFull = std::any_of(data.models.begin(), data.models.end(),
                                        [](const ModelSeries &model) { return model.awaitsFull(); });
    return {data.budgets, data.numSeries, awaitsFull, data.overlayBudgets};
}

std::vector<ScenePanel> barPanels(const ChartData &data, const BarPanelSpec &spec)
{
    const BudgetAxis axis = budgetAxisOf(data);
    const QString title = data.isPublished ? ChartText::tr("KV Budget (trigger length)") : ChartText::tr("KV Budget");
    std::vector<ScenePanel> panels;
    for (const ModelSeries &model : data.models) {
        ScenePanel panel;
        panel.title = model.title;
        const double fullLength = model.full && !model.full->isUnfinished() ? model.full->meanFinalKvLen : 0;
        panel.x = axis.axis(title, fullLength);
        for (const PolicySeries &series : model.policies) {
            for (const BudgetFigure &figure : series.figures) {
                if (figure.accuracyMissing.isEmpty()) { // an empty bar would promise a value
                    panel.bars.push_back(barOf(model, series, figure, axis, spec));
                }
            }
            panel.lines.push_back(lineOf(model, series, axis, spec));
        }
        if (model.full) {
            addFull(panel, model, spec);
        }
        if (model.awaitsFull() && model.full->accuracyMissing.isEmpty()) {
            panel.bars.push_back(fullBarOf(model, axis, spec));
        }
        if (model.isEmpty()) {
            panel.emptyText = noFiguresText(data, model);
        } else {
            panel.legend = legendOf(data, model, panel, spec);
        }
        addTargets(panel, model, data.budgets, axis, fullLength);
        drawOverlay(panel, model, [&](int tokens) { return axis.position({tokens}); });
        panels.push_back(std::move(panel));
    }
    return panels;
}

bool showAccuracy(const std::vector<ScenePanel> &panels, const ChartData &data)
{
    return data.accuracyMissing.isEmpty() || std::any_of(panels.begin(), panels.end(), [](const ScenePanel &panel) {
               return !panel.bars.empty() ||
                      std::any_of(panel.lines.begin(), panel.lines.end(),
                                  [](const SceneLine &line) { return line.side == AxisSide::Left; });
           });
}

PanelExtent extentOf(const ScenePanel &panel)
{
    PanelExtent extent;
    for (const SceneBar &bar : panel.bars) {
        extent.bars = std::max({extent.bars, bar.value, bar.interval ? bar.interval->upper : 0});
    }
    for (const SceneLine &line : panel.lines) {
        double &side = line.side == AxisSide::Left ? extent.bars : extent.line;
        for (const ScenePoint &point : line.points) {
            // An early interval of a few windows may be wide; it must not flatten the line.
            const double upper = point.yInterval ? std::min(point.yInterval->upper, 1.3 * point.y) : point.y;
            side = std::max({side, point.y, upper});
        }
    }
    for (const SceneReference &reference : panel.references) {
        double &side = reference.side == AxisSide::Left ? extent.bars : extent.line;
        side = std::max({side, reference.value, reference.span ? reference.span->upper : 0});
    }
    return extent;
}

void nameBudgetsOnce(ChartScene &scene)
{
    const auto lastRow = static_cast<std::size_t>(columnsOf(scene));
    for (std::size_t i = 0; i + lastRow < scene.panels.size(); ++i) {
        scene.panels[i].x.title.clear();
    }
}

} // namespace kvscope
