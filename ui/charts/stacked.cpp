#include "charts/common/bar_panels.h"
#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "ui/format.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

constexpr double headroom = 1.04; // above the highest marker, so that it does not touch the frame

QString label()
{
    return ChartText::tr("Stacked panels");
}

ScenePanel accuracyPanel(const ScenePanel &both, double maximum)
{
    ScenePanel panel = both;
    panel.left = axisOf(passAndThroughput().leftTitle, percentScale(std::min(100.0, maximum)));
    panel.right.isVisible = false;
    std::erase_if(panel.lines, [](const SceneLine &each) { return each.side == AxisSide::Right; });
    std::erase_if(panel.references, [](const SceneReference &each) { return each.side == AxisSide::Right; });
    std::erase_if(panel.legend,
                  [](const LegendEntry &each) { return each.isRateReference || (each.showsLine && !each.showsBar); });
    for (LegendEntry &entry : panel.legend) {
        entry.showsLine = false;
    }
    return panel;
}

// The same budgets with the rates alone, on the left axis: there are no two scales to compare by mistake.
ScenePanel speedPanel(const ScenePanel &both, double maximum)
{
    ScenePanel panel = both;
    panel.emptyText.clear();
    panel.left = axisOf(passAndThroughput().rightTitle, scaleOfCount(headroom * maximum, 4), maximum > 0);
    panel.right.isVisible = false;
    panel.bars.clear();
    panel.scaleGroup = 1;
    std::erase_if(panel.lines, [](const SceneLine &each) { return each.side == AxisSide::Left; });
    std::erase_if(panel.targets, [](const HoverTarget &each) { return each.y.has_value(); }); // heights of Pass@1
    for (SceneLine &line : panel.lines) {
        line.side = AxisSide::Left;
    }
    std::erase_if(panel.references, [](const SceneReference &each) { return each.side == AxisSide::Left; });
    for (SceneReference &reference : panel.references) {
        reference.side = AxisSide::Left;
    }
    std::erase_if(panel.legend,
                  [](const LegendEntry &each) { return !each.showsLine && !each.isOverlay && !each.isRateReference; });
    for (LegendEntry &entry : panel.legend) {
        entry.showsBar = false;
    }
    return panel;
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const ChartData data = collect(frame, options);
    if (data.models.empty()) {
        return emptyScene("stacked", ChartText::tr("No results yet. Start a sweep or open a session."));
    }
    ChartScene scene;
    scene.chartId = QStringLiteral("stacked");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    const std::vector<ScenePanel> both = barPanels(data, passAndThroughput());
    PanelExtent shared;
    for (const ScenePanel &panel : both) {
        const PanelExtent extent = extentOf(panel);
        shared = {std::max(shared.bars, extent.bars), std::max(shared.line, extent.line)};
    }
    const bool hasAccuracy = showAccuracy(both, data);
    std::vector<ScenePanel> speeds;
    for (const ScenePanel &panel : both) {
        const PanelExtent own = options.sharesScales ? shared : extentOf(panel);
        auto &row = options.isStacked ? scene.panels : speeds; // beside each other: one row a figure
        ScenePanel speed = speedPanel(panel, own.line);
        if (hasAccuracy) {
            scene.panels.push_back(accuracyPanel(panel, std::max(own.bars, options.passUpperAtLeast)));
            speed.title.clear(); // it stands below its accuracy
        }
        row.push_back(std::move(speed));
    }
    scene.numColumns = options.isStacked ? 1 : static_cast<int>(both.size());
    scene.panels.insert(scene.panels.end(), speeds.begin(), speeds.end());
    nameBudgetsOnce(scene);
    scene.notes = commonNotes(frame, data, scene);
    if (const QString rates = fullRateNote(data); !rates.isEmpty()) {
        scene.notes.push_back(rates);
    }
    scene.summary = summaryOf(frame, data, scene);
    return scene;
}

} // namespace

extern const Chart charts_stacked;
const Chart charts_stacked{label, "stacked", 30, build};

} // namespace kvscope::plugins
