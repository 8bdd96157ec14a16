#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "charts/common/series.h"
#include "plot/interval_ellipse.h"
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

std::optional<ScenePoint> pointOf(const BudgetFigure &figure, bool overall)
{
    const std::optional<RateFigure> &rate = overall ? figure.overallRate : figure.rate;
    if (!figure.pass || !rate) {
        return std::nullopt;
    }
    ScenePoint point;
    point.x = rate->value;
    point.y = *figure.pass;
    point.xInterval = spanOf(rate->interval);
    point.yInterval = spanOf(figure.passInterval);
    point.isHollow = rate->isOverall;
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

// Interim points move, and favour short answers: they neither dominate nor belong to the frontier.
std::vector<const ScenePoint *> settledPoints(const std::vector<SceneLine> &lines)
{
    std::vector<const ScenePoint *> settled;
    for (const SceneLine &line : lines) {
        for (const ScenePoint &point : line.points) {
            if (!point.isInterim) {
                settled.push_back(&point);
            }
        }
    }
    return settled;
}

void markDominated(std::vector<SceneLine> &lines)
{
    const std::vector<const ScenePoint *> settled = settledPoints(lines);
    for (SceneLine &line : lines) {
        for (ScenePoint &point : line.points) {
            point.isMuted =
                point.isInterim || std::any_of(settled.begin(), settled.end(),
                                               [&](const ScenePoint *other) { return dominates(*other, point); });
        }
    }
}

// The best Pass@1 that any budget reaches at that speed or faster, as steps.
SceneLine frontierOf(const std::vector<SceneLine> &lines)
{
    std::vector<const ScenePoint *> best = settledPoints(lines);
    std::erase_if(best, [](const ScenePoint *point) { return point->isMuted; });
    std::sort(best.begin(), best.end(), [](const ScenePoint *a, const ScenePoint *b) { return a->x < b->x; });
    SceneLine frontier;
    frontier.side = AxisSide::Left;
    frontier.isReference = true;
    frontier.hasMarkers = false;
    frontier.isDashed = true;
    for (const ScenePoint *point : best) {
        ScenePoint corner;
        corner.y = point->y;
        if (!frontier.points.empty()) {
            corner.x = frontier.points.back().x;
            frontier.points.push_back(corner);
        }
        corner.x = point->x;
        frontier.points.push_back(corner);
    }
    return frontier;
}

void addFigure(ScenePanel &panel, SceneLine &line, const ModelSeries &model, const BudgetFigure &figure,
               const QString &policy, double fullLength)
{
    const bool overall = model.hasOverallRates(); // every pair of points is compared
    const auto point = pointOf(figure, overall);
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
    if (overall && !figure.hasOverallRateOnly()) {
        target.text += ChartText::tr("\nDrawn at its overall throughput, %1 tokens/s").arg(tpsText(point->x));
    }
    panel.targets.push_back(target);
}

// Published points beside one's own: they neither dominate nor are dominated, since models and hardware differ.
void addOverlayPoints(ScenePanel &panel, const ModelSeries &model)
{
    if (!model.overlay) {
        return;
    }
    SceneLine line;
    line.side = AxisSide::Left;
    line.marker = Marker::Square;
    line.isOverlay = true;
    line.usesBarColor = true;
    for (const OverlayPoint &published : model.overlay->points) {
        if (!published.pass || !published.tps) {
            continue;
        }
        ScenePoint point;
        point.x = *published.tps;
        point.y = *published.pass;
        point.label = QString::number(published.peak);
        point.budgetKey = QStringLiteral("peak %1").arg(published.peak);
        line.points.push_back(point);
        HoverTarget target;
        target.budgetKey = point.budgetKey;
        target.x = point.x;
        target.y = point.y;
        target.text = ChartText::tr("%1, published at a peak of %2\nPass@1 %3 %\nThroughput %4 tokens/s\n%5")
                          .arg(model.overlay->title, QString::number(published.peak), percentText(point.y),
                               tpsText(point.x), model.overlay->source);
        panel.targets.push_back(target);
    }
    panel.lines.push_back(line);
    LegendEntry entry{ChartText::tr("published, by peak")};
    entry.isOverlay = true;
    panel.legend.push_back(entry);
}

ScenePanel panelOf(const ModelSeries &model, int numSeries, bool usesEllipses)
{
    ScenePanel panel;
    panel.title = model.title;
    const double fullLength = model.full ? model.full->meanFinalKvLen : 0;
    for (const PolicySeries &series : model.policies) {
        SceneLine line;
        line.isThin = true;
        line.side = AxisSide::Left;
        line.series = series.index;
        line.marker = markers[static_cast<std::size_t>(series.index) % markers.size()];
        line.usesBarColor = true;
        line.hasEllipses = usesEllipses;
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
        full.hasEllipses = usesEllipses;
        full.isReference = true;
        addFigure(panel, full, model, *model.full, ChartText::tr("full cache"), 0);
        panel.lines.push_back(full);
        LegendEntry entry{ChartText::tr("full cache"), full.series};
        entry.marker = full.marker;
        entry.isReferencePoint = true;
        panel.legend.push_back(entry);
    }
    markDominated(panel.lines);
    SceneLine frontier = frontierOf(panel.lines);
    if (frontier.points.size() > 1) {
        panel.lines.insert(panel.lines.begin(), std::move(frontier)); // below the points
        LegendEntry entry{ChartText::tr("frontier")};
        entry.isFrontier = true;
        panel.legend.push_back(entry);
    }
    addOverlayPoints(panel, model);
    return panel;
}

void includeAll(const ScenePanel &panel, Range &x, Range &y)
{
    for (const SceneLine &line : panel.lines) {
        for (const ScenePoint &point : line.points) {
            if (line.hasEllipses && point.xInterval && point.yInterval) {
                for (const QPointF &corner : intervalEllipse(point)) {
                    x.include(corner.x());
                    y.include(corner.y());
                }
                continue;
            }
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

QString readingNote(const ChartScene &scene, const ChartData &data, const ChartOptions &options)
{
    QString rule = ChartText::tr("Up and right is better. Grey: another budget is at least as good in both, by the "
                                 "points alone.");
    if (std::any_of(data.models.begin(), data.models.end(),
                    [](const ModelSeries &model) { return model.hasOverallRates(); })) {
        rule += QLatin1Char(' ') +
                ChartText::tr("Overall throughput stands for all budgets of a model as soon as one has no other.");
    }
    const bool hasIntervals = std::any_of(scene.panels.begin(), scene.panels.end(), [](const ScenePanel &panel) {
        return std::any_of(panel.lines.begin(), panel.lines.end(), [](const SceneLine &line) {
            return std::any_of(line.points.begin(), line.points.end(),
                               [](const ScenePoint &point) { return point.xInterval || point.yInterval; });
        });
    });
    if (!hasIntervals) {
        return rule;
    }
    return rule + QLatin1Char(' ') +
           (options.usesEllipses
                ? ChartText::tr("The ellipses are joint 95 % regions, both figures taken as independent "
                                "and normal.")
                : ChartText::tr("The crosses are 95 % intervals."));
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const ChartData data = collect(frame, options);
    ChartScene scene;
    scene.chartId = QStringLiteral("pareto");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    scene.zoomsVertically = true;
    Range x;
    Range y;
    for (const ModelSeries &model : data.models) {
        ScenePanel panel = panelOf(model, data.numSeries, options.usesEllipses);
        includeAll(panel, x, y);
        const bool hasPoints = std::any_of(panel.lines.begin(), panel.lines.end(),
                                           [](const SceneLine &line) { return !line.points.empty(); });
        if (!hasPoints) {
            panel.legend.clear();
            panel.emptyText =
                model.isEmpty()
                    ? noFiguresText(data, model)
                    : ChartText::tr("No budget of %1 has both Pass@1 and throughput here.").arg(model.title);
        }
        scene.panels.push_back(std::move(panel));
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
    scene.notes = commonNotes(frame, data, scene);
    scene.notes.insert(scene.notes.begin(), readingNote(scene, data, options));
    scene.summary = summaryOf(frame, data, scene);
    return scene;
}

} // namespace

extern const Chart charts_pareto;
const Chart charts_pareto{label, "pareto", 10, build};

} // namespace kvscope::plugins
