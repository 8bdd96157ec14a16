#include "widgets/token_flow.h"

#include "ui/eviction_colors.h"
#include "ui/plain_text.h"
#include "widgets/drawable_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kLineHeight = 23;
constexpr int kBoxHeight = 19;
constexpr int kMargin = 6;
constexpr int kPadding = 2;
constexpr double kFaded = 0.42; ///< opacity of text that no chosen head keeps

} // namespace

TokenFlow::TokenFlow(QWidget *parent) : QAbstractScrollArea(parent), theme_(Theme::light())
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Tokens by eviction"));
    viewport()->setAutoFillBackground(false);
}

void TokenFlow::setTokens(const QStringList &texts, int numPrompt)
{
    texts_ = texts;
    numPrompt_ = std::clamp(numPrompt, 0, static_cast<int>(texts.size()));
    states_ = {};
    current_ = -1;
    verticalScrollBar()->setValue(0);
    layOut();
}

void TokenFlow::setStates(TokenStates states)
{
    states_ = std::move(states);
    if (current_ >= 0) {
        setAccessibleDescription(describe(current_));
    }
    viewport()->update();
}

void TokenFlow::setTheme(const Theme &theme)
{
    theme_ = theme;
    viewport()->update();
}

void TokenFlow::newLine(int &x, int &line, int firstToken)
{
    x = kMargin;
    ++line;
    lineStarts_.push_back(firstToken);
}

void TokenFlow::layOut()
{
    boxes_.assign(static_cast<std::size_t>(texts_.size()), {});
    lineStarts_.assign(1, 0); // the heading "Prompt"
    outputHeading_ = -1;
    const QFontMetrics metrics(font());
    const int right = viewport()->width() - kMargin;
    int x = kMargin;
    int line = 0;
    newLine(x, line, 0);
    for (int i = 0; i < texts_.size(); ++i) {
        if (i == numPrompt_) {
            newLine(x, line, i);
            outputHeading_ = line;
            newLine(x, line, i);
        }
        const int width = std::max(metrics.horizontalAdvance(drawable(texts_[i], font())), 3) + 2 * kPadding;
        if (x + width > right && x > kMargin) {
            newLine(x, line, i);
        }
        boxes_[static_cast<std::size_t>(i)] = {x, std::min(width, std::max(right - kMargin, 8)), line};
        x += width;
        if (texts_[i].endsWith(QChar(0x21B5)) && i + 1 != numPrompt_ && i + 1 < texts_.size()) {
            newLine(x, line, i + 1);
        }
    }
    const int height = (line + 1) * kLineHeight + kMargin;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kLineHeight);
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    viewport()->update();
}

QRect TokenFlow::tokenRect(int position) const
{
    if (position < 0 || position >= static_cast<int>(boxes_.size())) {
        return {};
    }
    const Box &box = boxes_[static_cast<std::size_t>(position)];
    return {box.x, box.line * kLineHeight + (kLineHeight - kBoxHeight) / 2 - verticalScrollBar()->value(), box.width,
            kBoxHeight};
}

