#include "pages/study_page.h"

#include "pages/study_header.h"
#include "ui/chart_notes.h"
#include "ui/default_view.h"
#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/banner.h"
#include "widgets/progress_strip.h"

#include <QDataStream>
#include <QFileInfo>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kSetupWidth = 308;
constexpr int kMargin = 16;
const QList<int> kRows{600, 240};
const QList<int> kStackedRows{720, 120};

bool isDemoModel(const ModelRef &model)
{
    return model.label.rfind("tiny-r1-", 0) == 0;
}

int sumOf(const ResultFrame &frame, int CellResult::*count)
{
    int total = 0;
    for (const CellResult &cell : frame.cells) {
        total += cell.*count;
    }
    return total;
}

} // namespace

StudyPage::StudyPage(StudyController &controller, std::shared_ptr<const EngineServices> services,
                     const MainActions &actions, QWidget *parent)
    : QWidget(parent), controller_(controller)
{
    const auto all = chartsInOrder();
    chart_ = all.empty() ? nullptr : all.front();
    build(std::move(services), actions);
    connectParts();
    refresh();
}

void StudyPage::build(std::shared_ptr<const EngineServices> services, const MainActions &actions)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 8, kMargin, 8);
    layout->setSpacing(10);
    header_ = new StudyHeader(actions, this);
    banner_ = new Banner(this);
    columns_ = new QSplitter(Qt::Horizontal, this);
    columns_->setHandleWidth(metrics::gap);
    columns_->setChildrenCollapsible(false);
    setup_ = new SetupPanel(std::move(services), columns_);
    setup_->setMinimumWidth(280);
    rows_ = new QSplitter(Qt::Vertical, columns_);
    rows_->setHandleWidth(metrics::gap);
    rows_->setChildrenCollapsible(false);
    plot_ = new PlotView(rows_);
    plot_->setObjectName(QStringLiteral("plot"));
    plot_->setAccessibleName(tr("Pass@1 and throughput by KV budget"));
    results_ = new ResultsTabs(actions.copyCommand, actions.pasteCommand, rows_);
    results_->setMinimumHeight(120);
    rows_->setStretchFactor(0, 1);
    rows_->setStretchFactor(1, 0);
    rows_->setSizes(kRows);
    columns_->setStretchFactor(0, 0);
    columns_->setStretchFactor(1, 1);
    columns_->setSizes({kSetupWidth, 1000});
    progress_ = new ProgressStrip(this);
    layout->addWidget(header_);
    layout->addWidget(banner_);
    layout->addWidget(columns_, 1);
    layout->addWidget(progress_);
}

void StudyPage::connectParts()
{
    connect(&controller_, &StudyController::stateChanged, this, &StudyPage::refresh);
    connect(&controller_, &StudyController::frameChanged, this, &StudyPage::showFrame);
    connect(&concluder_, &Concluder::concluded, this, [this](const ConclusionsPtr &conclusions) {
        conclusions_ = conclusions;
        results_->setConclusions(frame_, conclusions_, options_.dataset);
    });
    connect(&controller_, &StudyController::sessionClosed, this, [this] {
        results_->clearLog();
        results_->setProgress({});
        showFrame(nullptr);
        refresh();
    });
    connect(&controller_, &StudyController::progressChanged, this, [this](const SweepProgress &progress) {
        results_->setProgress(progress);
        updateProgress();
    });
    connect(&controller_, &StudyController::noticeRaised, banner_, &Banner::showNotice);
    connect(&controller_, &StudyController::noticeCleared, banner_, &Banner::clear);
    connect(&controller_, &StudyController::logged, results_, &ResultsTabs::appendLog);
    connect(banner_, &Banner::actionTriggered, this, [this](NoticeAction action) {
        if (action == NoticeAction::Resume) {
            controller_.resume();
        } else if (action == NoticeAction::StopAndResume) {
            controller_.stopAndResume();
        }
    });
    connect(setup_, &SetupPanel::formChanged, this, &StudyPage::updateCommand);
    connect(setup_, &SetupPanel::planChanged, this, [this] {
        refresh();
        if (controller_.sessionPath().isEmpty()) {
            const SweepForm form = setup_->form();
            showFrame(setup_->plan() ? frameFromPlan(*setup_->plan(), form.spec.batch) : FramePtr());
        }
    });
    connect(header_, &StudyHeader::datasetChosen, this, [this](int dataset) {
        options_.dataset = dataset;
        results_->setFrame(frame_, dataset);
        results_->setConclusions(frame_, conclusions_, dataset);
        rebuildScene(SceneChange::Glide);
    });
}

