#pragma once

#include "ui/cells_model.h"
#include "ui/insights_view.h"
#include "ui/numbers_model.h"
#include "ui/study_controller.h"
#include "ui/warnings_model.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QTableView;
class QTabWidget;

namespace kvscope {

/// Below the charts: the numbers, what they say, what may mislead, the cells, the log and the equivalent command.
class ResultsTabs : public QFrame {
    Q_OBJECT

public:
    enum Tab { Numbers, Insights, Warnings, Cells, Log, Command };

    explicit ResultsTabs(QAction *copyCommand, QAction *pasteCommand, QWidget *parent = nullptr);

    void setFrame(const FramePtr &frame, int dataset);
    /// Null: nothing is concluded. `frame` and `dataset` as in setFrame.
    void setConclusions(const FramePtr &frame, const ConclusionsPtr &conclusions, int dataset);
    void setProgress(const SweepProgress &progress) { cells_.setProgress(progress); }
    void setWrittenElsewhere(bool isWritten) { cells_.setWrittenElsewhere(isWritten); }
    void appendLog(const QString &line);
    void clearLog();
    QString logText() const;
    void setCommand(const QString &command);
    QString command() const;
    void showTab(int tab);

signals:
    /// A row of the cells was activated.
    void cellActivated(const QString &cellKey);

private:
    void makeWarningsTable();
    QWidget *makeCommandPage(QAction *copyCommand, QAction *pasteCommand);

    NumbersModel numbers_;
    CellsModel cells_;
    WarningsModel warnings_;
    InsightsView *insights_;
    QTabWidget *tabs_;
    QTableView *numbersTable_;
    QTableView *cellsTable_;
    QTableView *warningsTable_;
    QPlainTextEdit *log_;
    QPlainTextEdit *command_;
};

} // namespace kvscope
