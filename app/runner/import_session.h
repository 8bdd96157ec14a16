#pragma once

#include "engine/interchange.h"
#include "types/result.h"
#include "types/sweep_spec.h"

#include <string>

namespace kvscope {

/// What the imported files do not say.
struct ImportTarget {
    std::string session_path;
    std::string model_label;   ///< empty: as the file says
    std::string dataset_label; ///< empty: as the file says
    std::string policy = "full";
    KvBudget budget;
};

/// How an import ended.
struct ImportedCell {
    std::string model_label;
    std::string dataset_label;
    int num_added = 0;   ///< samples
    int num_present = 0; ///< samples that the session had already; they stay as they are
    bool has_timing = false;
};

/// Writes results into a session of imports, made if it is not there: a cell for each (model, dataset, policy, budget),
/// so that samples of one file and the throughput of another meet under the same labels. The manifest says where the
/// figures come from; there is no run to go on with. InvalidArgument: the session holds a sweep or published figures.
Result<ImportedCell> store_import(const ImportedResults &results, const std::string &file, const ImportTarget &target);

} // namespace kvscope
