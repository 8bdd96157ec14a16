#pragma once

#include "pages/main_actions.h"
#include "pages/results_tabs.h"
#include "ui/chart.h"
#include "ui/concluder.h"
#include "ui/plot_view.h"
#include "ui/setup_panel.h"
#include "ui/study_controller.h"

#include <QWidget>

class QSplitter;

namespace kvscope {

class Banner;
class ProgressStrip;
class StudyHeader;

/// One study: setup on the left; charts, tables and progress on the right. Shows what the controller has; decides
/// nothing.
class StudyPage : public QWidget {
    Q_OBJECT

public:
    StudyPage(StudyController &controller, std::shared_ptr<const EngineServices> services, const MainActions &actions,
              QWidget *parent = nullptr);

    SetupPanel &setup() { return *setup_; }
    Banner &banner() { return *banner_; }
    ResultsTabs &results() { return *results_; }
    PlotView &plot() { return *plot_; }

    /// What is drawn now: the session's frame, or the plan's when no session is open. May be null.
    const FramePtr &shownFrame() const { return frame_; }
    /// Where the figures of the session may mislead; empty until they were judged.
    std::vector<ResultWarning> warnings() const
    {
        return conclusions_ ? conclusions_->warnings : std::vector<ResultWarning>();
    }
    const Chart *chart() const { return chart_; }

    void setChart(const QString &chartId);
    void setScale(ScalePreset preset);
    void setStacked(bool stacked);
    void setSharesScales(bool shares);
    void setEllipses(bool on);
    /// Published figures to lay over the session's own; null for none.
    void setOverlay(const FramePtr &published);
    void setTheme(const Theme &theme);
    void setSetupVisible(bool visible);
    /// Sizes of the parts, as bytes for settings.
    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);
    /// Follows the controller and the form: titles, buttons, charts, command.
    void refresh();

signals:
    /// A session is shown for the first time, in the view that suits it.
    void viewReset(const kvscope::ChartOptions &options);

private:
    void build(std::shared_ptr<const EngineServices> services, const MainActions &actions);
    void connectParts();
    void showFrame(const FramePtr &frame);
    /// `keepsScales`: axes may grow but not shrink, so that a live chart does not jump with every sample.
    void rebuildScene(SceneChange change, bool keepsScales = false);
    void updateTitles();
    void updateProgress();
    QString standingText() const;
    void updateCommand();

    StudyController &controller_;
    StudyHeader *header_ = nullptr;
    Banner *banner_ = nullptr;
    SetupPanel *setup_ = nullptr;
    PlotView *plot_ = nullptr;
    ResultsTabs *results_ = nullptr;
    ProgressStrip *progress_ = nullptr;
    QSplitter *columns_ = nullptr;
    QSplitter *rows_ = nullptr;
    FramePtr frame_;
    Concluder concluder_;
    ConclusionsPtr conclusions_; ///< null until something is concluded from the shown session
    const Chart *chart_ = nullptr;
    ChartOptions options_;
};

} // namespace kvscope
