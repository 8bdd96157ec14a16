#include "dialogs/note_dialog.h"

#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr int kMostCharacters = 2000; // what a session stores

} // namespace

NoteDialog::NoteDialog(const QString &cellTitle, const QString &text, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Note"));
    setObjectName(QStringLiteral("noteDialog"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(8);
    auto *title = new QLabel(tr("Note on %1").arg(cellTitle), this);
    title->setTextFormat(Qt::PlainText);
    title->setProperty("role", QStringLiteral("heading"));
    text_ = new QPlainTextEdit(text, this);
    text_->setObjectName(QStringLiteral("noteText"));
    text_->setAccessibleName(tr("Text of the note"));
    text_->setPlaceholderText(tr("Stands under the chart with a numbered mark at the bar, in exports too"));
    text_->setTabChangesFocus(true);
    text_->selectAll();
    count_ = new QLabel(this);
    count_->setProperty("role", QStringLiteral("error"));
    count_->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    save_ = buttons->button(QDialogButtonBox::Save);
    save_->setProperty("primary", true);
    for (QAbstractButton *button : buttons->buttons()) {
        button->setIcon({});
    }
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit noteChosen(text_->toPlainText().trimmed());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(text_, &QPlainTextEdit::textChanged, this, &NoteDialog::check);
    layout->addWidget(title);
    layout->addWidget(text_, 1);
    layout->addWidget(count_);
    layout->addWidget(buttons);
    resize(460, 220);
    text_->setFocus();
}

void NoteDialog::check()
{
    const auto length = text_->toPlainText().trimmed().size();
    count_->setVisible(length > kMostCharacters);
    count_->setText(tr("%1 of at most %2 characters").arg(length).arg(kMostCharacters));
    save_->setEnabled(length <= kMostCharacters);
}

} // namespace kvscope
