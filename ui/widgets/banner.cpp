#include "widgets/banner.h"

#include "ui/theme.h"
#include "widgets/restyle.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace kvscope {

Banner::Banner(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("banner"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::gap, 6, 6, 6);
    layout->setSpacing(metrics::gap);
    icon_ = new QLabel(this);
    icon_->setAccessibleName(tr("Kind of message"));
    icon_->setProperty("role", QStringLiteral("badge"));
    icon_->setFixedSize(18, 18);
    icon_->setAlignment(Qt::AlignCenter);
    text_ = new QLabel(this);
    text_->setObjectName(QStringLiteral("bannerText"));
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    action_ = new QPushButton(this);
    action_->setObjectName(QStringLiteral("bannerAction"));
    close_ = new QToolButton(this);
    close_->setText(QStringLiteral("×"));
    close_->setAutoRaise(true);
    close_->setAccessibleName(tr("Dismiss message"));
    close_->setToolTip(tr("Dismiss"));
    layout->addWidget(icon_);
    layout->addWidget(text_, 1);
    layout->addWidget(action_);
    layout->addWidget(close_);
    connect(action_, &QPushButton::clicked, this, [this] { emit actionTriggered(noticeAction_); });
    connect(close_, &QToolButton::clicked, this, &Banner::clear);
    hide();
}

void Banner::showNotice(const Notice &notice)
{
    noticeAction_ = notice.action;
    switch (notice.kind) {
    case Notice::Kind::Info:
        icon_->setText(QStringLiteral("i"));
        setDynamic(this, "banner", QStringLiteral("info"));
        break;
    case Notice::Kind::Warning:
        icon_->setText(QStringLiteral("!"));
        setDynamic(this, "banner", QStringLiteral("warning"));
        break;
    case Notice::Kind::Error:
        icon_->setText(QStringLiteral("!"));
        setDynamic(this, "banner", QStringLiteral("error"));
        break;
    }
    text_->setText(notice.text);
    setAccessibleName(notice.text);
    action_->setVisible(notice.action != NoticeAction::None);
    action_->setText(notice.action == NoticeAction::StopAndResume ? tr("Stop and resume") : tr("Resume"));
    show();
}

void Banner::clear()
{
    hide();
}

QString Banner::text() const
{
    return isHidden() ? QString() : text_->text();
}

} // namespace kvscope
