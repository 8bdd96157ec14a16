// The half of MainWindow that lays a second session beside the one that is open.
#include "ui/main_window.h"

#include "pages/compare_page.h"
#include "pages/main_actions.h"
#include "pages/study_page.h"
#include "ui/plain_text.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStackedWidget>

namespace kvscope {

void MainWindow::connectCompareActions()
{
    connect(actions_->compareSession, &QAction::triggered, this, &MainWindow::pickComparedSession);
    connect(actions_->views, &QActionGroup::triggered, this,
            [this](const QAction *action) { compare_->setChart(action->data().toString()); });
    connect(&controller_, &StudyController::frameChanged, compare_, &ComparePage::refresh);
    connect(compare_, &ComparePage::compared, this, [this] {
        if (isComparing_) { // not when it is read again
            isComparing_ = false;
            pages_->setCurrentWidget(compare_);
        }
    });
    connect(compare_, &ComparePage::failed, this, [this](const Error &error) {
        isComparing_ = false;
        study_->results().appendLog(plainLine(error.message, 2000));
        raise(Notice::Kind::Error, tr("The sessions could not be compared: %1").arg(plainLine(error.message, 300)));
    });
}

bool MainWindow::isShowingComparison() const
{
    return pages_->currentWidget() == compare_ && compare_->comparison();
}

PlotView &MainWindow::shownPlot() const
{
    return isShowingComparison() ? compare_->plot() : study_->plot();
}

void MainWindow::pickComparedSession()
{
    auto *dialog = new QFileDialog(this, tr("Compare with session"), config_.dataDir);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("KVScope sessions (*.kvsession)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::compareWith);
    dialog->open();
}

void MainWindow::compareWith(const QString &path)
{
    if (!controller_.frame() || controller_.sessionPath().isEmpty()) {
        raise(Notice::Kind::Info, tr("Open a session first; then another one can be compared with it."));
        return;
    }
    if (QFileInfo(path).canonicalFilePath() == QFileInfo(controller_.sessionPath()).canonicalFilePath()) {
        raise(Notice::Kind::Info, tr("This session is open already. Choose another one to compare it with."));
        return;
    }
    isComparing_ = true;
    compare_->compare(controller_.sessionPath(), path);
}

} // namespace kvscope
