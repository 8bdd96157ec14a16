#pragma once

#include "types/sample.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace kvscope {

/// Events of `kvscope-runner --json`, one JSON object a line: see app/runner/PROTOCOL.md. Texts are untrusted: show
/// them through plainLine(). Counts are clamped to 0 … INT_MAX.
namespace event {

struct Start {
    QString sessionPath;
    QString device;
    int numCells = 0;
    int numSamples = 0;
    int numCommitted = 0;
    int threads = 0;
};
struct CellStart {
    QString cell;
    QString model;
    QString dataset;
    QString policy;
    QString budget; ///< "128" or "full"
    int numSamples = 0;
    int numCommitted = 0;
};
/// A sample that is durably in the session file.
struct Sample {
    QString cell;
    QString problemId;
    int sampleIndex = 0;
    QString verdict;
    int numTokens = 0;
};
/// The newest look at the GPU; a figure that the driver does not give is absent.
struct Gpu {
    std::optional<double> utilization; ///< percent
    std::optional<double> memoryUsedBytes;
    std::optional<double> memoryTotalBytes;
    std::optional<double> powerWatts;
    std::optional<double> smClockMhz;
    std::optional<double> temperature; ///< °C
};
struct Progress {
    QString cell;
    int running = 0;
    double tps = 0;
    int cellCommitted = 0;
    int cellSamples = 0;
    int sweepCommitted = 0;
    int sweepSamples = 0;
    std::optional<std::pair<double, double>> etaSeconds; ///< low, high
    std::optional<double> loaded;                        ///< while a model loads: share of its weights, 0 to 1
    std::optional<Gpu> gpu;
};
struct CellEnd {
    QString cell;
    bool failed = false;
    QString message;
};
struct Paused {};
struct Continued {};
struct Log {
    bool isWarning = false;
    QString message;
};
struct Failure {
    QString code;
    QString message;
};
struct End {
    QString state; ///< complete | canceled | failed
};

} // namespace event

using RunnerEvent = std::variant<event::Start, event::CellStart, event::Sample, event::Progress, event::CellEnd,
                                 event::Paused, event::Continued, event::Log, event::Failure, event::End>;

/// nullopt for a line that is not a JSON object or an event that this version does not know: readers ignore both.
std::optional<RunnerEvent> parseRunnerEvent(const QByteArray &line);

/// Cuts a byte stream into lines. A line longer than `maxBytes` is dropped up to its end and counted, so that a runner
/// gone wild cannot fill memory.
class LineSplitter {
public:
    static constexpr qsizetype kMaxLineBytes = 1 << 20;

    explicit LineSplitter(qsizetype maxBytes = kMaxLineBytes) : maxBytes_(maxBytes) {}

    /// Complete lines without their ends (LF or CRLF); empty ones left out.
    std::vector<QByteArray> feed(const QByteArray &bytes);
    int numDropped() const { return numDropped_; }

private:
    qsizetype maxBytes_;
    QByteArray pending_;
    bool dropping_ = false;
    int numDropped_ = 0;
};

} // namespace kvscope
