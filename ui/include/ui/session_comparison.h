#pragma once

#include "stats/compare_sessions.h"
#include "ui/session_monitor.h"

#include <memory>
#include <string>
#include <vector>

namespace kvscope {

/// Two sessions beside each other, as they were read. Crosses threads.
struct Comparison {
    FramePtr first;
    FramePtr second;
    FramePtr merged; ///< sideBySide of the two
    stats::SessionComparison differences;
    std::vector<stats::ManifestDifference> settings;
};
using ComparisonPtr = std::shared_ptr<const Comparison>;

/// Reads both files; for a worker. The error is that of the file that could not be read.
Result<ComparisonPtr> readComparison(const std::string &first, const std::string &second);

/// One frame that holds the cells of both, so that every chart shows them on the same scales: the models of either
/// session are models of their own, "model · session", and those of equal label stand beside each other. Cell keys say
/// whose they are: "1:key" and "2:key".
ResultFrame sideBySide(const ResultFrame &first, const ResultFrame &second);

/// What tells two sessions apart in a heading: their titles, or the names of their files where the titles are equal.
std::pair<std::string, std::string> sessionNames(const ResultFrame &first, const ResultFrame &second);

} // namespace kvscope
