#pragma once

#include "ui/engine_services.h"
#include "ui/session_regrader.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace kvscope {

/// Shows what grading the session again would change, and stores it when told to.
class RegradeDialog : public QDialog {
    Q_OBJECT

public:
    RegradeDialog(const QString &runnerProgram, const QString &sessionPath, const std::vector<GraderChoice> &graders,
                  QWidget *parent);

signals:
    /// New verdicts are in the file.
    void regraded();

private:
    void buildTable();
    void preview();
    void store();
    void showReport(const RegradeReport &report);
    void fillTable(const QList<RegradedSample> &changes);
    QString summaryOf(const RegradeReport &report) const;

    QString sessionPath_;
    SessionRegrader regrader_;
    QComboBox *grader_;
    QLabel *summary_;
    QTableWidget *table_;
    QPushButton *store_;
};

} // namespace kvscope
