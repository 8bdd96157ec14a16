#include "dialogs/prompt_dialog.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/exact_text_view.h"
#include "widgets/form_layout.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLocale>
#include <QPushButton>
#include <QTabWidget>
#include <QTextCharFormat>
#include <QTextCursor>
#include <QVBoxLayout>

namespace kvscope {
namespace {

/// Brackets and weight mark a token; the shade only helps.
QTextCharFormat tokenFormat(const QPalette &palette)
{
    QTextCharFormat format;
    format.setFontWeight(QFont::Bold);
    QColor shade = palette.color(QPalette::Highlight);
    shade.setAlpha(60);
    format.setBackground(shade);
    return format;
}

} // namespace

PromptDialog::PromptDialog(const std::vector<Entry> &entries, QWidget *parent)
    : QDialog(parent), tabs_(new QTabWidget(this))
{
    setWindowTitle(tr("Prompt"));
    tabs_->setDocumentMode(true);
    for (const Entry &entry : entries) {
        tabs_->addTab(makePage(entry), plainLine(entry.label, 40));
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->addWidget(tabs_, 1);
    layout->addWidget(buttons);
    resize(680, 460);
}

QWidget *PromptDialog::makePage(const Entry &entry)
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 8, 0, 0);
    if (entry.preview.has_error()) {
        QLabel *problem = makeHint(QStringLiteral("error"));
        problem->setText(plainLine(entry.preview.error().message, 2000));
        layout->addWidget(problem);
        layout->addStretch(1);
        return page;
    }
    const PromptPreview &preview = entry.preview.value();
    auto *text = new ExactTextView(page);
    text->setObjectName(QStringLiteral("promptText"));
    text->setAccessibleName(tr("Prompt of %1").arg(plainLine(entry.label, 40)));
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const QTextCharFormat marked = tokenFormat(palette());
    for (const PromptPreview::Part &part : preview.parts) {
        const QString shown = plainText(part.text);
        text->appendText(part.is_token ? QStringLiteral("⟦%1⟧").arg(shown) : shown,
                         part.is_token ? marked : QTextCharFormat());
    }
    text->moveCursor(QTextCursor::Start);
    layout->addWidget(text, 1);
    QLabel *about = makeHint(QStringLiteral("caption"));
    about->setObjectName(QStringLiteral("promptAbout"));
    about->setText(tr("%1 tokens · special tokens stand in ⟦ ⟧ · %2 · SHA-256 %3")
                       .arg(QLocale().toString(preview.num_tokens),
                            preview.is_template_known ? tr("known chat template") : tr("interpreted chat template"),
                            plainLine(preview.sha256.substr(0, 16))));
    layout->addWidget(about);
    return page;
}

} // namespace kvscope
