#pragma once

#include "types/result_frame.h"

#include <QString>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kvscope {

// A chart is a pure function from results to a scene of plain values. The scene knows no pixels and no colours:
// PlotView and the exports draw it in any size and theme.

enum class AxisSide { Left, Right };
enum class Marker { Circle, Square, Diamond, TriangleUp, TriangleDown };

/// Solid: final. Hatched: still running or failed midway. Outline: planned, nothing known yet (`value` is then 0).
enum class BarFill { Solid, Hatched, Outline };

/// A 95 % interval in axis units.
struct Span {
    double lower = 0;
    double upper = 0;
};

struct AxisTick {
    double position = 0;
    QString label;
    QString sublabel; ///< second line, e.g. "31" percent of full; may be empty
};

struct ChartAxis {
    QString title;
    double lower = 0;
    double upper = 1;
    std::vector<AxisTick> ticks;
    QString sublabelTitle;      ///< names the second tick line: "% of full"
    std::vector<double> breaks; ///< positions of break marks, where distances are not true
    bool isVisible = true;
    bool isNumeric = false; ///< equal steps of a number, which zooming may refine; false: one tick per budget
};

struct SceneBar {
    double x = 0;
    double width = 0;
    double value = 0; ///< the bar's base is 0, whatever the axis shows
    std::optional<Span> interval;
    BarFill fill = BarFill::Solid;
    QString label; ///< "44.2", or "312/1920" for an unfinished cell
    int series = 0;
    QString budgetKey; ///< "128" or "full": links panels
    QString cellKey;
    bool isReference = false; ///< the full cache while it is still running: neutral
};

struct ScenePoint {
    double x = 0;
    double y = 0;
    std::optional<Span> xInterval;
    std::optional<Span> yInterval;
    bool isHollow = false;  ///< an overall figure where no sustained one exists
    bool isMuted = false;   ///< dominated, or still changing
    bool isInterim = false; ///< of an unfinished cell
    QString label;
    QString budgetKey;
    QString cellKey;
};

/// Points joined in order, with markers; `isConnected` false draws markers only.
struct SceneLine {
    std::vector<ScenePoint> points;
    AxisSide side = AxisSide::Right;
    Marker marker = Marker::Circle;
    int series = 0;
    bool isConnected = true;
    bool usesBarColor = false; ///< coloured like the bars of the series
    bool isReference = false;  ///< the full cache, or a frontier: neutral
    bool hasMarkers = true;
    bool isDashed = false;
    bool isOverlay = false;   ///< published figures over one's own: hollow markers, dashed
    bool isThin = false;      ///< joins points only to say which belong together
    bool hasEllipses = false; ///< points with both intervals have a 95 % region instead of a cross
};

/// A horizontal reference: `value` as a line, `span` as a band behind everything.
struct SceneReference {
    double value = 0;
    std::optional<Span> span;
    AxisSide side = AxisSide::Left;
    bool isDashed = false; ///< a rate, coloured like the line; else a neutral line
    QString label;         ///< drawn beside the line; may be empty
    QString cellKey;
};

struct LegendEntry {
    QString text;
    int series = 0;
    bool showsBar = false;
    bool showsLine = false;
    bool showsReference = false;
    bool usesBarColor = false;
    bool isReferencePoint = false; ///< a neutral marker alone
    bool isHollow = false;
    bool isFrontier = false;      ///< a dashed neutral line
    bool isRateReference = false; ///< a dashed line in the colour of the right axis
    bool isOverlay = false;       ///< a hollow marker on a dashed line
    BarFill fill = BarFill::Solid;
    Marker marker = Marker::Circle;
};

/// The number of a note, small, at a point or at the base of the bar at `x`.
struct SceneMark {
    double x = 0;
    double y = 0;
    AxisSide side = AxisSide::Left;
    bool isAtBase = false;
    QString text;
};

/// What one of several series has at a budget.
struct HoverPart {
    int series = 0;
    double x = 0;  ///< the middle of its bar
    QString text;  ///< all that is known, several lines; HoverTarget::text contains it
    QString brief; ///< the same in one line, for when another series is meant
};

/// What the pointer finds. Without `y` it covers the whole height at x ± halfWidth.
struct HoverTarget {
    QString budgetKey;
    double x = 0;
    double halfWidth = 0;
    std::optional<double> y; ///< on the left axis
    QString text;            ///< plain text, several lines
    QString cellKey;
    std::vector<HoverPart> parts; ///< one a series where there are several
};

struct ScenePanel {
    QString title;
    ChartAxis x;
    ChartAxis left;
    ChartAxis right;
    std::vector<SceneBar> bars;
    std::vector<SceneLine> lines;
    std::vector<SceneReference> references;
    std::vector<LegendEntry> legend;
    std::vector<HoverTarget> targets;
    std::vector<SceneMark> marks;
    QString emptyText;  ///< why nothing is drawn in this panel; shown in its middle
    int scaleGroup = 0; ///< panels of one group show the same figures: they share vertical scales
};

struct ChartScene {
    QString chartId;
    QString title;
    std::vector<ScenePanel> panels; ///< row by row; empty: `emptyText` is shown
    int numColumns = 0;             ///< of the grid of panels; 0: one row, or one column if `isStacked`
    std::vector<QString> notes;     ///< sentences under the panels: "Bars do not start at zero. …"
    QString emptyText;
    QString summary;              ///< text equivalent for screen readers
    bool isStacked = false;       ///< panels below each other instead of side by side
    bool sharesScales = true;     ///< panels have equal ranges and zoom together
    bool zoomsVertically = false; ///< false where the bars' base has to stay where it is
};

enum class ScalePreset {
    FromZero,  ///< both axes start at zero
    Reference, ///< the published figure's ranges: Pass@1 30–80, throughput 400–800
};

/// What the reader chose to see.
struct ChartOptions {
    static constexpr int averageOfDatasets = -1;

    int dataset = averageOfDatasets; ///< index into ResultFrame::datasets, or the unweighted average over all of them
    ScalePreset scale = ScalePreset::FromZero;
    bool sharesScales = true;
    bool isStacked = false;
    bool usesEllipses = false; ///< where a chart has intervals in two directions: one region instead of a cross
    /// Lower bounds of the axes' upper ends, 0 for none. Pass those of the scene shown before, and a live chart only
    /// grows.
    double passUpperAtLeast = 0;
    double tpsUpperAtLeast = 0;
    std::shared_ptr<const ResultFrame> overlay; ///< published figures to draw over the session's own; null for none
};

/// One way to show a session. One file in ui/charts/ each.
struct Chart {
    QString (*label)() = nullptr; ///< translated, for menus: "Bars and line"
    const char *id = "";          ///< file stem: "bars"
    int order = 0;                ///< position in menus, and so its key 1 … n; the smallest is the default
    ChartScene (*build)(const ResultFrame &frame, const ChartOptions &options) = nullptr;
    bool hasScalePresets = false; ///< follows ChartOptions::scale
};

/// All charts, sorted by id.
std::span<const Chart *const> charts();
/// All charts in the order of menus; the first is the default.
std::vector<const Chart *> chartsInOrder();
/// Null if there is none of that id.
const Chart *chartById(const QString &id);

} // namespace kvscope
