#include "charts/common/bar_panels.h"
#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "ui/format.h"

#include <algorithm>
#include <array>

namespace kvscope::plugins {
namespace {

constexpr std::array markers{Marker::Square, Marker::Diamond, Marker::TriangleUp, Marker::TriangleDown, Marker::Circle};

QString label()
{
    return ChartText::tr("Per dataset");
}

// The average as bars, every dataset as a line over them, on one axis. Throughput is left out: it is not what differs.
BarPanelSpec spec()
{
    BarPanelSpec spec;
    spec.leftTitle = ChartText::tr("Pass@1");
    spec.barName = ChartText::tr("Average");
    spec.bar = [](const ModelSeries &, double value) -> std::optional<double> { return value; };
    spec.line = [](const ModelSeries &, const BudgetFigure &) -> std::optional<RateFigure> { return std::nullopt; };
    spec.barValueText = percentText;
    return spec;
}

/// What a published session calls its average is its first dataset; one's own average is made here.
bool bringsAverage(const ResultFrame &frame)
{
    return frame.reference.has_value() && frame.datasets.size() > 1;
}

SceneLine lineOf(const PolicySeries &series, const BudgetAxis &axis, int place, int numPlaces)
{
    SceneLine line;
    line.side = AxisSide::Left;
    line.series = place;
    line.marker = markers[static_cast<std::size_t>(place) % markers.size()];
    // Beside each other within the bar, so that whiskers do not cover each other.
    const double apart = numPlaces > 1 ? 0.7 * axis.barWidth() / (numPlaces - 1) : 0;
    for (const BudgetFigure &figure : series.figures) {
        if (!figure.pass) {
            continue;
        }
        ScenePoint point;
        point.x = axis.barCenter(figure.budget, series.index) + (place - 0.5 * (numPlaces - 1)) * apart;
        point.y = *figure.pass;
        if (figure.passInterval) {
            point.yInterval = Span{figure.passInterval->lower, figure.passInterval->upper};
        }
        point.isInterim = figure.isUnfinished();
        point.budgetKey = budgetKey(figure.budget);
        point.cellKey = QString::fromStdString(figure.cells.front()->cell_key);
        line.points.push_back(point);
    }
    return line;
}

QString lineText(const QString &dataset, const BudgetFigure &figure)
{
    const QString interval =
        figure.passInterval ? QStringLiteral("  ") + intervalText(*figure.passInterval, 2) : QString();
    return QStringLiteral("%1: %2 %%3").arg(dataset, QString::number(*figure.pass, 'f', 2), interval);
}

void addDataset(ScenePanel &panel, const ChartData &data, const ModelSeries &model, const BudgetAxis &axis, int place,
                int numPlaces)
{
    bool hasPoints = false;
    for (const PolicySeries &series : model.policies) {
        SceneLine line = lineOf(series, axis, place, numPlaces);
        hasPoints = hasPoints || !line.points.empty();
        panel.lines.push_back(std::move(line));
        for (const BudgetFigure &figure : series.figures) {
            const QString key = budgetKey(figure.budget);
            const auto target = std::find_if(panel.targets.begin(), panel.targets.end(),
                                             [&](const HoverTarget &each) { return each.budgetKey == key; });
            if (figure.pass && target != panel.targets.end()) {
                const QString name = data.numSeries > 1 ? QStringLiteral("%1, %2").arg(data.datasetLabel, series.label)
                                                        : data.datasetLabel;
                target->text += QLatin1Char('\n') + lineText(name, figure);
            }
        }
    }
    if (hasPoints) {
        LegendEntry entry{data.datasetLabel, place};
        entry.showsLine = true;
        entry.marker = panel.lines.back().marker;
        panel.legend.push_back(entry);
    }
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const bool hasOwnAverage = bringsAverage(frame);
    const ChartData average = collect(frame, hasOwnAverage ? 0 : ChartOptions::averageOfDatasets);
    if (average.models.empty()) {
        return emptyScene("datasets", ChartText::tr("No results yet. Start a sweep or open a session."));
    }
    if (frame.datasets.size() < 2) {
        return emptyScene("datasets",
                          ChartText::tr("This view compares datasets, and this session has only one. Choose several "
                                        "datasets when you set up a sweep."));
    }
    ChartScene scene;
    scene.chartId = QStringLiteral("datasets");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    scene.panels = barPanels(average, spec());
    const BudgetAxis axis = budgetAxisOf(average);
    const int first = hasOwnAverage ? 1 : 0;
    const int numPlaces = static_cast<int>(frame.datasets.size()) - first;
    for (int i = 0; i < numPlaces; ++i) {
        const ChartData one = collect(frame, first + i);
        for (std::size_t m = 0; m < scene.panels.size() && m < one.models.size(); ++m) {
            addDataset(scene.panels[m], one, one.models[m], axis, i, numPlaces);
        }
    }
    PanelExtent shared;
    for (const ScenePanel &panel : scene.panels) {
        shared.bars = std::max({shared.bars, extentOf(panel).bars, extentOf(panel).line});
        const bool hasLines = std::any_of(panel.lines.begin(), panel.lines.end(),
                                          [](const SceneLine &line) { return !line.points.empty(); });
        if (!hasLines && average.isPublished) {
            scene.notes.insert(scene.notes.begin(),
                               ChartText::tr("No figures per dataset were published for %1.").arg(panel.title));
        }
    }
    for (ScenePanel &panel : scene.panels) {
        const PanelExtent own = extentOf(panel);
        const double top = options.sharesScales ? shared.bars : std::max(own.bars, own.line);
        panel.left = axisOf(spec().leftTitle, percentScale(std::min(100.0, std::max(top, options.passUpperAtLeast))));
        panel.right.isVisible = false;
        std::erase_if(panel.lines, [](const SceneLine &line) { return line.points.empty(); });
    }
    nameBudgetsOnce(scene);
    for (const QString &note : commonNotes(frame, average, scene)) {
        scene.notes.push_back(note);
    }
    scene.summary = summaryOf(frame, average, scene);
    return scene;
}

} // namespace

extern const Chart charts_datasets;
const Chart charts_datasets{label, "datasets", 40, build};

} // namespace kvscope::plugins
