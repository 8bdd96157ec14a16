#pragma once

#include "charts/common/budget_axis.h"
#include "charts/common/series.h"
#include "ui/chart.h"

#include <functional>

namespace kvscope {

/// How a chart of bars and a line turns figures into heights. Values that do not exist stay absent.
struct BarPanelSpec {
    QString leftTitle;
    QString rightTitle;
    QString barName;  ///< legend: "Pass@1"
    QString lineName; ///< legend: "Throughput"; empty where there is no line
    /// Maps a percent of a model onto the axis; absent where it has no meaning.
    std::function<std::optional<double>(const ModelSeries &, double)> bar;
    /// A budget's rate on the axis, with its interval; absent where it has no meaning.
    std::function<std::optional<RateFigure>(const ModelSeries &, const BudgetFigure &)> line;
    /// Writes the label of a finished bar from its height on the axis.
    std::function<QString(double)> barValueText;
    /// The same for the full cache's rate; with its unit.
    std::function<QString(double)> lineValueText;
};

/// Pass@1 and throughput as they were measured.
BarPanelSpec passAndThroughput();

/// By which measure the dashed line of the full cache was taken, where hollow and filled markers show both; else empty.
QString fullRateNote(const ChartData &data);

/// The axis that all panels of these data share.
BudgetAxis budgetAxisOf(const ChartData &data);

/// One panel per model without its vertical axes: bars, lines, full as a reference, legend, hover targets.
std::vector<ScenePanel> barPanels(const ChartData &data, const BarPanelSpec &spec);

/// Whether any panel shows an accuracy, or may get one. Where answers are not graded, an axis would promise bars.
bool showAccuracy(const std::vector<ScenePanel> &panels, const ChartData &data);

/// Largest value on the left axis, where the bars are, and on the right one; intervals and references included.
struct PanelExtent {
    double bars = 0;
    double line = 0;
};
PanelExtent extentOf(const ScenePanel &panel);

/// Panels above each other have the same budgets: only the last row names them, which leaves the others more height.
void nameBudgetsOnce(ChartScene &scene);

} // namespace kvscope