void StudyPage::setChart(const QString &chartId)
{
    if (const Chart *found = chartById(chartId)) {
        chart_ = found;
        rebuildScene(SceneChange::Glide);
    }
}

void StudyPage::setScale(ScalePreset preset)
{
    options_.scale = preset;
    rebuildScene(SceneChange::Glide);
}

void StudyPage::setStacked(bool stacked)
{
    options_.isStacked = stacked;
    rebuildScene(SceneChange::AtOnce);
}

void StudyPage::setEllipses(bool on)
{
    options_.usesEllipses = on;
    rebuildScene(SceneChange::AtOnce);
}

void StudyPage::setSharesScales(bool shares)
{
    options_.sharesScales = shares;
    rebuildScene(SceneChange::Glide);
}

void StudyPage::setOverlay(const FramePtr &published)
{
    options_.overlay = published;
    rebuildScene(SceneChange::AtOnce);
}

void StudyPage::setTheme(const Theme &theme)
{
    plot_->setTheme(theme);
}

QByteArray StudyPage::saveLayout() const
{
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    stream << columns_->saveState() << rows_->saveState();
    return layout;
}

void StudyPage::restoreLayout(const QByteArray &layout)
{
    QByteArray columns;
    QByteArray rows;
    QDataStream stream(layout);
    stream >> columns >> rows;
    if (stream.status() == QDataStream::Ok) {
        columns_->restoreState(columns);
        rows_->restoreState(rows);
    }
}

void StudyPage::setSetupVisible(bool visible)
{
    setup_->setVisible(visible);
    refresh();
}

void StudyPage::showFrame(const FramePtr &frame)
{
    const bool sameSession = frame && frame_ && frame->session_path == frame_->session_path;
    frame_ = frame;
    if (!sameSession && frame_) {
        const ChartOptions before = options_;
        options_ = defaultView(*frame_);
        options_.isStacked = before.isStacked;
        options_.sharesScales = before.sharesScales;
        options_.usesEllipses = before.usesEllipses;
        options_.overlay = before.overlay;
        if (frame_->reference) {
            results_->appendLog(plainLine(frame_->reference->notes, 2000));
        }
        emit viewReset(options_);
    }
    QStringList datasets;
    for (const DatasetRef &dataset : frame_ ? frame_->datasets : std::vector<DatasetRef>()) {
        datasets << plainLine(dataset.label, 60);
    }
    header_->setDatasets(datasets, options_.dataset, frame_ && !frame_->reference);
    results_->setFrame(frame_, options_.dataset);
    concluder_.follow(frame_);
    rebuildScene(SceneChange::AtOnce, sameSession && controller_.isRunning());
    updateTitles();
    updateProgress();
}

void StudyPage::rebuildScene(SceneChange change, bool keepsScales)
{
    if (chart_ == nullptr) {
        return;
    }
    ChartOptions options = options_;
    const ChartScene &shown = plot_->scene();
    if (keepsScales && !shown.panels.empty()) {
        const ScenePanel &panel = shown.panels.front();
        options.passUpperAtLeast = panel.left.upper;
        const bool hasRates = !panel.right.ticks.empty() && !panel.right.ticks.front().label.isEmpty();
        options.tpsUpperAtLeast = hasRates ? panel.right.upper : 0; // an axis that awaits its first rate has no scale
    }
    const auto hasRows = [](const ChartScene &scene) {
        return static_cast<int>(scene.panels.size()) > columnsOf(scene);
    };
    static const ResultFrame nothing;
    ChartScene scene = chart_->build(frame_ ? *frame_ : nothing, options);
    if (frame_) {
        addNotes(scene, *frame_, options_.dataset);
    }
    if (hasRows(scene) != hasRows(shown)) { // panels above each other need the height
        rows_->setSizes(hasRows(scene) ? kStackedRows : kRows);
    }
    plot_->setScene(std::move(scene), change);
}