void TokenFlow::paintHeading(QPainter &painter, int line, const QString &text) const
{
    const int top = line * kLineHeight - verticalScrollBar()->value();
    QFont caption = font();
    caption.setPixelSize(metrics::captionSize);
    painter.setFont(caption);
    painter.setPen(theme_.textMuted);
    painter.drawText(QRect(kMargin, top, viewport()->width() - 2 * kMargin, kLineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
    painter.setFont(font());
}

void TokenFlow::paintToken(QPainter &painter, int position) const
{
    const QRect box = tokenRect(position);
    const auto at = static_cast<std::size_t>(position);
    const bool isKnown = at < states_.drops.size();
    const bool isToCome = isKnown && position >= states_.numEntered;
    double kept = 1;
    if (isKnown && !isToCome && states_.drops[at].num_heads_dropped > 0) {
        const stats::PositionDrops &drop = states_.drops[at];
        const double share = static_cast<double>(drop.num_heads_dropped) / std::max(states_.numHeads, 1);
        kept = 1 - share;
        const int height = std::max(2, static_cast<int>(box.height() * share + 0.5));
        painter.fillRect(box.adjusted(0, box.height() - height, -1, 0),
                         dropColor(theme_, drop.mean / std::max(states_.numCompressions - 1, 1)));
    }
    QColor ink = theme_.text;
    if (isToCome) {
        ink = theme_.textDisabled;
        painter.setPen(QPen(theme_.border, 1, Qt::DotLine));
        painter.drawLine(box.left() + 1, box.bottom() - 1, box.right() - 2, box.bottom() - 1);
    }
    ink.setAlphaF(static_cast<float>(isToCome ? 1 : kFaded + (1 - kFaded) * kept));
    painter.setPen(ink);
    painter.drawText(box.adjusted(kPadding, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     drawable(texts_[position], font()));
    if (position == current_) {
        painter.setPen(QPen(theme_.accent, hasFocus() ? 2 : 1));
        painter.drawRect(box.adjusted(0, 0, -1, 0));
    }
}

void TokenFlow::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const int top = verticalScrollBar()->value() + event->rect().top();
    const int firstLine = std::clamp(top / kLineHeight, 0, static_cast<int>(lineStarts_.size()) - 1);
    const int lastLine = (top + event->rect().height()) / kLineHeight + 1;
    if (firstLine == 0) {
        paintHeading(painter, 0, tr("Prompt · %1 tokens").arg(numPrompt_));
    }
    if (outputHeading_ >= 0) {
        paintHeading(painter, outputHeading_, tr("Output · %1 tokens").arg(texts_.size() - numPrompt_));
    }
    for (int i = firstOfLine(firstLine); i < static_cast<int>(boxes_.size()); ++i) {
        if (boxes_[static_cast<std::size_t>(i)].line > lastLine) {
            break;
        }
        paintToken(painter, i);
    }
}

int TokenFlow::firstOfLine(int line) const
{
    return lineStarts_[static_cast<std::size_t>(std::clamp(line, 0, static_cast<int>(lineStarts_.size()) - 1))];
}

int TokenFlow::positionAt(const QPoint &at) const
{
    const int line = (at.y() + verticalScrollBar()->value()) / kLineHeight;
    if (line < 0 || line >= static_cast<int>(lineStarts_.size())) {
        return -1;
    }
    for (int i = firstOfLine(line); i < static_cast<int>(boxes_.size()); ++i) {
        const Box &box = boxes_[static_cast<std::size_t>(i)];
        if (box.line > line) {
            break;
        }
        if (box.line == line && at.x() >= box.x && at.x() < box.x + box.width) {
            return i;
        }
    }
    return -1;
}

void TokenFlow::setCurrent(int position)
{
    const int last = static_cast<int>(texts_.size()) - 1;
    if (last < 0) {
        return;
    }
    current_ = std::clamp(position, 0, last);
    const int top = boxes_[static_cast<std::size_t>(current_)].line * kLineHeight;
    QScrollBar *bar = verticalScrollBar();
    if (top < bar->value()) {
        bar->setValue(top);
    } else if (top + kLineHeight > bar->value() + viewport()->height()) {
        bar->setValue(top + kLineHeight - viewport()->height());
    }
    setAccessibleDescription(describe(current_));
    viewport()->update();
    emit currentChanged(current_);
}

QString TokenFlow::describe(int position) const
{
    if (position < 0 || position >= static_cast<int>(texts_.size())) {
        return {};
    }
    const QString what = position < numPrompt_
                             ? tr("Position %1, prompt token “%2”").arg(position).arg(texts_[position].trimmed())
                             : tr("Position %1, output token %3 “%2”")
                                   .arg(position)
                                   .arg(texts_[position].trimmed())
                                   .arg(position - numPrompt_ + 1);
    const auto at = static_cast<std::size_t>(position);
    if (at >= states_.drops.size()) {
        return what;
    }
    if (position >= states_.numEntered) {
        return tr("%1: not in the cache yet").arg(what);
    }
    const stats::PositionDrops &drop = states_.drops[at];
    if (drop.num_heads_dropped == 0) {
        return states_.numHeads == 1 ? tr("%1: kept").arg(what)
                                     : tr("%1: kept in all %2 heads").arg(what).arg(states_.numHeads);
    }
    const QString when = drop.first == drop.last
                             ? tr("at compression %1").arg(drop.first + 1)
                             : tr("between compressions %1 and %2").arg(drop.first + 1).arg(drop.last + 1);
    return states_.numHeads == 1 ? tr("%1: dropped %2").arg(what, when)
                                 : tr("%1: dropped in %2 of %3 heads, %4")
                                       .arg(what)
                                       .arg(drop.num_heads_dropped)
                                       .arg(states_.numHeads)
                                       .arg(when);
}

void TokenFlow::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void TokenFlow::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        layOut();
    }
}

void TokenFlow::mousePressEvent(QMouseEvent *event)
{
    const int position = positionAt(event->pos());
    if (position >= 0) {
        setCurrent(position);
    }
}

bool TokenFlow::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int position = positionAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           position < 0 ? QString() : plainToolTip(drawable(describe(position), QToolTip::font())),
                           this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenFlow::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(texts_.size()) - 1;
    const int line = current_ >= 0 ? boxes_[static_cast<std::size_t>(current_)].line : 0;
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(std::max(current_ - 1, 0));
        return;
    case Qt::Key_Right:
        setCurrent(current_ + 1);
        return;
    case Qt::Key_Up:
        setCurrent(current_ < 0 ? 0 : firstOfLine(line - (line - 1 == outputHeading_ ? 2 : 1)));
        return;
    case Qt::Key_Down:
        setCurrent(line + 1 < static_cast<int>(lineStarts_.size())
                       ? firstOfLine(line + 1 == outputHeading_ ? line + 2 : line + 1)
                       : last);
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(last);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace kvscope
