#include "ui/main_window.h"

#include "dialogs/keys_dialog.h"
#include "pages/compare_page.h"
#include "pages/main_actions.h"
#include "pages/samples_page.h"
#include "pages/study_page.h"
#include "pages/welcome_page.h"
#include "theme/system_theme.h"
#include "ui/plain_text.h"
#include "widgets/banner.h"
#include "widgets/drop_area.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QStackedWidget>

namespace kvscope {
namespace {

constexpr QSize kStartSize{1280, 800};
constexpr QSize kLeastSize{960, 620};
constexpr int kNarrow = 1400; ///< below it a running sweep gets the space of the setup

} // namespace

MainWindow::MainWindow(WindowConfig config, std::shared_ptr<const EngineServices> services)
    : config_(std::move(config)), services_(std::move(services)), systemTheme_(std::make_unique<SystemTheme>()),
      theme_(themeOf(settings_.theme())), controller_(config_.runnerProgram),
      actions_(std::make_unique<MainActions>(this))
{
    setWindowTitle(tr("KVScope"));
    connect(new DropArea(this), &DropArea::dropped, this, &MainWindow::takeDrop);
    setMinimumSize(kLeastSize);
    resize(kStartSize.boundedTo(screen()->availableSize()));
    pages_ = new QStackedWidget(this);
    pages_->setObjectName(QStringLiteral("pages"));
    welcome_ = new WelcomePage(*actions_, pages_);
    study_ = new StudyPage(controller_, services_, *actions_, pages_);
    pages_->addWidget(welcome_);
    samples_ = new SamplesPage(controller_, services_, settings_, *actions_, pages_);
    compare_ = new ComparePage(*actions_, pages_);
    for (QWidget *page : std::initializer_list<QWidget *>{study_, samples_, compare_}) {
        pages_->addWidget(page);
    }
    setCentralWidget(pages_);
    study_->setup().setForm(demoForm(config_.resourceDir));
    study_->setup().setSessionPath(newSessionPath());
    connectFileActions();
    connectSweepActions();
    connectViewActions();
    connectSampleActions();
    connectCompareActions();
    connectDocumentActions();
    connectWelcome();
    connect(systemTheme_.get(), &SystemTheme::changed, this, [this] {
        if (settings_.theme() == ThemeChoice::System) {
            useTheme(ThemeChoice::System);
        }
    });
    connect(&controller_, &StudyController::stateChanged, this, [this] {
        updateActions();
        if (controller_.runState() == RunState::Starting && width() < kNarrow) {
            actions_->toggleSetup->setChecked(false);
        }
    });
    connect(&controller_, &StudyController::frameChanged, this, &MainWindow::updateActions);
    connect(&study_->setup(), &SetupPanel::planChanged, this, &MainWindow::updateActions);
    connect(&controller_, &StudyController::sessionOpened, this,
            [this](const QString &path, const std::optional<SweepSpec> &spec) {
                if (!path.startsWith(QString::fromStdString(config_.resourceDir))) { // those have a place of their own
                    settings_.addRecentSession(path);
                    fillSessionMenus();
                }
                if (spec && !spec->model_dirs.empty()) { // published figures have nothing to run again
                    study_->setup().setForm(formFromSpec(*spec));
                }
                setWindowTitle(tr("%1 — KVScope").arg(QFileInfo(path).completeBaseName()));
            });
    connect(&controller_, &StudyController::runEnded, this, [this] {
        study_->setup().setSessionPath(newSessionPath());
        if (closesWhenStopped_) {
            close();
        }
    });
    useTheme(settings_.theme());
    restoreChoices();
    fillSessionMenus();
    findReferences();
    updateActions();
    showWelcome();
}

MainWindow::~MainWindow() = default;

QString MainWindow::demoSessionPath(const QString &dataDir)
{
    return dataDir + QStringLiteral("/demo.kvsession");
}

QString MainWindow::newSessionPath() const
{
    const QString stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
    return config_.dataDir + QStringLiteral("/sweep-%1.kvsession").arg(stamp);
}

void MainWindow::connectWelcome()
{
    recentSessions_ = std::make_unique<RecentSessions>(config_.cacheDir);
    connect(recentSessions_.get(), &RecentSessions::looked, welcome_, &WelcomePage::showSession);
    connect(welcome_, &WelcomePage::sessionChosen, this, &MainWindow::openSession);
    connect(welcome_, &WelcomePage::missingChosen, this, &MainWindow::askAboutMissing);
    connect(welcome_, &WelcomePage::removeRequested, this, &MainWindow::forgetSession);
}

void MainWindow::connectSweepActions()
{
    connect(actions_->start, &QAction::triggered, this, [this] {
        showStudy();
        controller_.start(study_->setup().form(), study_->setup().sessionPath());
    });
    connect(actions_->resume, &QAction::triggered, &controller_, &StudyController::resume);
    connect(actions_->pause, &QAction::triggered, this, [this] {
        if (controller_.canContinue()) {
            controller_.continueRun();
        } else {
            controller_.pause();
        }
    });
    connect(actions_->stop, &QAction::triggered, &controller_, &StudyController::stop);
    connect(actions_->demo, &QAction::triggered, this, &MainWindow::startDemo);
    connect(actions_->copyCommand, &QAction::triggered, this, [this] {
        QApplication::clipboard()->setText(study_->results().command());
        raise(Notice::Kind::Info, tr("The command is on the clipboard."));
    });
    connect(actions_->pasteCommand, &QAction::triggered, this, &MainWindow::fillFromClipboard);
}

void MainWindow::connectViewActions()
{
    const auto checkFirst = [](QActionGroup *group) {
        if (!group->actions().isEmpty()) {
            group->actions().first()->setChecked(true);
        }
    };
    checkFirst(actions_->views);
    checkFirst(actions_->scales);
    connect(actions_->views, &QActionGroup::triggered, this, [this](const QAction *action) {
        study_->setChart(action->data().toString());
        settings_.setText(QStringLiteral("view"), action->data().toString());
        updateActions();
    });
    connect(actions_->scales, &QActionGroup::triggered, this,
            [this](const QAction *action) { study_->setScale(static_cast<ScalePreset>(action->data().toInt())); });
    connect(actions_->themes, &QActionGroup::triggered, this, [this](const QAction *action) {
        const auto choice = static_cast<ThemeChoice>(action->data().toInt());
        settings_.setTheme(choice);
        useTheme(choice);
    });
    connect(actions_->languages, &QActionGroup::triggered, this,
            [this](const QAction *action) { useLanguageChoice(action->data().toString()); });
    connect(actions_->showTable, &QAction::triggered, this, &MainWindow::showChartTable);
    connect(study_, &StudyPage::viewReset, this, [this](const ChartOptions &options) {
        for (QAction *action : actions_->scales->actions()) {
            action->setChecked(action->data().toInt() == static_cast<int>(options.scale));
        }
        if (study_->shownFrame()->reference) {
            actions_->toggleSetup->setChecked(false); // nothing to set up: the figure gets the space
            setWindowTitle(tr("%1 — KVScope").arg(plainLine(study_->shownFrame()->title, 100)));
        }
    });
    connect(actions_->stackPanels, &QAction::toggled, study_, &StudyPage::setStacked);
    connect(actions_->ellipses, &QAction::toggled, study_, &StudyPage::setEllipses);
    connect(actions_->ellipses, &QAction::toggled, compare_, &ComparePage::setEllipses);
    connect(actions_->shareScales, &QAction::toggled, study_, &StudyPage::setSharesScales);
    connect(actions_->nextOverlay, &QAction::triggered, this, &MainWindow::useNextOverlay);
    connect(actions_->resetZoom, &QAction::triggered, this, [this] { shownPlot().resetZoom(); });
    connect(actions_->toggleSetup, &QAction::toggled, study_, &StudyPage::setSetupVisible);
    connect(actions_->tabs, &QActionGroup::triggered, this, [this](const QAction *action) {
        showStudy();
        study_->results().showTab(action->data().toInt());
    });
    connect(actions_->fullScreen, &QAction::toggled, this, [this](bool on) {
        setWindowState(on ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    });
    connect(actions_->keys, &QAction::triggered, this, [this] {
        auto *dialog = new KeysDialog(actions_->all(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(actions_->about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::updateActions()
{
    const bool running = controller_.isRunning();
    const bool hasResults = controller_.frame() != nullptr;
    actions_->start->setEnabled(!running && study_->setup().isStartable());
    actions_->resume->setEnabled(controller_.canResume());
    actions_->pause->setEnabled(controller_.canPause() || controller_.canContinue());
    actions_->pause->setText(controller_.canContinue() ? tr("&Continue") : tr("&Pause"));
    actions_->pause->setToolTip(controller_.canContinue() ? tr("Go on with the sweep")
                                                          : tr("Finish the running samples, then wait"));
    actions_->stop->setEnabled(controller_.canStop());
    for (QAction *action :
         {actions_->newSweep, actions_->open, actions_->closeSession, actions_->demo, actions_->pasteCommand}) {
        action->setEnabled(!running);
    }
    for (QAction *action : {actions_->compareSession, actions_->saveCopy, actions_->exportChart, actions_->exportTable,
                            actions_->exportLmEval, actions_->exportVllm, actions_->copyChart, actions_->showTable}) {
        action->setEnabled(hasResults);
    }
    for (QAction *action : actions_->scales->actions()) {
        action->setEnabled(study_->chart() != nullptr && study_->chart()->hasScalePresets);
    }
    actions_->recent->setEnabled(!running);
    actions_->references->setEnabled(!running);
    updateSampleActions();
    updateDocumentActions();
}

void MainWindow::showStudy()
{
    pages_->setCurrentWidget(study_);
}

void MainWindow::showWelcome()
{
    setWindowTitle(tr("KVScope"));
    recentSessions_->look(settings_.recentSessions(), theme_, devicePixelRatioF());
    pages_->setCurrentWidget(welcome_);
}

bool MainWindow::refuseWhileRunning()
{
    if (!controller_.isRunning()) {
        return false;
    }
    raise(Notice::Kind::Info, tr("A sweep is running. Stop it first; finished samples are kept."));
    return true;
}

void MainWindow::raise(Notice::Kind kind, const QString &text)
{
    if (isShowingComparison()) {
        compare_->say(kind, text);
        return;
    }
    showStudy();
    study_->banner().showNotice({kind, text, NoticeAction::None});
}

void MainWindow::newSweep()
{
    if (refuseWhileRunning()) {
        return;
    }
    controller_.newStudy();
    study_->setup().setSessionPath(newSessionPath());
    study_->setup().setForm(study_->setup().form());
    actions_->toggleSetup->setChecked(true);
    setWindowTitle(tr("New sweep — KVScope"));
    showStudy();
}

void MainWindow::openSession(const QString &path)
{
    if (refuseWhileRunning()) {
        return;
    }
    showStudy();
    controller_.openSession(path);
}

void MainWindow::startDemo()
{
    if (refuseWhileRunning()) {
        return;
    }
    showStudy();
    const SweepForm form = demoForm(config_.resourceDir);
    study_->setup().setForm(form);
    study_->setup().setSessionPath(demoSessionPath(config_.dataDir));
    controller_.openOrStart(form, demoSessionPath(config_.dataDir));
}

void MainWindow::fillFromClipboard()
{
    const auto words = splitShellCommand(QApplication::clipboard()->text());
    if (words.has_error() || words.value().size() < 2) {
        raise(Notice::Kind::Warning, tr("The clipboard holds no kvscope-runner command."));
        return;
    }
    QStringList arguments = words.value();
    if (!arguments.first().startsWith(QLatin1String("--")) && arguments.first() != QLatin1String("run")) {
        arguments.removeFirst(); // the program
    }
    const auto parsed = parseRunArguments(arguments, *services_);
    if (parsed.has_error()) {
        raise(Notice::Kind::Warning, QString::fromStdString(parsed.error().message));
        return;
    }
    newSweep();
    study_->setup().setForm(parsed.value().form);
    if (!parsed.value().sessionPath.isEmpty()) {
        study_->setup().setSessionPath(parsed.value().sessionPath);
    }
}

Theme MainWindow::themeOf(ThemeChoice choice) const
{
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemTheme_->isDark());
    const Theme &theme = dark ? Theme::dark() : Theme::light();
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), theme);
    return theme;
}

void MainWindow::useTheme(ThemeChoice choice)
{
    theme_ = themeOf(choice);
    study_->setTheme(theme_);
    samples_->setTheme(theme_);
    compare_->setTheme(theme_);
    for (QAction *action : actions_->themes->actions()) {
        action->setChecked(action->data().toInt() == static_cast<int>(choice));
    }
    if (pages_->currentWidget() == welcome_) {
        recentSessions_->look(settings_.recentSessions(), theme_, devicePixelRatioF());
    }
}

void MainWindow::useLanguageChoice(const QString &choice)
{
    if (choice == settings_.language()) {
        return;
    }
    settings_.setLanguage(choice);
    auto *box =
        new QMessageBox(QMessageBox::Information, tr("Language"),
                        tr("The window changes its language when KVScope is started again."), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::restoreChoices()
{
    restoreGeometry(settings_.bytes(QStringLiteral("windowGeometry")));
    study_->restoreLayout(settings_.bytes(QStringLiteral("splitters")));
    const QString view = settings_.text(QStringLiteral("view"), {});
    for (QAction *action : actions_->views->actions()) {
        if (action->data().toString() == view) {
            action->setChecked(true);
            study_->setChart(view);
            compare_->setChart(view);
        }
    }
    for (QAction *action : actions_->languages->actions()) {
        action->setChecked(action->data().toString() == settings_.language());
    }
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About KVScope"));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("KVScope %1").arg(config_.version));
    box->setInformativeText(tr("Accuracy and speed of reasoning models under a KV budget.\n"
                               "Free software, GNU General Public License 3 or later.\n"
                               "Qt %1")
                                .arg(QString::fromLatin1(qVersion())));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    settings_.setBytes(QStringLiteral("windowGeometry"), saveGeometry());
    samples_->saveState();
    settings_.setBytes(QStringLiteral("splitters"), study_->saveLayout());
    if (controller_.isRunning()) {
        // Finished samples are committed first; the window goes when the runner has.
        closesWhenStopped_ = true;
        raise(Notice::Kind::Info, tr("Stopping the sweep. The window closes when finished samples are safe."));
        controller_.stop();
        event->ignore();
        return;
    }
    event->accept();
}

} // namespace kvscope