void StudyPage::refresh()
{
    const bool running = controller_.isRunning();
    if (running && setup_->isEditable()) {
        plot_->setFocus(); // not on Stop, where the vanishing Start button would leave it
    }
    setup_->setEditable(!running);
    results_->setWrittenElsewhere(controller_.otherWriter().has_value());
    const bool showsSetup = controller_.sessionPath().isEmpty() || !setup_->isHidden();
    header_->showState(controller_.runState(), controller_.canResume(), setup_->isStartable(), showsSetup);
    updateTitles();
    updateProgress();
    updateCommand();
}

void StudyPage::updateTitles()
{
    if (controller_.sessionPath().isEmpty()) {
        header_->setTitles(tr("New sweep"), tr("Bars will be Pass@1, the line throughput, at each KV budget"));
        return;
    }
    const QString path = shortPath(controller_.sessionPath());
    if (frame_ && frame_->reference) {
        header_->setTitles(
            plainLine(frame_->title.empty() ? tr("Published figure") : fromUtf8(frame_->title)),
            tr("%1 — %2").arg(plainLine(frame_->reference->source), plainLine(frame_->reference->how_read)));
        return;
    }
    QString title = frame_ && !frame_->title.empty()
                        ? plainLine(frame_->title)
                        : plainLine(QFileInfo(controller_.sessionPath()).completeBaseName());
    header_->setTitles(title, path);
}

void StudyPage::updateProgress()
{
    if (controller_.isRunning()) {
        progress_->showRun(controller_.runState(), controller_.progress());
        return;
    }
    if (!frame_ || controller_.sessionPath().isEmpty()) {
        progress_->showIdle(tr("Ready"), 0, 0);
        return;
    }
    QString text;
    if (frame_->reference) {
        text = plainLine(frame_->reference->notes).section(QLatin1String(". "), 0, 0); // the log has all of it
    } else {
        text = standingText();
        const auto withDevice = std::find_if(frame_->cells.begin(), frame_->cells.end(),
                                             [](const CellResult &cell) { return !cell.device.empty(); });
        if (withDevice != frame_->cells.end()) {
            text += QStringLiteral("  ·  ") + plainLine(withDevice->device);
        }
        if (std::any_of(frame_->models.begin(), frame_->models.end(), isDemoModel)) {
            text += tr("  ·  Demo models: no evidence about the methods");
        }
    }
    progress_->showIdle(text, sumOf(*frame_, &CellResult::num_samples),
                        sumOf(*frame_, &CellResult::num_samples_planned));
}

QString StudyPage::standingText() const
{
    if (frame_->is_complete) {
        return tr("Complete");
    }
    if (const std::optional<qint64> writer = controller_.otherWriter()) {
        return *writer != 0 ? tr("Running in process %1").arg(*writer) : tr("Running in another process");
    }
    return controller_.canResume() ? tr("Interrupted: Resume goes on") : QString();
}

void StudyPage::updateCommand()
{
    const bool isOpen = !controller_.sessionPath().isEmpty() && controller_.spec().has_value();
    const QString program = controller_.runnerProgram();
    if (isOpen) { // what made this session
        results_->setCommand(
            shellCommandLines(program, runArguments(formFromSpec(*controller_.spec()), controller_.sessionPath())));
    } else if (frame_ && frame_->reference) {
        results_->setCommand({});
    } else {
        results_->setCommand(shellCommandLines(program, runArguments(setup_->form(), setup_->sessionPath())));
    }
}

} // namespace kvscope
