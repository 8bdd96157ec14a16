#pragma once

#include "ui/study_controller.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace kvscope {

class ElidedLabel;

/// The foot of a study: what runs now on the left, how far the sweep is on the right.
class ProgressStrip : public QWidget {
    Q_OBJECT

public:
    explicit ProgressStrip(QWidget *parent = nullptr);

    void showRun(RunState state, const SweepProgress &progress);
    /// Nothing runs: a line about what is shown, and how much of it is there.
    void showIdle(const QString &text, int committed, int planned);

private:
    void showGpu(const std::optional<event::Gpu> &gpu);

    ElidedLabel *text_;
    QLabel *gpu_;
    QLabel *count_;
    QProgressBar *bar_;
};

} // namespace kvscope
