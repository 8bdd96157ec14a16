#pragma once

#include "charts/common/series.h"
#include "ui/chart.h"

#include <QCoreApplication>

namespace kvscope {

/// Translation context of everything a chart says.
struct ChartText {
    Q_DECLARE_TR_FUNCTIONS(Chart)
};

/// "128" or "full": the same in every panel.
QString budgetKey(const KvBudget &budget);

/// All that is known of one budget, line by line: values, intervals with their methods, n, batch, memory, state.
/// `fullLength` > 0 adds the share of full.
QString exactText(const BudgetFigure &figure, double fullLength);

/// "312/1920" while unfinished, "failed", else the value.
QString barLabel(const BudgetFigure &figure);

/// Why a model's panel is empty: nothing was published, or run, on the dataset shown.
QString noFiguresText(const ChartData &data, const ModelSeries &model);

/// Sentences that a chart of these data has to carry, given the marks that its panels show.
std::vector<QString> commonNotes(const ResultFrame &frame, const ChartData &data, const ChartScene &scene);

/// "Bars do not start at zero. …" with where the axes start; empty where no bar is cut.
QString truncationNote(const ChartScene &scene);

/// The scene in words, model by model, then its common notes.
QString summaryOf(const ResultFrame &frame, const ChartData &data, const ChartScene &scene);

/// A scene without panels that says what to do.
ChartScene emptyScene(const char *chartId, const QString &text);

} // namespace kvscope
