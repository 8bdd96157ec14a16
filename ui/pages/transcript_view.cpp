#include "pages/transcript_view.h"

#include "ui/background.h"
#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/elided_label.h"
#include "widgets/exact_text_view.h"
#include "widgets/restyle.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr qsizetype kInsertedLength = 100'000; ///< at once: more would hold up the window

QToolButton *makeFold(QWidget *parent, const char *name)
{
    auto *fold = new QToolButton(parent);
    fold->setObjectName(QLatin1String(name));
    fold->setCheckable(true);
    fold->setFocusPolicy(Qt::StrongFocus);
    fold->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return fold;
}

QToolButton *makeStep(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(action->toolTip());
    return button;
}

QLabel *makePlainLabel(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

TranscriptView::TranscriptView(const MainActions &actions, QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    build(actions);
    connect(prompt_, &QToolButton::toggled, this, &TranscriptView::fillText);
    connect(think_, &QToolButton::toggled, this, &TranscriptView::fillText);
    connect(showAll_, &QPushButton::clicked, this, [this] {
        showAll_->setEnabled(false);
        runInBackground(
            this,
            [details = details_] { return makeTranscript(*details->loaded, details->prompt, TranscriptExtent::All); },
            [this, details = details_](const Transcript &all) {
                if (details == details_) {
                    const int numThinkTokens = shown_.numThinkTokens;
                    shown_ = all;
                    shown_.numThinkTokens = numThinkTokens;
                    fillText();
                }
            });
    });
    inserting_.setSingleShot(true);
    inserting_.setInterval(0);
    connect(&inserting_, &QTimer::timeout, this, &TranscriptView::insertPending);
    clear();
}

void TranscriptView::build(const MainActions &actions)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, 10, metrics::cardPadding, 8);
    layout->setSpacing(4);
    title_ = new ElidedLabel(this);
    title_->setObjectName(QStringLiteral("transcriptTitle"));
    verdict_ = makePlainLabel(this, "transcriptVerdict");
    answers_ = makePlainLabel(this, "transcriptAnswers");
    facts_ = makePlainLabel(this, "transcriptFacts");
    facts_->setProperty("role", QStringLiteral("caption"));
    prompt_ = makeFold(this, "foldPrompt");
    think_ = makeFold(this, "foldThink");
    showAll_ = new QPushButton(tr("Show all"), this);
    showAll_->setObjectName(QStringLiteral("transcriptAll"));
    showAll_->setProperty("flat", true);
    text_ = new ExactTextView(this);
    text_->setObjectName(QStringLiteral("transcript"));
    text_->setAccessibleName(tr("Transcript"));
    text_->setFrameShape(QFrame::NoFrame);
    text_->setTabChangesFocus(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text_->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    auto *top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(title_, 1);
    top->addWidget(makeStep(actions.previousSample, this));
    top->addWidget(makeStep(actions.nextSample, this));
    auto *folds = new QHBoxLayout;
    folds->setSpacing(4);
    folds->addWidget(prompt_);
    folds->addWidget(think_);
    folds->addWidget(showAll_);
    folds->addStretch(1);
    folds->addWidget(makeStep(actions.showPartner, this));
    folds->addWidget(makeStep(actions.copyTranscript, this));
    layout->addLayout(top);
    layout->addWidget(verdict_);
    layout->addWidget(answers_);
    layout->addWidget(facts_);
    layout->addLayout(folds);
    layout->addWidget(text_, 1);
}

void TranscriptView::setFolds(bool showsPrompt, bool showsThink)
{
    prompt_->setChecked(showsPrompt);
    think_->setChecked(showsThink);
}

bool TranscriptView::showsPrompt() const
{
    return prompt_->isChecked();
}

bool TranscriptView::showsThink() const
{
    return think_->isChecked();
}

void TranscriptView::clear()
{
    details_.reset();
    shown_ = {};
    pending_.clear();
    inserting_.stop();
    title_->setFullText(tr("No sample is chosen"));
    for (QWidget *widget : QList<QWidget *>{verdict_, answers_, facts_, prompt_, think_, showAll_}) {
        widget->hide();
    }
    text_->clearText();
}

