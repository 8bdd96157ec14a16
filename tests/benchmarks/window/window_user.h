#pragma once

#include "ui/main_window.h"

#include <QTimer>

#include <map>

class QAbstractItemView;

namespace benchmarks {

/// What one kind of action took at worst, from the call to its return.
struct ActionCost {
    double wall_ms = 0;
    double busy_ms = 0; ///< processor time of the GUI thread
    int count = 0;
};

/// Somebody who never rests: points at the chart and switches views, or scrolls and jumps in the list of samples.
class WindowUser : public QObject {
public:
    explicit WindowUser(kvscope::MainWindow &window);

    void lookAtCharts();
    void lookAtSamples();
    void rest() { timer_.stop(); }
    const std::map<QString, ActionCost> &costs() const { return costs_; }

private:
    template <typename Do>
    void timed(const QString &what, Do act);
    void pointAtChart();
    void scroll();

    kvscope::MainWindow &window_;
    QTimer timer_;
    bool seesSamples_ = false;
    int tick_ = 0;
    std::map<QString, ActionCost> costs_;
};

} // namespace benchmarks
