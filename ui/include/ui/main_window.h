#pragma once

#include "ui/document_editor.h"
#include "ui/engine_services.h"
#include "ui/settings.h"
#include "ui/study_controller.h"
#include "ui/theme.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <string>

class QActionGroup;
class QStackedWidget;

namespace kvscope {

struct ExportOptions;
struct MainActions;
class PlotView;
class ComparePage;
class SamplesPage;
class RecentSessions;
class StudyPage;
class SystemTheme;
class WelcomePage;

/// Where things are; found by the program, not by the window.
struct WindowConfig {
    QString runnerProgram;   ///< absolute path of kvscope-runner
    std::string resourceDir; ///< models/, tasks/, reference/
    QString dataDir;         ///< where new sessions go
    QString cacheDir;        ///< for pictures of sessions; empty: none are kept
    QString version;
};

/// The application's window: first page, study page, menus, theme. GUI thread.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(WindowConfig config, std::shared_ptr<const EngineServices> services);
    ~MainWindow() override;

    StudyController &controller() { return controller_; }
    void openSession(const QString &path);
    /// Runs the demo sweep, opens it if it is complete, or goes on with it.
    void startDemo();
    void newSweep();

    /// Writes what is seen; false and a banner if that failed.
    bool exportChartTo(const QString &path, const ExportOptions &options);
    bool exportTableTo(const QString &path);
    /// The same of the sessions that are compared.
    bool exportComparisonTo(const QString &path);
    /// Lists samples: those of one cell, or with an empty key as they were listed last. Nothing without samples.
    void showSamples(const QString &cellKey);
    /// Lists the samples that flipped between two cells of one model and dataset.
    void showFlips(const QString &cellKey, const QString &comparedKey);
    /// Lays another session beside the one that is open.
    void compareWith(const QString &path);
    /// Writes the samples that are listed, in the background; a banner tells how it went.
    void exportSamplesTo(const QString &path);

    /// Results of other tools into a session of imports, which is then opened; through the runner, with a banner when
    /// done.
    void importResults(const QStringList &files, const QString &session);
    /// The session's results into a folder, as "lm-eval" or "vllm".
    void exportResults(const QString &format, const QString &folder);

    static QString demoSessionPath(const QString &dataDir);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    Theme themeOf(ThemeChoice choice) const;
    void connectWelcome();
    void connectFileActions();
    void connectSweepActions();
    void connectViewActions();
    void connectSampleActions();
    void connectCompareActions();
    void connectDocumentActions();
    void updateActions();
    void updateSampleActions();
    void updateDocumentActions();
    bool refuseBundled();
    void editNote(const QString &cellKey);
    void editTitle();
    void showCellMenu(const QString &cellKey, const QPoint &at);
    bool hasSamples() const;
    void fillSessionMenus();
    void findReferences();
    void addOverlayChoices(const QStringList &paths, const QStringList &titles);
    void useOverlay(const QString &path);
    void useNextOverlay();
    void showStudy();
    void showWelcome();
    bool refuseWhileRunning();
    void useTheme(ThemeChoice choice);
    void raise(Notice::Kind kind, const QString &text);
    void takeDrop(const QStringList &paths, Qt::KeyboardModifiers modifiers);
    void useLanguageChoice(const QString &choice);
    void restoreChoices();
    void askAboutMissing(const QString &path);
    void locateSession(const QString &path);
    void forgetSession(const QString &path);
    /// The chart that is looked at: the comparison's on its page, else the study's.
    PlotView &shownPlot() const;
    bool isShowingComparison() const;
    void showChartTable();
    void pickSession();
    void pickComparedSession();
    void pickCopy();
    void pickTable();
    void pickSamples();
    void pickResults();
    void pickImportSession(const QStringList &files);
    void pickResultsFolder(const QString &format);
    /// One command of the runner; `done` gets what it printed. A failure is a banner.
    void runTask(const QStringList &arguments, const std::function<void(const QString &)> &done);
    void showExportDialog();
    void showRegradeDialog();
    void copyChartImage();
    void fillFromClipboard();
    void showAbout();
    QString newSessionPath() const;
    bool tellTableWritten(const Status &written, const QString &path);
    QString suggestedFile(const QString &suffix) const;

    WindowConfig config_;
    std::shared_ptr<const EngineServices> services_;
    Settings settings_;
    std::unique_ptr<SystemTheme> systemTheme_; ///< looks at the palette before a theme changes it
    Theme theme_; ///< applied before the first widget exists: existing ones would keep the platform's font
    StudyController controller_;
    DocumentEditor editor_;
    std::unique_ptr<MainActions> actions_;
    QActionGroup *overlayChoices_ = nullptr; ///< data(): path, empty for none; null until figures are found
    QStackedWidget *pages_;
    WelcomePage *welcome_;
    StudyPage *study_;
    SamplesPage *samples_;
    ComparePage *compare_;
    std::unique_ptr<RecentSessions> recentSessions_;
    bool closesWhenStopped_ = false;
    bool isComparing_ = false; ///< the comparison that was asked for comes up when it is read
};

} // namespace kvscope
