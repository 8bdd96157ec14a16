#pragma once

#include "types/result.h"

#include <string>

struct KvsBackend;

namespace kvscope {

/// Loads the module libkvscope_<name>.so that lies beside the program (or in ../lib/kvscope) and asks it for its table. It stays
/// loaded. The error says what is missing: the module, a library it needs, the driver, or a matching version.
/// `which`: a device by index, UUID or the start of one; empty: the first.
Result<const KvsBackend *> load_backend_module(const std::string &name, const std::string &which = {});

} // namespace kvscope
