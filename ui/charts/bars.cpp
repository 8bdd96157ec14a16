#include "charts/common/bar_panels.h"
#include "charts/common/chart_text.h"
#include "charts/common/scale.h"
#include "ui/format.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

// The published figure's own ranges; five equal steps on either side.
constexpr Scale referencePass{30, 10, 5};
constexpr Scale referenceTps{400, 80, 5};

// Room above the line's highest marker, so that it does not touch the frame.
constexpr double lineHeadroom = 1.04;

QString label()
{
    return ChartText::tr("Bars and line");
}

void setScales(ScenePanel &panel, const PanelExtent &extent, const ChartOptions &options, bool showsLeft)
{
    const BarPanelSpec names = passAndThroughput();
    if (options.scale == ScalePreset::Reference) {
        panel.left = axisOf(names.leftTitle, referencePass);
        panel.right = axisOf(names.rightTitle, referenceTps);
        return;
    }
    const Scale left = percentScale(std::min(100.0, std::max(extent.bars, options.passUpperAtLeast)));
    // An upper end that is kept needs no headroom: it had it when it was chosen.
    const double top = std::max(lineHeadroom * extent.line, options.tpsUpperAtLeast);
    panel.left = axisOf(showsLeft ? names.leftTitle : QString(), left, showsLeft);
    panel.right = axisOf(names.rightTitle, scaleOfCount(top, left.count), top > 0);
}

int numOutside(const ScenePanel &panel)
{
    const auto outside = [](const ChartAxis &axis, double value) { return value < axis.lower || value > axis.upper; };
    auto count = std::count_if(panel.bars.begin(), panel.bars.end(), [&](const SceneBar &bar) {
        return bar.fill != BarFill::Outline && outside(panel.left, bar.value);
    });
    for (const SceneLine &line : panel.lines) {
        count += std::count_if(line.points.begin(), line.points.end(), [&](const ScenePoint &point) {
            return outside(line.side == AxisSide::Left ? panel.left : panel.right, point.y);
        });
    }
    return static_cast<int>(count);
}

std::vector<QString> notesOf(const ResultFrame &frame, const ChartData &data, const ChartScene &scene)
{
    std::vector<QString> notes;
    const ScenePanel &panel = scene.panels.front();
    if (const QString truncated = truncationNote(scene); !truncated.isEmpty()) {
        notes.push_back(truncated);
    }
    int outside = 0;
    for (const ScenePanel &each : scene.panels) {
        outside += numOutside(each);
    }
    if (outside > 0) {
        notes.push_back(ChartText::tr("%1 values lie outside these ranges.").arg(outside));
    }
    if (!panel.x.breaks.empty()) {
        notes.push_back(ChartText::tr("Budgets are evenly spaced; slashes mark larger steps."));
    }
    for (const QString &note : commonNotes(frame, data, scene)) {
        notes.push_back(note);
    }
    if (const QString rates = fullRateNote(data); !rates.isEmpty()) {
        notes.push_back(rates);
    }
    return notes;
}

ChartScene build(const ResultFrame &frame, const ChartOptions &options)
{
    const ChartData data = collect(frame, options);
    if (data.models.empty()) {
        return emptyScene("bars", ChartText::tr("No results yet. Start a sweep or open a session."));
    }
    ChartScene scene;
    scene.chartId = QStringLiteral("bars");
    scene.title = plainText(frame.title);
    scene.isStacked = options.isStacked;
    scene.sharesScales = options.sharesScales;
    scene.panels = barPanels(data, passAndThroughput());
    PanelExtent shared;
    for (const ScenePanel &panel : scene.panels) {
        const PanelExtent extent = extentOf(panel);
        shared = {std::max(shared.bars, extent.bars), std::max(shared.line, extent.line)};
    }
    const bool showsLeft = showAccuracy(scene.panels, data);
    for (ScenePanel &panel : scene.panels) {
        setScales(panel, options.sharesScales ? shared : extentOf(panel), options, showsLeft);
    }
    nameBudgetsOnce(scene);
    scene.notes = notesOf(frame, data, scene);
    scene.summary = summaryOf(frame, data, scene);
    return scene;
}

} // namespace

extern const Chart charts_bars;
const Chart charts_bars{label, "bars", 0, build, true};

} // namespace kvscope::plugins
