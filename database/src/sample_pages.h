#pragma once

#include "connection.h"
#include "database/session_reader.h"

namespace kvscope {

/// Lists and pages of samples; see SessionReader. None begins a transaction of its own.

Result<std::vector<SampleRow>> read_samples(const Connection &connection, const std::string &cell_key, int limit,
                                            int offset);
Result<SampleList> read_sample_list(const Connection &connection, const SampleQuery &query);
Result<std::vector<SampleRow>> read_sample_rows(const Connection &connection, const std::vector<SampleRef> &refs);
Result<FlipCounts> read_flip_counts(const Connection &connection, const SampleQuery &query);
Result<StoredProblem> read_problem_of(const Connection &connection, std::int64_t sample_id);

} // namespace kvscope
