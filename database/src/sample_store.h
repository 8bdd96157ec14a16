#pragma once

#include "connection.h"
#include "types/sample.h"

namespace kvscope {

/// Adds one sample with its content to a cell. Internal if its key is there already. The caller has begun the
/// transaction.
Status store_sample(const Connection &connection, std::int64_t cell, const SampleResult &sample);

} // namespace kvscope
