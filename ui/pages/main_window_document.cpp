// The half of MainWindow that deals with what people write into a session: notes on cells and its title.
#include "ui/main_window.h"

#include "dialogs/note_dialog.h"
#include "pages/main_actions.h"
#include "pages/study_page.h"
#include "ui/chart_notes.h"
#include "ui/plain_text.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kMostOfATitle = 200;

const CellResult *cellOf(const FramePtr &frame, const QString &key)
{
    if (!frame) {
        return nullptr;
    }
    const auto found = std::find_if(frame->cells.begin(), frame->cells.end(),
                                    [&](const CellResult &cell) { return cell.cell_key == key.toStdString(); });
    return found == frame->cells.end() ? nullptr : &*found;
}

} // namespace

void MainWindow::connectDocumentActions()
{
    connect(actions_->undo, &QAction::triggered, &editor_, &DocumentEditor::undo);
    connect(actions_->redo, &QAction::triggered, &editor_, &DocumentEditor::redo);
    connect(actions_->editNote, &QAction::triggered, this, [this] { editNote(study_->plot().currentCell()); });
    connect(actions_->renameSession, &QAction::triggered, this, &MainWindow::editTitle);
    connect(&study_->plot(), &PlotView::cellMenuRequested, this, &MainWindow::showCellMenu);
    connect(&editor_, &DocumentEditor::stateChanged, this, &MainWindow::updateDocumentActions);
    connect(&editor_, &DocumentEditor::written, &controller_, &StudyController::refresh);
    connect(&editor_, &DocumentEditor::refused, this, [this](const QString &reason, const QString &detail) {
        study_->results().appendLog(detail);
        raise(Notice::Kind::Warning, reason);
    });
    connect(&controller_, &StudyController::sessionOpened, &editor_,
            [this](const QString &path) { editor_.setSession(path); });
    connect(&controller_, &StudyController::sessionClosed, &editor_, [this] { editor_.setSession({}); });
}

void MainWindow::updateDocumentActions()
{
    const bool isOpen = controller_.frame() != nullptr && !controller_.sessionPath().isEmpty();
    actions_->editNote->setEnabled(isOpen);
    actions_->renameSession->setEnabled(isOpen);
    actions_->undo->setEnabled(editor_.canUndo());
    actions_->redo->setEnabled(editor_.canRedo());
    actions_->undo->setText(editor_.canUndo() ? tr("&Undo %1").arg(editor_.undoText()) : tr("&Undo"));
    actions_->redo->setText(editor_.canRedo() ? tr("&Redo %1").arg(editor_.redoText()) : tr("&Redo"));
}

bool MainWindow::refuseBundled()
{
    if (!controller_.sessionPath().startsWith(QString::fromStdString(config_.resourceDir) + QLatin1Char('/'))) {
        return false;
    }
    raise(Notice::Kind::Info,
          tr("This figure comes with KVScope and stays as it is. Save a copy and write into that."));
    return true;
}

void MainWindow::editNote(const QString &cellKey)
{
    const CellResult *cell = cellOf(controller_.frame(), cellKey);
    if (cell == nullptr) {
        raise(Notice::Kind::Info, tr("Point at a bar or a point of the chart first; its note is edited then."));
        return;
    }
    if (refuseBundled()) {
        return;
    }
    const QString title = cellTitle(*controller_.frame(), *cell);
    const QString before = fromUtf8(cell->note);
    auto *dialog = new NoteDialog(title, before, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NoteDialog::noteChosen, this, [this, cellKey, title, before](const QString &text) {
        editor_.edit({cellKey, before, text, tr("note on %1").arg(title)});
    });
    dialog->open();
}

void MainWindow::editTitle()
{
    const FramePtr frame = controller_.frame();
    if (!frame || refuseBundled()) {
        return;
    }
    const QString shown = fromUtf8(frame->title);
    // The file's name stands in where no title was given.
    const QString before = shown == QFileInfo(controller_.sessionPath()).completeBaseName() ? QString() : shown;
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("titleDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Title of the session"));
    dialog->setLabelText(tr("Title; empty for the name of the file"));
    dialog->setTextValue(before);
    if (auto *field = dialog->findChild<QLineEdit *>()) {
        field->setMaxLength(kMostOfATitle);
    }
    connect(dialog, &QInputDialog::textValueSelected, this, [this, before](const QString &text) {
        editor_.edit({QString(), before, text.simplified(), tr("title of the session")});
    });
    dialog->open();
}

void MainWindow::showCellMenu(const QString &cellKey, const QPoint &at)
{
    const CellResult *cell = cellOf(controller_.frame(), cellKey);
    if (cell == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("cellMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *samples = menu->addAction(tr("Show samples"), this, [this, cellKey] { showSamples(cellKey); });
    samples->setEnabled(hasSamples());
    menu->addAction(cell->note.empty() ? tr("Add note…") : tr("Edit note…"), this,
                    [this, cellKey] { editNote(cellKey); });
    menu->popup(at);
}

} // namespace kvscope
