#pragma once

#include "stats/summarize.h"
#include "types/sentence.h"
#include "types/session_rows.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvscope::stats {

/// The second rate over the first, with a 95 % interval of the ratio where both rates have a known spread: delta method
/// on the logarithm, Student t with Welch–Satterthwaite degrees of freedom.
struct RateRatio {
    double ratio = 1;
    std::optional<Interval> interval;
    bool is_overall = false; ///< of whole cells, since one of them has no sustained phase
};

/// Two cells that answer the same question in two sessions.
struct ComparedCell {
    int first = 0; ///< index into the cells of each session
    int second = 0;
    bool policies_differ = false; ///< the only cells of this model, dataset and budget, under two policies
    bool params_differ = false;   ///< one policy with other parameters
    /// Pass@1 of the second minus the first, percentage points, over the problems that both have.
    std::optional<PairedDifference> pass;
    Sentence pass_missing; ///< why there is none
    /// The same difference where only points are known: published figures.
    std::optional<double> pass_by_point;
    std::optional<RateRatio> tps;
    Sentence tps_missing;
};

struct SessionComparison {
    std::vector<ComparedCell> cells; ///< in the running order of the first session
    std::vector<int> only_in_first;  ///< cells without a partner
    std::vector<int> only_in_second;
};

/// Pairs the cells of two sessions: equal models and datasets (by content, else by label) at equal budgets, first those
/// of one policy with the same parameters, then of one policy, then the only ones left at that budget. Differences are
/// drawn from finished cells alone, since unfinished ones favour short answers.
SessionComparison compare_sessions(const SessionRows &first, const SessionRows &second);

/// A setting whose value is not the same in two manifests; the one that lacks it has an empty value.
struct ManifestDifference {
    std::string group; ///< "sampling", "model tiny-r1-llama"; names without a group are in ""
    std::string name;  ///< "top_p"
    std::optional<std::string> first;
    std::optional<std::string> second;

    friend bool operator==(const ManifestDifference &, const ManifestDifference &) = default;
};

/// What differs between two manifests, by group and name. Models and datasets, which a manifest names by content, are
/// matched by their label where their content differs.
std::vector<ManifestDifference> compare_manifests(const std::map<std::string, std::string> &first,
                                                  const std::map<std::string, std::string> &second);

} // namespace kvscope::stats