void TranscriptView::setDetails(const SampleDetailsPtr &details, const QString &title)
{
    details_ = details;
    shown_ = details->transcript;
    title_->setFullText(title);
    fillFacts();
    fillText();
}

void TranscriptView::fillFacts()
{
    const Verdict verdict = details_->loaded->sample.grade.verdict;
    setDynamic(verdict_, "role",
               verdict == Verdict::Correct ? QStringLiteral("success")
               : verdict == Verdict::Wrong ? QStringLiteral("error")
                                           : QStringLiteral("warning"));
    verdict_->setText(shown_.reason.isEmpty() ? shown_.verdict
                                              : QStringLiteral("%1 — %2").arg(shown_.verdict, shown_.reason));
    const QString none = tr("none");
    answers_->setText(
        tr("Extracted: %1     Gold: %2")
            .arg(shown_.extracted.isEmpty() ? none : shown_.extracted, shown_.gold.isEmpty() ? none : shown_.gold));
    facts_->setText(QStringLiteral("%1 · %2\n%3").arg(shown_.finish, shown_.lengths, shown_.timings));
    for (QWidget *widget : QList<QWidget *>{verdict_, answers_, facts_}) {
        widget->show();
    }
}

void TranscriptView::add(const QString &text, bool isHeading)
{
    for (qsizetype at = 0; at < text.size(); at += kInsertedLength) {
        pending_.append({text.mid(at, kInsertedLength), isHeading});
    }
}

void TranscriptView::insertPending()
{
    QTextCharFormat heading;
    heading.setFontWeight(QFont::DemiBold);
    qsizetype inserted = 0;
    while (!pending_.isEmpty() && inserted < kInsertedLength) {
        const auto [text, isHeading] = pending_.takeFirst();
        text_->appendText(text, isHeading ? heading : QTextCharFormat());
        inserted += text.size();
    }
    if (!pending_.isEmpty()) {
        inserting_.start();
    }
}

void TranscriptView::addPart(const QString &title, const TranscriptPart &part, bool isFolded)
{
    if (!pending_.isEmpty()) {
        add(QStringLiteral("\n\n"), false);
    }
    add(isFolded ? tr("%1 — folded").arg(title) : title, true);
    if (isFolded) {
        return;
    }
    add(QLatin1Char('\n') + part.text, false);
    if (part.isCut) {
        add(tr("\n… %1 more characters: “Show all”").arg(part.numCharacters - kTranscriptPartLength), true);
    }
}

void TranscriptView::fillText()
{
    if (!details_) {
        return;
    }
    text_->clearText();
    pending_.clear();
    addPart(tr("Problem"), shown_.problem, false);
    const QString promptTitle = tr("Prompt · %1 tokens").arg(shown_.numPromptTokens);
    prompt_->setVisible(shown_.prompt.has_value());
    prompt_->setText(prompt_->isChecked() ? tr("Fold prompt") : tr("Show prompt"));
    if (shown_.prompt) {
        addPart(promptTitle, *shown_.prompt, !prompt_->isChecked());
    }
    think_->setVisible(shown_.think.has_value());
    think_->setText(think_->isChecked() ? tr("Fold thinking") : tr("Show thinking"));
    if (shown_.think) {
        QString title =
            shown_.numThinkTokens > 0
                ? tr("Thinking · %1 tokens, %2 characters").arg(shown_.numThinkTokens).arg(shown_.think->numCharacters)
                : tr("Thinking · %1 characters").arg(shown_.think->numCharacters);
        if (shown_.isThinkOpen) {
            title += tr(" · never ended");
        }
        addPart(title, *shown_.think, !think_->isChecked());
    }
    if (!shown_.isThinkOpen || shown_.answer.numCharacters > 0) {
        addPart(tr("Answer"), shown_.answer, false);
    }
    const bool isCut = shown_.problem.isCut || shown_.answer.isCut || (shown_.prompt && shown_.prompt->isCut) ||
                       (shown_.think && shown_.think->isCut);
    showAll_->setVisible(isCut);
    showAll_->setEnabled(isCut);
    insertPending();
    text_->moveCursor(QTextCursor::Start);
}

QString TranscriptView::textToCopy() const
{
    return details_ ? transcriptText(makeTranscript(*details_->loaded, details_->prompt, TranscriptExtent::Exact))
                    : QString();
}

} // namespace kvscope
