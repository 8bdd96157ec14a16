#pragma once

#include "pages/main_actions.h"
#include "ui/chart.h"
#include "ui/comparison_model.h"
#include "ui/plot_view.h"
#include "ui/study_controller.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QTabWidget;
class QTableView;

namespace kvscope {

class Banner;
class DatasetChooser;
class ElidedLabel;

/// Two sessions beside each other: charts on the same scales, what differs cell by cell, and in which settings they
/// differ. Shows them as they were read last.
class ComparePage : public QWidget {
    Q_OBJECT

public:
    explicit ComparePage(const MainActions &actions, QWidget *parent = nullptr);

    /// Reads both sessions in the background. Signals `failed`, and keeps what is shown, if one cannot be read.
    void compare(const QString &first, const QString &second);
    /// Reads them again, at most every few seconds, if the page is seen: the first one has grown.
    void refresh();
    void setChart(const QString &chartId);
    void setTheme(const Theme &theme) { plot_->setTheme(theme); }
    void setEllipses(bool on);
    /// What is shown; null until two sessions were read.
    const ComparisonPtr &comparison() const { return comparison_; }
    const QString &firstPath() const { return first_; }
    const QString &secondPath() const { return second_; }
    PlotView &plot() { return *plot_; }
    void say(Notice::Kind kind, const QString &text);

signals:
    void failed(const kvscope::Error &error);
    void compared();

private:
    QWidget *buildTop(const MainActions &actions);
    QWidget *buildViewRow(const MainActions &actions);
    QWidget *buildTables();
    QTableView *makeTable(QAbstractItemModel *model, const QString &name);
    void read();
    void show(const ComparisonPtr &comparison);
    void showDatasets(bool isOther);
    void rebuildScene(SceneChange change);

    QString first_;
    QString second_;
    ComparisonPtr comparison_;
    const Chart *chart_;
    ChartOptions options_;
    ComparisonModel differences_;
    SettingsDifferenceModel settings_;
    QTimer growth_;
    int asked_ = 0; ///< numbers the reads: only the newest one's answer is shown
    ElidedLabel *titles_;
    Banner *banner_;
    DatasetChooser *dataset_;
    QLabel *note_;
    PlotView *plot_;
    QTabWidget *tabs_;
    QTableView *differencesTable_;
};

} // namespace kvscope
