#include "charts/common/bar_panels.h"
#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "ui/format.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

QString label()
{
    return ChartText::tr("Relative to full");
}

// Like by like: where one of the two has no sustained phase, both are overall.
std::optional<RateFigure> speedUp(const ModelSeries &model, const BudgetFigure &figure)
{
    const auto rates = model.full ? comparableRates(figure, *model.full) : std::nullopt;
    if (!rates || !(rates->second.value > 0)) {
        return std::nullopt;
    }
    RateFigure ratio = rates->first;
    const double full = rates->second.value;
    ratio.value /= full;
    if (ratio.interval) {
        ratio.interval->lower /= full;
        ratio.interval->upper /= full;
    }
    return ratio;
}

// Both figures divided by the model's own figure under the full cache. Intervals are divided too: they are those of the
// budget alone; the full cache's own is the band around 100 %.
BarPanelSpec spec()
{
    BarPanelSpec spec;
    spec.leftTitle = ChartText::tr("Pass@1, % of full");
    spec.rightTitle = ChartText::tr("Throughput, × full");
    spec.barName = ChartText::tr("Pass@1 relative to full");
    spec.lineName = ChartText::tr("Speed-up");
    spec.bar = [](const ModelSeries &model, double value) -> std::optional<double> {
        if (!model.full || !model.full->pass || !(*model.full->pass > 0)) {
            return std::nullopt;
        }
        return 100 * value / *model.full->pass;
    };
    spec.line = speedUp;
    spec.barValueText = [](double value) { return QString::number(value, 'f', 0) + QStringLiteral(" %"); };
    spec.lineValueText = [](double value) { return QStringLiteral("× ") + QString::number(value, 'g', 3); };
    return spec;
}

void setScales(ScenePanel &panel, const PanelExtent &extent)
{
    const BarPanelSpec names = spec();
    const Scale left = percentScale(extent.bars);
    panel.left = axisOf(names.leftTitle, left);
    panel.right = axisOf(names.rightTitle, scaleOfCount(1.04 * extent.line, left.count), extent.line > 0);
}

bool hasFull(const ChartData &data)
{
    return std::any_of(data.models.begin(), data.models.end(),
                       [](const ModelSeries &model) { return model.full && model.full->pass; });
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const ChartData data = collect(frame, options.dataset);
    if (!hasFull(data)) {
        return emptyScene("relative",
                          ChartText::tr("This view compares with the full cache, and there are no results at the "
                                        "budget “full” here."));
    }
    ChartScene scene;
    scene.chartId = QStringLiteral("relative");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    scene.panels = barPanels(data, spec());
    PanelExtent shared;
    for (const ScenePanel &panel : scene.panels) {
        const PanelExtent extent = extentOf(panel);
        shared = {std::max(shared.bars, extent.bars), std::max(shared.line, extent.line)};
    }
    for (ScenePanel &panel : scene.panels) {
        setScales(panel, options.sharesScales ? shared : extentOf(panel));
    }
    nameBudgetsOnce(scene);
    scene.notes = commonNotes(frame, data, scene);
    scene.summary = summaryOf(frame, data, scene);
    const bool mixes = std::any_of(data.models.begin(), data.models.end(),
                                   [](const ModelSeries &model) { return model.mixesRates(); });
    if (mixes) {
        scene.notes.push_back(ChartText::tr("A hollow marker divides overall by overall throughput."));
    }
    if (options.overlay) {
        scene.notes.push_back(ChartText::tr("The published figures have no full cache to be compared with."));
    }
    for (std::size_t i = 0; i < scene.panels.size(); ++i) {
        const auto &full = data.models[i].full;
        if (scene.panels[i].emptyText.isEmpty() && !(full && full->pass && *full->pass > 0)) {
            scene.panels[i].bars.clear();
            scene.panels[i].emptyText =
                ChartText::tr("No Pass@1 of %1 under the full cache.").arg(scene.panels[i].title);
        }
    }
    scene.notes.insert(
        scene.notes.begin(),
        ChartText::tr("Whiskers are each budget's own 95 % interval, the band is that of the full cache."));
    return scene;
}

} // namespace

extern const Chart charts_relative;
const Chart charts_relative{label, "relative", 20, build};

} // namespace kvscope::plugins
