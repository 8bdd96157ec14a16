// The half of MainWindow that deals with the samples behind the bars.
#include "ui/main_window.h"

#include "dialogs/regrade_dialog.h"
#include "pages/compare_page.h"
#include "pages/main_actions.h"
#include "pages/samples_page.h"
#include "pages/study_page.h"
#include "ui/background.h"
#include "ui/plain_text.h"
#include "ui/sample_export.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QStackedWidget>

namespace kvscope {

void MainWindow::connectSampleActions()
{
    connect(actions_->showSamples, &QAction::triggered, this, [this] { showSamples({}); });
    connect(actions_->showCharts, &QAction::triggered, this, &MainWindow::showStudy);
    connect(actions_->previousSample, &QAction::triggered, this, [this] { samples_->step(-1); });
    connect(actions_->nextSample, &QAction::triggered, this, [this] { samples_->step(1); });
    connect(actions_->showPartner, &QAction::triggered, samples_, &SamplesPage::togglePartner);
    connect(actions_->findSample, &QAction::triggered, samples_, &SamplesPage::focusText);
    connect(actions_->copyRow, &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(samples_->rowToCopy()); });
    connect(actions_->copyTranscript, &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(samples_->transcriptToCopy()); });
    connect(actions_->exportSamples, &QAction::triggered, this, &MainWindow::pickSamples);
    connect(actions_->regrade, &QAction::triggered, this, &MainWindow::showRegradeDialog);
    connect(&study_->plot(), &PlotView::cellClicked, this, &MainWindow::showSamples);
    connect(&study_->plot(), &PlotView::cellsBrushed, this, &MainWindow::showFlips);
    connect(&study_->results(), &ResultsTabs::cellActivated, this, &MainWindow::showSamples);
    connect(pages_, &QStackedWidget::currentChanged, this, &MainWindow::updateActions);
}

void MainWindow::showSamples(const QString &cellKey)
{
    if (!hasSamples()) {
        return;
    }
    pages_->setCurrentWidget(samples_);
    samples_->showCell(cellKey);
}

void MainWindow::showFlips(const QString &cellKey, const QString &comparedKey)
{
    if (!hasSamples()) {
        return;
    }
    pages_->setCurrentWidget(samples_);
    samples_->showFlips(cellKey, comparedKey);
}

void MainWindow::showRegradeDialog()
{
    if (!hasSamples()) {
        return;
    }
    if (controller_.isRunning()) {
        raise(Notice::Kind::Info, tr("A sweep is writing this session. Grade it again when the sweep has stopped."));
        return;
    }
    auto *dialog = new RegradeDialog(config_.runnerProgram, controller_.sessionPath(), services_->graders(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RegradeDialog::regraded, &controller_, &StudyController::refresh);
    dialog->open();
}

bool MainWindow::hasSamples() const
{
    return controller_.frame() != nullptr && !controller_.frame()->reference && !controller_.sessionPath().isEmpty();
}

void MainWindow::updateSampleActions()
{
    const bool isSeen = pages_->currentWidget() == samples_;
    actions_->showSamples->setEnabled(hasSamples() && !isSeen);
    actions_->regrade->setEnabled(hasSamples());
    actions_->showCharts->setEnabled(isSeen || pages_->currentWidget() == compare_);
    for (QAction *action : {actions_->previousSample, actions_->nextSample, actions_->showPartner, actions_->findSample,
                            actions_->copyRow, actions_->copyTranscript, actions_->exportSamples}) {
        action->setEnabled(isSeen);
    }
}

void MainWindow::pickSamples()
{
    auto *dialog =
        new QFileDialog(this, tr("Export the samples that are listed"), suggestedFile(QStringLiteral("-samples.csv")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV table (*.csv)"), tr("JSON lines with the texts (*.jsonl)")});
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("jsonl")) ? QStringLiteral("jsonl")
                                                                         : QStringLiteral("csv"));
    });
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::exportSamplesTo);
    dialog->open();
}

void MainWindow::exportSamplesTo(const QString &path)
{
    const SampleListPtr list = samples_->list();
    const FramePtr frame = controller_.frame();
    if (!list || !frame) {
        return;
    }
    runInBackground(
        this,
        [list, frame, path, session = controller_.sessionPath()] {
            return exportSamples(session, *list, *frame, path);
        },
        [this, path](const Result<int> &written) {
            if (written.has_error()) {
                samples_->say(Notice::Kind::Error, plainLine(written.error().message));
            } else {
                samples_->say(Notice::Kind::Info,
                              tr("%1 samples were written to %2.").arg(written.value()).arg(shortPath(path)));
            }
        });
}

} // namespace kvscope
