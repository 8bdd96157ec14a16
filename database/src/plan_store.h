#pragma once

#include "connection.h"
#include "database/session_writer.h"

namespace kvscope {

/// Bodies of the writer's transactions that store what is known before any sample. The caller has begun the
/// transaction.

/// Adds what is new; keeps what is there. A run equal to the newest one adds nothing.
Status store_run(const Connection &connection, const SweepSpec &spec, const SweepPlan &plan, const Manifest &manifest);
Status store_models(const Connection &connection, const std::vector<ModelRef> &models);
Status store_datasets(const Connection &connection, const std::vector<DatasetRef> &datasets);
Status store_problems(const Connection &connection, const std::string &dataset_id,
                      const std::vector<StoredProblem> &problems, const std::vector<QuarantinedLine> &quarantined);
Status store_timing(const Connection &connection, std::int64_t cell, const CellTiming &timing);
/// A run row with its manifest. `kind`: sweep | published.
Status store_run_row(const Connection &connection, const char *kind, const std::string &spec_json,
                     const std::string &plan_json, const Manifest &manifest);
/// One cell. An existing one keeps its place and its samples; a failed one, or one that now has more to do, is pending
/// again.
Status store_cell(const Connection &connection, const CellSpec &cell, const std::string &model_id,
                  const std::string &dataset_id);

} // namespace kvscope
