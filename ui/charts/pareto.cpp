#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "charts/common/series.h"
#include "ui/format.h"

#include <algorithm>
#include <array>

namespace kvscope::plugins {
namespace {

constexpr std::array markers{Marker::Circle, Marker::Square, Marker::Diamond, Marker::TriangleUp, Marker::TriangleDown};

struct Range {
    double lower = 0;
    double upper = 0;
    bool isEmpty = true;

    void include(double value)
    {
        lower = isEmpty ? value : std::min(lower, value);
        upper = isEmpty ? value : std::max(upper, value);
        isEmpty = false;
    }
};

QString label()
{
    return ChartText::tr("Pareto");
}

std::optional<Span> spanOf(const std::optional<Interval> &interval)
{
    return interval ? std::optional(Span{interval->lower, interval->upper}) : std::nullopt;
}

std::optional<ScenePoint> pointOf(const BudgetFigure &figure)
{
    if (!figure.pass || !figure.tps) {
        return std::nullopt;
    }
    ScenePoint point;
    point.x = *figure.tps;
    point.y = *figure.pass;
    point.xInterval = spanOf(figure.tpsInterval);
    point.yInterval = spanOf(figure.passInterval);
    point.isHollow = figure.tpsIsOverall;
    point.isInterim = figure.isUnfinished();
    point.label = budgetText(figure.budget);
    point.budgetKey = budgetKey(figure.budget);
    point.cellKey = QString::fromStdString(figure.cells.front()->cell_key);
    return point;
}

bool dominates(const ScenePoint &a, const ScenePoint &b)
{
    return a.x >= b.x && a.y >= b.y && (a.x > b.x || a.y > b.y);
}

void markDominated(std::vector<SceneLine> &lines)
{
    std::vector<const ScenePoint *> all;
    for (const SceneLine &line : lines) {
        for (const ScenePoint &point : line.points) {
            all.push_back(&point);
        }
    }
    for (SceneLine &line : lines) {
        for (ScenePoint &point : line.points) {
            point.isMuted =
                std::any_of(all.begin(), all.end(), [&](const ScenePoint *other) { return dominates(*other, point); });
        }
    }
}

void addFigure(ScenePanel &panel, SceneLine &line, const ModelSeries &model, const BudgetFigure &figure,
               const QString &policy, double fullLength)
{
    const auto point = pointOf(figure);
    if (!point) {
        return;
    }
    line.points.push_back(*point);
    HoverTarget target;
    target.budgetKey = point->budgetKey;
    target.x = point->x;
    target.y = point->y;
    target.cellKey = point->cellKey;
    target.text = ChartText::tr("%1, %2, budget %3\n%4")
                      .arg(model.title, policy, budgetText(figure.budget), exactText(figure, fullLength));
    panel.targets.push_back(target);
}

ScenePanel panelOf(const ModelSeries &model, int numSeries)
{
    ScenePanel panel;
    panel.title = model.title;
    const double fullLength = model.full ? model.full->meanFinalKvLen : 0;
    for (const PolicySeries &series : model.policies) {
        SceneLine line;
        line.side = AxisSide::Left;
        line.series = series.index;
        line.marker = markers[static_cast<std::size_t>(series.index) % markers.size()];
        line.usesBarColor = true;
        for (const BudgetFigure &figure : series.figures) {
            addFigure(panel, line, model, figure, series.label, fullLength);
        }
        panel.lines.push_back(line);
        LegendEntry entry{series.label, series.index, false, true};
        entry.marker = line.marker;
        entry.usesBarColor = true;
        panel.legend.push_back(entry);
    }
    if (model.full) {
        SceneLine full;
        full.side = AxisSide::Left;
        full.series = numSeries;
        full.marker = markers[static_cast<std::size_t>(numSeries) % markers.size()];
        full.isConnected = false;
        full.isReference = true;
        addFigure(panel, full, model, *model.full, ChartText::tr("full cache"), 0);
        panel.lines.push_back(full);
        LegendEntry entry{ChartText::tr("full cache"), full.series};
        entry.marker = full.marker;
        entry.isReferencePoint = true;
        panel.legend.push_back(entry);
    }
    markDominated(panel.lines);
    return panel;
}

void includeAll(const ScenePanel &panel, Range &x, Range &y)
{
    for (const SceneLine &line : panel.lines) {
        for (const ScenePoint &point : line.points) {
            x.include(point.xInterval ? point.xInterval->lower : point.x);
            x.include(point.xInterval ? point.xInterval->upper : point.x);
            y.include(point.yInterval ? point.yInterval->lower : point.y);
            y.include(point.yInterval ? point.yInterval->upper : point.y);
        }
    }
}

void setScales(ScenePanel &panel, const Range &x, const Range &y)
{
    panel.x = axisOf(ChartText::tr("Throughput (TPS)"), fittedScale(x.lower, x.upper));
    Scale left = fittedScale(y.lower, y.upper);
    if (left.upper() > 100) { // no percentage lies above
        left.count = static_cast<int>((100 - left.lower) / left.step + 1e-9);
    }
    panel.left = axisOf(ChartText::tr("Pass@1"), left);
    panel.right.isVisible = false;
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const ChartData data = collect(frame, options.dataset);
    ChartScene scene;
    scene.chartId = QStringLiteral("pareto");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    scene.zoomsVertically = true;
    Range x;
    Range y;
    for (const ModelSeries &model : data.models) {
        scene.panels.push_back(panelOf(model, data.numSeries));
        includeAll(scene.panels.back(), x, y);
    }
    if (x.isEmpty) {
        return emptyScene("pareto", ChartText::tr("No budget has both Pass@1 and throughput yet."));
    }
    for (ScenePanel &panel : scene.panels) {
        Range ownX;
        Range ownY;
        includeAll(panel, ownX, ownY);
        const bool own = !options.sharesScales && !ownX.isEmpty;
        setScales(panel, own ? ownX : x, own ? ownY : y);
    }
    scene.summary = summaryOf(frame, data);
    scene.notes = commonNotes(frame, data);
    scene.notes.insert(scene.notes.begin(),
                       ChartText::tr("Up and right is better. Grey: another budget is at least as good in both."));
    return scene;
}

} // namespace

extern const Chart charts_pareto;
const Chart charts_pareto{label, "pareto", "P", 10, build};

} // namespace kvscope::plugins
