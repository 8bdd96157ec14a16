#include "widgets/progress_strip.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/elided_label.h"

#include <QHBoxLayout>
#include <QProgressBar>

namespace kvscope {

ProgressStrip::ProgressStrip(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 0, 2, 0);
    layout->setSpacing(metrics::gap);
    text_ = new ElidedLabel(this);
    text_->setObjectName(QStringLiteral("progressText"));
    text_->setProperty("role", QStringLiteral("caption"));
    count_ = new QLabel(this);
    count_->setObjectName(QStringLiteral("progressCount"));
    count_->setTextFormat(Qt::PlainText);
    count_->setProperty("role", QStringLiteral("caption"));
    bar_ = new QProgressBar(this);
    bar_->setFixedWidth(180);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of the sweep"));
    layout->addWidget(text_, 1);
    layout->addWidget(count_);
    layout->addWidget(bar_);
}

void ProgressStrip::showRun(RunState state, const SweepProgress &progress)
{
    QString text = progress.cellLabel;
    if (progress.cellSamples > 0) {
        text += tr("  —  %1/%2").arg(progress.cellCommitted).arg(progress.cellSamples);
    }
    if (progress.loaded) {
        text += tr("  ·  loading the model, %1 %").arg(static_cast<int>(*progress.loaded * 100));
    } else if (progress.tps > 0) {
        text += tr("  ·  %1 tokens/s").arg(tpsText(progress.tps));
    }
    switch (state) {
    case RunState::Starting:
        text = tr("Starting: models are being loaded");
        break;
    case RunState::Pausing:
        text = tr("Pausing");
        break;
    case RunState::Paused:
        text = progress.running > 0 ? tr("Paused: %1 running samples are being finished").arg(progress.running)
                                    : tr("Paused  ·  %1").arg(progress.cellLabel);
        break;
    case RunState::Stopping:
        text = tr("Stopping: finished samples are being committed");
        break;
    case RunState::Idle:
    case RunState::Running:
        break;
    }
    text_->setFullText(text);
    QString count = progress.sweepSamples > 0
                        ? tr("%1/%2 samples").arg(progress.sweepCommitted).arg(progress.sweepSamples)
                        : QString();
    if (progress.etaSeconds && state == RunState::Running) {
        count += tr("  ·  %1 left").arg(secondsRangeText(progress.etaSeconds->first, progress.etaSeconds->second));
    }
    count_->setText(count);
    bar_->setRange(0, progress.sweepSamples); // 0 … 0 shows a busy bar while nothing is known
    bar_->setValue(progress.sweepCommitted);
    bar_->show();
}

void ProgressStrip::showIdle(const QString &text, int committed, int planned)
{
    text_->setFullText(text);
    count_->setText(planned > 0 ? tr("%1/%2 samples").arg(committed).arg(planned) : QString());
    bar_->setRange(0, planned > 0 ? planned : 1);
    bar_->setValue(committed);
    bar_->setVisible(planned > 0);
}

} // namespace kvscope
