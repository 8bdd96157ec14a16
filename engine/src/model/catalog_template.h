#pragma once

#include "types/result.h"

#include <string>

namespace kvscope {

/// The chat template's text of a model folder: the file chat_template.jinja without its last newline, else
/// `chat_template` of tokenizer_config.json (of a list of named ones the one called "default"). Empty when the folder
/// has none. Hashes to what ChatTemplate::sha256 gives.
Result<std::string> read_template_text(const std::string &model_dir);

} // namespace kvscope
