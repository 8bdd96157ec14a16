#include "widgets/protocol_fields.h"

#include "ui/plain_text.h"
#include "widgets/form_layout.h"
#include "widgets/wheel_guard.h"

#include <QComboBox>
#include <QSignalBlocker>

namespace kvscope {

ProtocolFields::ProtocolFields(std::vector<PresetChoice> presets, QWidget *parent)
    : QWidget(parent), presets_(std::move(presets)), choice_(new QComboBox(this)),
      about_(makeHint(QStringLiteral("caption")))
{
    QFormLayout *layout = makeFormLayout(this);
    WheelGuard::install(choice_);
    choice_->setObjectName(QStringLiteral("protocol"));
    choice_->setAccessibleName(tr("Published protocol"));
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // labels are long, the panel is not
    choice_->setMinimumContentsLength(10);
    choice_->addItem(tr("own settings"));
    for (const PresetChoice &preset : presets_) {
        choice_->addItem(plainLine(preset.label, 80));
    }
    layout->addRow(makeFormLabel(tr("Protocol")), choice_);
    layout->addRow(about_);
    about_->hide();
    connect(choice_, &QComboBox::activated, this, [this](int row) {
        if (row > 0) {
            emit chosen(row - 1);
        }
    });
}

void ProtocolFields::showChosen(int index)
{
    const QSignalBlocker blocker(choice_);
    choice_->setCurrentIndex(index + 1);
    about_->setVisible(index >= 0);
    if (index >= 0) {
        const PresetChoice &preset = presets_[static_cast<std::size_t>(index)];
        about_->setText(plainLine(preset.about, 600));
        about_->setToolTip(plainToolTip(fromUtf8(preset.source)));
    }
}

} // namespace kvscope
