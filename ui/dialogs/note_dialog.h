#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace kvscope {

/// Asks for the text of a note. An empty text removes it.
class NoteDialog : public QDialog {
    Q_OBJECT

public:
    NoteDialog(const QString &cellTitle, const QString &text, QWidget *parent = nullptr);

signals:
    void noteChosen(const QString &text);

private:
    void check();

    QPlainTextEdit *text_;
    QLabel *count_;
    QPushButton *save_;
};

} // namespace kvscope
