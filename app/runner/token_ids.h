#pragma once

#include "types/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kvscope {

/// Token ids as they are given on the command line: "1,2,3", perhaps over several arguments. InvalidArgument names the
/// entry that is no id and `option`.
Result<std::vector<std::int32_t>> parse_token_ids(const std::string &option, const std::vector<std::string> &texts);

/// "1,2,3".
std::string join_token_ids(const std::vector<std::int32_t> &ids);

/// InvalidArgument names the first id that is not from 0 to vocab_size − 1.
Status check_token_ids(const std::vector<std::int32_t> &ids, std::int32_t vocab_size);

} // namespace kvscope
