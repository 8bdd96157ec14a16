#include "widgets/exact_text_view.h"

#include "widgets/drawable_text.h"

#include <QMimeData>
#include <QTextCursor>

namespace kvscope {

ExactTextView::ExactTextView(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
}

void ExactTextView::clearText()
{
    exact_.clear();
    clear();
}

void ExactTextView::appendText(const QString &text, const QTextCharFormat &format)
{
    exact_ += text;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(drawable(text, font()), format);
}

QMimeData *ExactTextView::createMimeDataFromSelection() const
{
    const QTextCursor selected = textCursor();
    auto *copied = new QMimeData;
    copied->setText(exact_.mid(selected.selectionStart(), selected.selectionEnd() - selected.selectionStart()));
    return copied;
}

} // namespace kvscope
