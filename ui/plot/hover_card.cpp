#include "plot/hover_card.h"

#include <QFontMetrics>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int distance = 16;
constexpr int mostWidth = 450; ///< of the text: a long reason would become one line

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

HoverCard::HoverCard(QWidget *parent) : QFrame(parent), title_(plainLabel(this)), body_(plainLabel(this))
{
    setObjectName(QStringLiteral("hoverCard"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(11, 8, 11, 9);
    layout->setSpacing(3);
    layout->addWidget(title_);
    layout->addWidget(body_);
    title_->setFont(figureFont(metrics::captionSize, QFont::DemiBold));
    body_->setFont(figureFont(metrics::captionSize));
    title_->setWordWrap(true);
    body_->setWordWrap(true);
    setTheme(Theme::light());
    hide();
}

void HoverCard::setTheme(const Theme &theme)
{
    setStyleSheet(QStringLiteral("#hoverCard { background: %1; border: 1px solid %2; border-radius: 8px; }"
                                 "QLabel { color: %3; background: transparent; }")
                      .arg(theme.card.name(), theme.textDisabled.name(), theme.text.name()));
}

void HoverCard::showAt(const QPoint &point, const QString &text, const QRect &bounds)
{
    anchor_ = point;
    const QRect room = bounds.intersected(parentWidget()->rect());
    const qsizetype end = text.indexOf(QLatin1Char('\n'));
    title_->setText(end < 0 ? text : text.left(end));
    body_->setText(end < 0 ? QString() : text.mid(end + 1));
    body_->setVisible(end >= 0);
    fitInto(room.width());
    int x = point.x() + distance;
    if (x + width() > room.right()) {
        x = point.x() - distance - width();
    }
    x = std::clamp(x, room.left(), std::max(room.left(), room.right() - width()));
    const int y = std::min(point.y() + distance / 2, parentWidget()->height() - height());
    move(x, std::max(0, y));
    show();
    raise();
}

void HoverCard::fitInto(int mostWide)
{
    const QMargins margins = layout()->contentsMargins();
    const auto widthOf = [](const QLabel *label) {
        return QFontMetrics(label->font()).size(0, label->text()).width() + 2;
    };
    const int most = std::min(mostWidth, mostWide - margins.left() - margins.right());
    const int wide = std::max(1, std::min(std::max(widthOf(title_), widthOf(body_)), most));
    title_->setFixedWidth(wide);
    body_->setFixedWidth(wide);
    const int whole = wide + margins.left() + margins.right();
    QStringList lines = body_->text().split(QLatin1Char('\n'));
    while (layout()->totalHeightForWidth(whole) > parentWidget()->height() && lines.size() > 1) {
        lines.removeLast();
        body_->setText(lines.join(QLatin1Char('\n')) + QStringLiteral("\n…"));
    }
    resize(whole, layout()->totalHeightForWidth(whole));
}

QString HoverCard::text() const
{
    return body_->text().isEmpty() ? title_->text() : title_->text() + QLatin1Char('\n') + body_->text();
}

} // namespace kvscope
