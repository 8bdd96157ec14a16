#include "widgets/collapsible_section.h"

#include "widgets/elided_label.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace kvscope {

CollapsibleSection::CollapsibleSection(const QString &title, QWidget *parent) : QWidget(parent)
{
    layout_ = new QVBoxLayout(this);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(6);
    header_ = new QToolButton(this);
    header_->setText(title);
    header_->setAutoRaise(true);
    header_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    header_->setStyleSheet(
        QStringLiteral("padding: 4px 6px 4px 0px; margin-left: -7px;")); // the arrow stands above the captions
    header_->setAccessibleName(tr("%1, section").arg(title));
    QFont font = header_->font();
    font.setWeight(QFont::DemiBold);
    header_->setFont(font);
    summary_ = new ElidedLabel(this);
    summary_->setProperty("role", QStringLiteral("caption"));
    summary_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    summary_->hide();
    auto *top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->addWidget(header_);
    top->addWidget(summary_, 1);
    top->addStretch(0);
    layout_->addLayout(top);
    connect(header_, &QToolButton::clicked, this, [this] { setExpanded(!isExpanded_); });
    setExpanded(true);
}

void CollapsibleSection::setContent(QWidget *content)
{
    content_ = content;
    layout_->addWidget(content);
}

void CollapsibleSection::setSummary(const QString &summary)
{
    summary_->setFullText(summary);
}

void CollapsibleSection::setExpanded(bool expanded)
{
    isExpanded_ = expanded;
    header_->setArrowType(expanded ? Qt::DownArrow : Qt::RightArrow);
    summary_->setVisible(!expanded);
    if (content_ != nullptr) {
        content_->setVisible(expanded);
    }
}

} // namespace kvscope
