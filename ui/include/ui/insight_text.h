#pragma once

#include "stats/insight.h"
#include "types/result_frame.h"

#include <QString>

#include <memory>
#include <vector>

namespace kvscope {

/// What a session says about its budgets: one report for each dataset and, with several, one for their average (−1).
/// Crosses threads.
using InsightsPtr = std::shared_ptr<const std::vector<stats::InsightReport>>;

/// The report of a dataset; null when there is none.
const stats::InsightReport *reportOf(const InsightsPtr &insights, int dataset);

/// A sentence of statistics or of a warning, translated, its values spelled as plain text.
QString sentenceText(const Sentence &sentence);

/// "tiny-r1-llama", with the policy where the report holds several of a model: "tiny-r1-llama · R-KV".
QString seriesTitle(const ResultFrame &frame, const stats::InsightReport &report, const stats::SeriesInsight &series);

/// What a series was concluded from: "120 problems at 6 budgets and full; 1 unfinished budget left out".
QString basisText(const stats::SeriesInsight &series);

/// The whole card as plain text, formulas at the end.
QString reportText(const ResultFrame &frame, const stats::InsightReport &report);

} // namespace kvscope
