#include "widgets/progress_strip.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/elided_label.h"

#include <QHBoxLayout>
#include <QProgressBar>

#include <algorithm>

namespace kvscope {
namespace {

/// A number from the pipe: it may be any.
QString memoryText(double bytes)
{
    return bytesText(static_cast<std::uint64_t>(std::min(bytes, 1e18)));
}

} // namespace

ProgressStrip::ProgressStrip(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 0, 2, 0);
    layout->setSpacing(metrics::gap);
    text_ = new ElidedLabel(this);
    text_->setObjectName(QStringLiteral("progressText"));
    text_->setProperty("role", QStringLiteral("caption"));
    gpu_ = new QLabel(this);
    gpu_->setObjectName(QStringLiteral("progressGpu"));
    gpu_->setTextFormat(Qt::PlainText);
    gpu_->setProperty("role", QStringLiteral("caption"));
    gpu_->hide();
    count_ = new QLabel(this);
    count_->setObjectName(QStringLiteral("progressCount"));
    count_->setTextFormat(Qt::PlainText);
    count_->setProperty("role", QStringLiteral("caption"));
    bar_ = new QProgressBar(this);
    bar_->setFixedWidth(180);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of the sweep"));
    layout->addWidget(text_, 1);
    layout->addWidget(gpu_);
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
    showGpu(progress.gpu);
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

void ProgressStrip::showGpu(const std::optional<event::Gpu> &gpu)
{
    QStringList parts;
    QStringList more;
    if (gpu && gpu->utilization) {
        parts << tr("%1 %").arg(*gpu->utilization, 0, 'f', 0);
    }
    if (gpu && gpu->memoryUsedBytes) {
        parts << memoryText(*gpu->memoryUsedBytes);
        if (gpu->memoryTotalBytes) {
            more << tr("Memory in use: %1 of %2").arg(parts.last(), memoryText(*gpu->memoryTotalBytes));
        }
    }
    if (gpu && gpu->powerWatts) {
        parts << tr("%1 W").arg(*gpu->powerWatts, 0, 'f', 0);
    }
    if (gpu && gpu->smClockMhz) {
        more << tr("Clock: %1 MHz").arg(*gpu->smClockMhz, 0, 'f', 0);
    }
    if (gpu && gpu->temperature) {
        more << tr("Temperature: %1 °C").arg(*gpu->temperature, 0, 'f', 0);
    }
    gpu_->setText(tr("GPU %1").arg(parts.join(QStringLiteral("  ·  "))));
    gpu_->setToolTip(more.isEmpty() ? QString() : plainToolTip(more.join(QLatin1Char('\n'))));
    gpu_->setVisible(!parts.isEmpty());
}

void ProgressStrip::showIdle(const QString &text, int committed, int planned)
{
    text_->setFullText(text);
    showGpu(std::nullopt);
    count_->setText(planned > 0 ? tr("%1/%2 samples").arg(committed).arg(planned) : QString());
    bar_->setRange(0, planned > 0 ? planned : 1);
    bar_->setValue(committed);
    bar_->setVisible(planned > 0);
}

} // namespace kvscope
