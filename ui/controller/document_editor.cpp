#include "ui/document_editor.h"

#include "database/session_writer.h"
#include "ui/background.h"
#include "ui/plain_text.h"

#include <utility>

namespace kvscope {
namespace {

/// What the stack holds. Its text is in the file already, so that doing and undoing it here does nothing.
class WrittenEdit : public QUndoCommand {
public:
    explicit WrittenEdit(DocumentEdit edit) : QUndoCommand(edit.what), edit_(std::move(edit)) {}
    const DocumentEdit &edit() const { return edit_; }

private:
    DocumentEdit edit_;
};

const DocumentEdit &editAt(const QUndoStack &stack, int index)
{
    return static_cast<const WrittenEdit *>(stack.command(index))->edit();
}

Status store(const std::string &session, const std::string &cellKey, const std::string &text)
{
    auto writer = SessionWriter::open(session);
    if (writer.has_error()) {
        return writer.error();
    }
    return cellKey.empty() ? writer.value().set_title(text) : writer.value().set_note(cellKey, text);
}

} // namespace

DocumentEditor::DocumentEditor(QObject *parent) : QObject(parent)
{
    connect(&stack_, &QUndoStack::indexChanged, this, &DocumentEditor::stateChanged);
}

/// A stack that goes clears itself and says so; whoever listens to the editor may be gone by then.
DocumentEditor::~DocumentEditor()
{
    stack_.disconnect(this);
}

void DocumentEditor::setSession(const QString &path)
{
    if (path != session_) {
        session_ = path;
        stack_.clear();
        emit stateChanged();
    }
}

void DocumentEditor::edit(const DocumentEdit &edit)
{
    if (edit.before != edit.after) {
        write(edit, [this, edit] { stack_.push(new WrittenEdit(edit)); });
    }
}

void DocumentEditor::undo()
{
    if (canUndo()) {
        DocumentEdit back = editAt(stack_, stack_.index() - 1);
        std::swap(back.before, back.after);
        write(back, [this] { stack_.undo(); });
    }
}

void DocumentEditor::redo()
{
    if (canRedo()) {
        write(editAt(stack_, stack_.index()), [this] { stack_.redo(); });
    }
}

void DocumentEditor::write(const DocumentEdit &edit, const std::function<void()> &done)
{
    if (isBusy_ || session_.isEmpty()) {
        return;
    }
    isBusy_ = true;
    emit stateChanged();
    runInBackground(
        this,
        [session = session_.toStdString(), cellKey = edit.cellKey.toStdString(), text = edit.after.toStdString()] {
            return store(session, cellKey, text);
        },
        [this, done, session = session_](const Status &stored) {
            isBusy_ = false;
            if (stored.has_error()) {
                const QString detail = plainLine(stored.error().message, 2000);
                emit refused(stored.error().code == ErrorCode::Locked
                                 ? tr("A runner is writing this session. Notes and titles can be changed when it has "
                                      "stopped.")
                                 : tr("The change was not stored: %1").arg(plainLine(stored.error().message, 300)),
                             detail);
            } else if (session == session_) {
                done();
                emit written();
            }
            emit stateChanged();
        });
}

} // namespace kvscope
