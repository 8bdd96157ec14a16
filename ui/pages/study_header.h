#pragma once

#include "pages/main_actions.h"
#include "ui/chart.h"
#include "ui/study_controller.h"

#include <QWidget>

class QPushButton;

namespace kvscope {

class DatasetChooser;
class ElidedLabel;

/// Title of the study, the run buttons, and the row that chooses how results are shown.
class StudyHeader : public QWidget {
    Q_OBJECT

public:
    explicit StudyHeader(const MainActions &actions, QWidget *parent = nullptr);

    void setTitles(const QString &title, const QString &subtitle);
    /// Shows the buttons that make sense now: start or resume, pause and stop. `showsSetup`: what Start would start is
    /// in sight; otherwise a new sweep is offered instead, which brings the setup up first.
    void showState(RunState state, bool canResume, bool canStart, bool showsSetup);
    /// `offersAverage`: whether the average over them is a choice; a published figure brings its own.
    void setDatasets(const QStringList &labels, int current, bool offersAverage);

signals:
    /// ChartOptions::averageOfDatasets or an index.
    void datasetChosen(int dataset);

private:
    QWidget *buildViewRow(const MainActions &actions);

    ElidedLabel *title_;
    ElidedLabel *subtitle_;
    QPushButton *start_;
    QPushButton *newSweep_;
    QPushButton *resume_;
    QPushButton *pause_;
    QPushButton *stop_;
    DatasetChooser *dataset_;
};

} // namespace kvscope
