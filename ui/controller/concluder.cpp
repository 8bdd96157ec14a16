#include "ui/concluder.h"

#include "database/session_reader.h"
#include "stats/summarize.h"
#include "stats/warnings.h"
#include "ui/background.h"

#include <functional>

namespace kvscope {
namespace {

/// Equal as long as the states of the cells and the verdicts of the finished ones are.
std::size_t stampOf(const ResultFrame &frame)
{
    std::size_t stamp = std::hash<std::string>()(frame.session_path) | 1U;
    const auto add = [&stamp](std::size_t value) { stamp = (stamp ^ value) * 1099511628211U | 1U; };
    for (const CellResult &cell : frame.cells) {
        add(static_cast<std::size_t>(cell.state));
        add(static_cast<std::size_t>(cell.num_invalid));
        if (cell.state == CellState::Complete) {
            add(static_cast<std::size_t>(cell.num_correct));
            add(std::hash<double>()(cell.pass_at_1_interval ? cell.pass_at_1_interval->lower : 0));
            add(std::hash<double>()(cell.tps.value_or(0)));
        }
    }
    return stamp;
}

ConclusionsPtr conclude(const std::string &path)
{
    const auto reader = SessionReader::open(path);
    if (reader.has_error()) {
        return nullptr; // the monitor reads the same file and says so
    }
    const auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        return nullptr;
    }
    const int numDatasets = static_cast<int>(rows.value().frame.datasets.size());
    auto reports = std::make_shared<std::vector<stats::InsightReport>>();
    for (int dataset = numDatasets > 1 ? -1 : 0; dataset < numDatasets; ++dataset) {
        reports->push_back(stats::insights(rows.value(), dataset));
    }
    auto conclusions = std::make_shared<Conclusions>();
    conclusions->insights = std::move(reports);
    conclusions->warnings = stats::warnings(rows.value(), stats::complete(rows.value()));
    return conclusions;
}

} // namespace

void Concluder::follow(const FramePtr &frame)
{
    const bool isSession = frame && !frame->session_path.empty();
    const bool isOther = !isSession || !frame_ || frame->session_path != frame_->session_path;
    frame_ = isSession ? frame : nullptr;
    wanted_ = isSession ? stampOf(*frame) : 0;
    if (isOther) {
        done_ = 0;
        emit concluded(nullptr);
    }
    start();
}

void Concluder::start()
{
    if (isBusy_ || wanted_ == done_) {
        return;
    }
    done_ = wanted_;
    if (wanted_ == 0) {
        return;
    }
    isBusy_ = true;
    runInBackground(
        this, [path = frame_->session_path] { return conclude(path); },
        [this, stamp = wanted_](const ConclusionsPtr &conclusions) {
            isBusy_ = false;
            if (stamp == wanted_ && conclusions) {
                emit concluded(conclusions);
            }
            start(); // the cells may be others by now
        });
}

} // namespace kvscope
