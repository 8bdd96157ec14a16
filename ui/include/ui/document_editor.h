#pragma once

#include "types/result.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

namespace kvscope {

/// One change of what people write into a session: the note of a cell, or its title. Never a measurement.
struct DocumentEdit {
    QString cellKey; ///< empty: the title
    QString before;
    QString after;
    QString what; ///< "note on tiny-r1-llama 128": names the edit in the menu
};

/// Writes document edits into a session that no runner is writing, and takes them back. Commit, then show: an edit
/// comes onto the stack when the file has it, and leaves it when the file has the text from before again. GUI thread;
/// files are written on a pool thread, one edit at a time.
class DocumentEditor : public QObject {
    Q_OBJECT

public:
    explicit DocumentEditor(QObject *parent = nullptr);
    ~DocumentEditor() override;

    /// Forgets what was done to another session.
    void setSession(const QString &path);
    void edit(const DocumentEdit &edit);
    void undo();
    void redo();

    bool canUndo() const { return !isBusy_ && stack_.canUndo(); }
    bool canRedo() const { return !isBusy_ && stack_.canRedo(); }
    QString undoText() const { return stack_.undoText(); }
    QString redoText() const { return stack_.redoText(); }

signals:
    /// The file has the edit.
    void written();
    /// Nothing was changed. `reason` is a sentence for the user, `detail` one for the log.
    void refused(const QString &reason, const QString &detail);
    void stateChanged();

private:
    void write(const DocumentEdit &edit, const std::function<void()> &done);

    QUndoStack stack_;
    QString session_;
    bool isBusy_ = false;
};

} // namespace kvscope
