#pragma once

#include "types/result_frame.h"
#include "types/sweep_plan.h"
#include "ui/engine_services.h"
#include "ui/session_monitor.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace kvscope {

/// What a plan amounts to, for reading before Start.
struct PlanSummary {
    int numCells = 0;
    std::int64_t numSamples = 0;
    double kvBytes = 0;         ///< largest cell's KV storage at its batch
    double weightBytes = 0;     ///< largest model
    double traceBytes = 0;      ///< eviction events in the session file
    double secondsEstimate = 0; ///< 0: not known
    QStringList warnings;
};
PlanSummary summarizePlan(const SweepPlan &plan, const BatchPolicy &batch);

/// The planned cells as a frame without results, so that chart and tables show what a sweep will fill.
FramePtr frameFromPlan(const SweepPlan &plan, const BatchPolicy &batch);

/// Expands the form's spec on a worker, a moment after the last change. Only the newest request is answered. GUI
/// thread.
class PlanPreviewer : public QObject {
    Q_OBJECT

public:
    explicit PlanPreviewer(std::shared_ptr<const EngineServices> services, QObject *parent = nullptr);

    void request(const SweepSpec &spec);
    void cancel();

signals:
    void planReady(const kvscope::SweepPlan &plan, const kvscope::SweepSpec &spec);
    void planFailed(const kvscope::Error &error);

private:
    void work();

    std::shared_ptr<const EngineServices> services_;
    QTimer delay_;
    SweepSpec spec_;
    quint64 generation_ = 0;
};

} // namespace kvscope
