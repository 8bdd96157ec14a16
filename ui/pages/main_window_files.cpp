// The half of MainWindow that deals with files: sessions in, figures and tables out.
#include "ui/main_window.h"

#include "database/session_reader.h"
#include "dialogs/export_dialog.h"
#include "dialogs/table_dialog.h"
#include "pages/compare_page.h"
#include "pages/main_actions.h"
#include "pages/study_page.h"
#include "pages/welcome_page.h"
#include "stats/summarize.h"
#include "ui/background.h"
#include "ui/clipboard_export.h"
#include "ui/comparison_export.h"
#include "ui/drop.h"
#include "ui/figure_preset.h"
#include "ui/plain_text.h"
#include "ui/recent_sessions.h"
#include "ui/setup_panel.h"
#include "ui/table_export.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>

#include <utility>

namespace kvscope {
namespace {

/// (path, title) of the sessions in a folder, by name. Reads files: for a worker.
QList<std::pair<QString, QString>> readTitles(const QString &folder)
{
    QList<std::pair<QString, QString>> found;
    for (const QFileInfo &file : QDir(folder).entryInfoList({QStringLiteral("*.kvsession")}, QDir::Files, QDir::Name)) {
        const QString path = file.absoluteFilePath();
        QString title = plainLine(file.completeBaseName());
        const auto reader = SessionReader::open(path.toStdString());
        if (reader.has_value()) {
            const auto rows = reader.value().read_rows();
            if (rows.has_value() && !rows.value().frame.title.empty()) {
                title = plainLine(rows.value().frame.title, 100);
            }
        }
        found.append({path, title});
    }
    return found;
}

Result<FramePtr> readFrame(const QString &path)
{
    const auto reader = SessionReader::open(path.toStdString());
    if (reader.has_error()) {
        return reader.error();
    }
    const auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    return FramePtr(std::make_shared<const ResultFrame>(stats::complete(rows.value())));
}

} // namespace

void MainWindow::connectFileActions()
{
    connect(actions_->newSweep, &QAction::triggered, this, &MainWindow::newSweep);
    connect(actions_->open, &QAction::triggered, this, &MainWindow::pickSession);
    connect(actions_->saveCopy, &QAction::triggered, this, &MainWindow::pickCopy);
    connect(actions_->exportChart, &QAction::triggered, this, &MainWindow::showExportDialog);
    connect(actions_->exportTable, &QAction::triggered, this, &MainWindow::pickTable);
    connect(actions_->importResults, &QAction::triggered, this, &MainWindow::pickResults);
    connect(actions_->exportLmEval, &QAction::triggered, this,
            [this] { pickResultsFolder(QStringLiteral("lm-eval")); });
    connect(actions_->exportVllm, &QAction::triggered, this, [this] { pickResultsFolder(QStringLiteral("vllm")); });
    connect(actions_->copyChart, &QAction::triggered, this, &MainWindow::copyChartImage);
    connect(actions_->closeSession, &QAction::triggered, this, [this] {
        controller_.newStudy();
        showWelcome();
    });
    connect(actions_->quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::fillSessionMenus()
{
    const QStringList recent = settings_.recentSessions();
    actions_->recent->clear();
    for (const QString &path : recent) {
        QString label = shortPath(path, 60);
        QAction *action = actions_->recent->addAction(label.replace(QLatin1Char('&'), QLatin1String("&&")));
        connect(action, &QAction::triggered, this, [this, path] { openSession(path); });
    }
    if (!recent.isEmpty()) {
        actions_->recent->addSeparator();
        connect(actions_->recent->addAction(tr("Forget these")), &QAction::triggered, this, [this] {
            settings_.forgetRecentSessions();
            fillSessionMenus();
        });
    }
    actions_->recent->menuAction()->setVisible(!recent.isEmpty());
    welcome_->setRecent(recent);
    recentSessions_->look(recent, theme_, devicePixelRatioF());
}

void MainWindow::askAboutMissing(const QString &path)
{
    auto *box =
        new QMessageBox(QMessageBox::Question, tr("Session not found"),
                        tr("There is no session at %1. It was moved, or its disk is not there.").arg(shortPath(path)),
                        QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton *locate = box->addButton(tr("Locate…"), QMessageBox::ActionRole);
    const QPushButton *remove = box->addButton(tr("Remove from the list"), QMessageBox::DestructiveRole);
    connect(locate, &QPushButton::clicked, this, [this, path] { locateSession(path); });
    connect(remove, &QPushButton::clicked, this, [this, path] { forgetSession(path); });
    box->open();
}

void MainWindow::locateSession(const QString &path)
{
    auto *dialog =
        new QFileDialog(this, tr("Locate %1").arg(plainLine(QFileInfo(path).fileName(), 60)), config_.dataDir);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("KVScope sessions (*.kvsession)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, path](const QString &found) {
        settings_.forgetRecentSession(path);
        openSession(found);
    });
    dialog->open();
}

void MainWindow::forgetSession(const QString &path)
{
    settings_.forgetRecentSession(path);
    fillSessionMenus();
}

void MainWindow::takeDrop(const QStringList &paths, Qt::KeyboardModifiers modifiers)
{
    const Drop drop = classifyDrop(paths);
    if (drop.kind == Drop::Kind::Session && (modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) != 0) {
        compareWith(drop.paths.first());
        return;
    }
    if (refuseWhileRunning()) {
        return;
    }
    switch (drop.kind) {
    case Drop::Kind::Refused:
        raise(Notice::Kind::Warning, drop.reason);
        return;
    case Drop::Kind::Session:
        openSession(drop.paths.first());
        return;
    case Drop::Kind::Models:
    case Drop::Kind::Datasets:
        break;
    }
    if (!controller_.sessionPath().isEmpty() || pages_->currentWidget() == welcome_) {
        newSweep(); // the form would show what made the session that is open
    }
    actions_->toggleSetup->setChecked(true);
    if (drop.kind == Drop::Kind::Datasets) {
        study_->setup().addDatasets(drop.paths);
        return;
    }
    for (int side = 0; side < drop.paths.size(); ++side) {
        study_->setup().addModel(side, drop.paths[side]);
    }
}

void MainWindow::showChartTable()
{
    auto *dialog = new TableDialog(shownPlot().shownScene(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::findReferences()
{
    runInBackground(
        this,
        [folder = QString::fromStdString(config_.resourceDir) + QStringLiteral("/reference")] {
            return readTitles(folder);
        },
        [this](const QList<std::pair<QString, QString>> &found) {
            QStringList paths;
            QStringList titles;
            for (const auto &[path, title] : found) {
                paths << path;
                titles << title;
                QString label = title;
                QAction *action = actions_->references->addAction(label.replace(QLatin1Char('&'), QLatin1String("&&")));
                connect(action, &QAction::triggered, this, [this, file = path] { openSession(file); });
            }
            actions_->references->menuAction()->setVisible(!paths.isEmpty());
            welcome_->setReferences(paths, titles);
            addOverlayChoices(paths, titles);
        });
}

void MainWindow::addOverlayChoices(const QStringList &paths, const QStringList &titles)
{
    overlayChoices_ = new QActionGroup(this);
    const auto addChoice = [this](QString text, const QString &path) {
        QAction *action = actions_->overlays->addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setData(path);
        action->setCheckable(true);
        overlayChoices_->addAction(action);
    };
    addChoice(tr("None"), {});
    for (qsizetype i = 0; i < paths.size(); ++i) {
        addChoice(titles[i], paths[i]);
    }
    overlayChoices_->actions().first()->setChecked(true);
    connect(overlayChoices_, &QActionGroup::triggered, this,
            [this](const QAction *action) { useOverlay(action->data().toString()); });
    actions_->overlays->setEnabled(!paths.isEmpty());
}

void MainWindow::useNextOverlay()
{
    if (overlayChoices_ == nullptr) {
        return;
    }
    const QList<QAction *> all = overlayChoices_->actions();
    all[(all.indexOf(overlayChoices_->checkedAction()) + 1) % all.size()]->trigger();
}

void MainWindow::useOverlay(const QString &path)
{
    if (path.isEmpty()) {
        study_->setOverlay(nullptr);
        return;
    }
    runInBackground(
        this, [path] { return readFrame(path); },
        [this, path](const Result<FramePtr> &read) {
            if (read.has_error()) {
                study_->results().appendLog(plainLine(read.error().message, 2000));
                raise(Notice::Kind::Error, tr("%1 could not be read. Details are in the log.").arg(shortPath(path)));
            } else if (overlayChoices_->checkedAction()->data().toString() == path) { // not chosen otherwise since
                study_->setOverlay(read.value());
            }
        });
}

void MainWindow::pickSession()
{
    auto *dialog = new QFileDialog(this, tr("Open session"), config_.dataDir);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("KVScope sessions (*.kvsession)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openSession);
    dialog->open();
}

QString MainWindow::suggestedFile(const QString &suffix) const
{
    const auto nameOf = [](const QString &path) { return QFileInfo(path).completeBaseName(); };
    const QString name = isShowingComparison()
                             ? nameOf(compare_->firstPath()) + QStringLiteral("-and-") + nameOf(compare_->secondPath())
                             : nameOf(controller_.sessionPath());
    return QDir::home().filePath(name + suffix);
}

void MainWindow::pickCopy()
{
    auto *dialog = new QFileDialog(this, tr("Save a copy"),
                                   QDir::home().filePath(QFileInfo(controller_.sessionPath()).completeBaseName() +
                                                         QStringLiteral("-copy.kvsession")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("KVScope sessions (*.kvsession)"));
    dialog->setDefaultSuffix(QStringLiteral("kvsession"));
    connect(dialog, &QFileDialog::fileSelected, &controller_, &StudyController::saveCopy);
    dialog->open();
}

void MainWindow::pickTable()
{
    auto *dialog = new QFileDialog(this, tr("Export numbers"), suggestedFile(QStringLiteral(".csv")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Table (*.csv)"), tr("Table with tabs (*.tsv)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            isShowingComparison() ? &MainWindow::exportComparisonTo : &MainWindow::exportTableTo);
    dialog->open();
}

void MainWindow::showExportDialog()
{
    const FramePtr frame = controller_.frame();
    if (!frame || study_->chart() == nullptr) {
        return;
    }
    auto *dialog = new ExportDialog(shownPlot().shownScene(), suggestedFile(QStringLiteral(".png")), settings_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exportRequested, this, &MainWindow::exportChartTo);
    dialog->open();
}

bool MainWindow::exportChartTo(const QString &path, const ExportOptions &options)
{
    const FramePtr frame = controller_.frame();
    if (!frame || study_->chart() == nullptr) {
        return false;
    }
    const Status written = exportScene(shownPlot().shownScene(), path, options);
    if (written.has_error()) {
        study_->results().appendLog(plainLine(written.error().message, 2000));
        raise(Notice::Kind::Error,
              tr("The chart could not be written to %1. Details are in the log.").arg(shortPath(path)));
        return false;
    }
    raise(Notice::Kind::Info, tr("The chart was written to %1.").arg(shortPath(path)));
    return true;
}

bool MainWindow::exportTableTo(const QString &path)
{
    const FramePtr frame = controller_.frame();
    if (!frame) {
        return false;
    }
    return tellTableWritten(exportTable(*frame, study_->warnings(), path), path);
}

bool MainWindow::exportComparisonTo(const QString &path)
{
    const ComparisonPtr comparison = compare_->comparison();
    return comparison && tellTableWritten(exportComparison(*comparison, path), path);
}

bool MainWindow::tellTableWritten(const Status &written, const QString &path)
{
    if (written.has_error()) {
        study_->results().appendLog(plainLine(written.error().message, 2000));
        raise(Notice::Kind::Error,
              tr("The numbers could not be written to %1. Details are in the log.").arg(shortPath(path)));
        return false;
    }
    raise(Notice::Kind::Info, tr("The numbers were written to %1.").arg(shortPath(path)));
    return true;
}

void MainWindow::copyChartImage()
{
    const bool isPair = isShowingComparison();
    const FramePtr frame = isPair ? compare_->comparison()->merged : controller_.frame();
    if (!frame) {
        return;
    }
    ExportOptions options = withPreset({}, figurePresets().front());
    options.theme = theme_;
    options.dpi = 192;
    auto figure = figureForClipboard(shownPlot().shownScene(), *frame, options,
                                     isPair ? std::vector<ResultWarning>() : study_->warnings());
    if (!figure) {
        raise(Notice::Kind::Error, tr("There is not enough memory to copy the chart."));
        return;
    }
    QApplication::clipboard()->setMimeData(figure.release()); // the clipboard owns it
    raise(Notice::Kind::Info, tr("The chart is on the clipboard as an image, as SVG and as a table."));
}

} // namespace kvscope
