#include "plot/hover_card.h"

#include <QFontMetrics>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int distance = 16;
constexpr int mostWidth = 450; ///< of the text: a long reason must not hide both panels

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
    const qsizetype end = text.indexOf(QLatin1Char('\n'));
    title_->setText(end < 0 ? text : text.left(end));
    body_->setText(end < 0 ? QString() : text.mid(end + 1));
    body_->setVisible(end >= 0);
    const int natural = QFontMetrics(body_->font()).size(0, body_->text()).width() + 2;
    body_->setFixedWidth(std::max(title_->sizeHint().width(), std::min(natural, mostWidth)));
    const int wide = sizeHint().width();
    resize(wide, layout()->totalHeightForWidth(wide));
    const QRect whole = parentWidget()->rect();
    const QRect room = bounds.width() >= width() + distance ? bounds.intersected(whole) : whole;
    int x = point.x() + distance;
    if (x + width() > room.right()) {
        x = point.x() - distance - width();
    }
    x = std::clamp(x, room.left(), std::max(room.left(), room.right() - width()));
    const int y = std::min(point.y() + distance / 2, whole.height() - height());
    move(x, std::max(0, y));
    show();
    raise();
}

QString HoverCard::text() const
{
    return body_->text().isEmpty() ? title_->text() : title_->text() + QLatin1Char('\n') + body_->text();
}

} // namespace kvscope
