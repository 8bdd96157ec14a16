#pragma once

#include "types/session_rows.h"

#include <optional>
#include <vector>

namespace kvscope::stats {

struct PassEstimate {
    double percent = 0;
    Interval interval; ///< percent
};

/// Pass@1 = mean over samples, then over problems, in percent, with its 95 % interval: bootstrap over problems with a fixed
/// seed; Wilson on problems when every problem has one sample or all problem means are equal (all 0 or all 1, say), where the
/// bootstrap would have no width. Problems without a valid sample are left out; the order of the problems does not matter.
/// Without any valid sample: 0 and an interval without a method.
PassEstimate pass_at_1(const std::vector<ProblemOutcome> &outcomes);

/// Pass@1 over several datasets: the unweighted mean of the datasets' Pass@1, in percent, with a 95 % bootstrap
/// interval stratified by dataset (problems are drawn within each dataset). A dataset whose problem means are all equal
/// would add no width to that, so then the datasets' own intervals of pass_at_1 are combined instead (variance
/// estimates recovery, Zou and Donner 2008). The order of datasets and problems does not matter; one dataset gives
/// pass_at_1. Nothing if there is no dataset, or one without a valid sample: an average over fewer datasets is another
/// figure.
std::optional<PassEstimate> average_over_datasets(const std::vector<std::vector<ProblemOutcome>> &datasets);

/// pass@k in percent, 1 − C(n−c, k) / C(n, k) averaged over the problems with n ≥ k valid samples (arXiv 2107.03374).
/// 0 when there is no such problem.
double pass_at_k(const std::vector<ProblemOutcome> &outcomes, int k);

/// Difference b − a in Pass@1 points over the problems both have, bootstrap over problems, with a two-sided p from the
/// sign-flip permutation test on problem differences (exact unless the sample counts are odd ones; 1 without any problem).
struct PairedDifference {
    double points = 0;
    Interval interval;
    double p_value = 1;
    int num_problems = 0;
};
PairedDifference paired_difference(const std::vector<ProblemOutcome> &a, const std::vector<ProblemOutcome> &b);

struct RateEstimate {
    double mean = 0;
    std::optional<Interval> interval; ///< absent below two means; may reach below 0
};
/// Mean of window or repeat means with a Student-t interval ("batch means"). Values that are not finite are left out.
RateEstimate batch_means(const std::vector<double> &means);

/// The frame that is shown: counts from the rows, Pass@1 and throughput with their intervals from the functions above.
/// Throughput is the sustained figure, a mean over repeats, with an interval from the repeats or else from at least 10 windows;
/// where no repeat has one it is the overall figure, and `sustained_missing` says why. About 1 ms for a cell of 360 problems.
/// Averages over datasets are made of the first cell that each dataset has of a setting. A session of published figures
/// passes through unchanged.
ResultFrame complete(const SessionRows &rows);

} // namespace kvscope::stats
