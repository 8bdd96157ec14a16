#pragma once

#include "engine/model_catalog.h"

#include <string>

namespace kvscope {

/// Which of the files that loading needs a folder lacks: config.json, tokenizer.json, the weights or shards of them. A
/// link that points to nothing counts as missing. Fills `missing` (empty: complete) and reads no weights.
void find_missing_files(const std::string &model_dir, FoundModel &model);

} // namespace kvscope
