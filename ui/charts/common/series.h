#pragma once

#include "types/result_frame.h"
#include "ui/chart.h"

#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace kvscope {

/// Tokens per second, and over what they were counted.
struct RateFigure {
    double value = 0;
    std::optional<Interval> interval;
    bool isOverall = false; ///< over the whole cell, tail included; else over its sustained phase
};

/// One budget of a series: a cell, or the unweighted average of one cell per dataset.
struct BudgetFigure {
    KvBudget budget;
    std::vector<const CellResult *> cells; ///< into the frame; never empty
    CellState state = CellState::Pending;
    int numSamples = 0;
    int numPlanned = 0;
    int numProblems = 0;
    int numInvalid = 0;
    double meanFinalKvLen = 0;  ///< 0: not known
    std::optional<double> pass; ///< percent
    std::optional<Interval> passInterval;
    std::optional<RateFigure> rate;        ///< sustained where every cell has such a phase, else overall
    std::optional<RateFigure> overallRate; ///< what a rate that is overall may be compared with
    QString accuracyMissing;               ///< why answers were not graded: there is no bar; empty: they were

    bool isUnfinished() const { return state != CellState::Complete; }
    /// Has a value that will still move.
    bool isInterim() const { return isUnfinished() && pass.has_value(); }
    bool hasOverallRateOnly() const { return rate && rate->isOverall; }
};

/// The rates of two budgets by one measure, since sustained and overall figures are not comparable: overall for both
/// where one of them has no other. Absent where there is none.
std::optional<std::pair<RateFigure, RateFigure>> comparableRates(const BudgetFigure &a, const BudgetFigure &b);

/// One policy with its parameters over all budgets, ascending.
struct PolicySeries {
    QString label;
    int index = 0; ///< the same for all models: colour and marker
    std::vector<BudgetFigure> figures;
};

/// A published budget where one's own runs would have it.
struct OverlayPoint {
    int tokens = 0; ///< one's own budget whose peak equals the published one
    int peak = 0;
    std::optional<double> pass; ///< percent
    std::optional<double> tps;
};

/// Published figures over a model's own.
struct OverlaySeries {
    QString title;  ///< the published model
    QString source; ///< "DynTS, published figure (first reading)"
    std::vector<OverlayPoint> points;
};

struct ModelSeries {
    int index = 0; ///< into ResultFrame::models
    QString title;
    std::optional<OverlaySeries> overlay;
    std::vector<PolicySeries> policies;
    std::optional<BudgetFigure> full;

    /// Nothing is known, nor planned, of this model on the dataset shown.
    bool isEmpty() const { return policies.empty() && !full; }
    /// The full cache has a result that may still change, or will have one.
    bool awaitsFull() const { return full && full->isUnfinished(); }
    /// Some rates are overall and some sustained: what each is has to be said.
    bool mixesRates() const;
    /// Some budget has an overall rate only: where all are compared, all have to be overall.
    bool hasOverallRates() const;
};

/// A frame as charts need it. Points into the frame it was made from.
struct ChartData {
    std::vector<ModelSeries> models;
    std::vector<int> budgets; ///< all in tokens, ascending, without full
    int numSeries = 0;
    QString datasetLabel;              ///< of the one shown; empty for an average
    std::vector<int> overlayBudgets;   ///< of the overlays, ascending
    std::vector<QString> overlayNotes; ///< what the overlay is and how it was aligned
    bool isPublished = false;
    int numInvalid = 0;
    QString accuracyMissing;        ///< of some figure
    bool isFullOfOtherType = false; ///< fp8 is compared with a full cache that stores entries exactly
};

/// Sorts the cells of a frame into series. `dataset` as in ChartOptions; an average has a value only where every
/// dataset has one; its interval is the frame's where there is one, else that of independent datasets.
ChartData collect(const ResultFrame &frame, int dataset);
/// The same for what the reader chose to see, with the overlay.
ChartData collect(const ResultFrame &frame, const ChartOptions &options);

} // namespace kvscope
