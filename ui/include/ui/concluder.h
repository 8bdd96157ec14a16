#pragma once

#include "types/result_warning.h"
#include "ui/insight_text.h"
#include "ui/session_monitor.h"

#include <QObject>

#include <cstddef>
#include <memory>
#include <vector>

namespace kvscope {

/// What a session's finished cells say, and where its figures may mislead.
struct Conclusions {
    InsightsPtr insights;
    std::vector<ResultWarning> warnings; ///< gravest first
};
using ConclusionsPtr = std::shared_ptr<const Conclusions>;

/// Concludes anew, on a pool thread and through a connection of its own, whenever the finished cells of the shown frame
/// have become others: concluding takes longer than a refresh of a live chart may. GUI thread.
class Concluder : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Follows the session that `frame` was read from; null, or the frame of a mere plan, forgets.
    void follow(const FramePtr &frame);

signals:
    /// Null: there is nothing to conclude from.
    void concluded(const kvscope::ConclusionsPtr &conclusions);

private:
    void start();

    FramePtr frame_;
    std::size_t wanted_ = 0; ///< stamp of the finished cells of frame_; 0: none
    std::size_t done_ = 0;   ///< stamp of those that were concluded from, or are now
    bool isBusy_ = false;
};

} // namespace kvscope
