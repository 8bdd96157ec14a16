#pragma once

#include "ui/insight_text.h"
#include "ui/session_monitor.h"

#include <QWidget>

#include <set>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace kvscope {

class BudgetPicker;

/// The insight card: one column for each model (and policy), one row for each statement, rows for the pair below, and
/// the picker above. The title of a row opens its formula and method; both are its tooltip and its accessible
/// description.
class InsightsView : public QWidget {
    Q_OBJECT

public:
    explicit InsightsView(QWidget *parent = nullptr);

    /// `dataset` as in ChartOptions; a negative one is the average, or the only dataset. Rows stay open and keep the
    /// focus.
    void setInsights(const FramePtr &frame, const InsightsPtr &insights, int dataset);
    /// What "Copy as text" puts on the clipboard; empty when nothing is shown.
    QString text() const;

private:
    struct Row {
        QToolButton *title = nullptr;
        std::vector<QLabel *> statements; ///< one for each series; a single one that spans all for the pair
        QLabel *how = nullptr;
    };

    void build(std::size_t numSeries, std::size_t numPairs);
    Row addRow(stats::InsightKind kind, int numColumns, int span);
    void fillSeries();
    void fillPairs();
    void fillHow(const Row &row, const stats::Insight &insight, const QString &said);
    void showPicks();
    void setOpen(stats::InsightKind kind, const Row &row, bool isOpen);

    BudgetPicker *picker_ = nullptr;
    QPushButton *copy_ = nullptr;
    QLabel *empty_ = nullptr;
    QWidget *card_ = nullptr; ///< rebuilt when the number of columns changes
    QWidget *holder_ = nullptr;
    QGridLayout *grid_ = nullptr;
    std::vector<QLabel *> headings_;
    std::vector<QLabel *> bases_;
    std::vector<QLabel *> picks_;
    QLabel *pickTitle_ = nullptr;
    std::vector<Row> seriesRows_;
    std::vector<Row> pairRows_;
    std::set<stats::InsightKind> open_;
    FramePtr frame_;
    InsightsPtr insights_;
    const stats::InsightReport *report_ = nullptr; ///< into insights_
};

} // namespace kvscope
