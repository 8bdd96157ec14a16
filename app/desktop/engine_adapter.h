#pragma once

#include "ui/engine_services.h"

#include <memory>
#include <string>
#include <vector>

namespace kvscope {

/// What the window asks of the engine, answered by the engine in this process: catalogues and plans only, nothing that
/// runs a model.
std::shared_ptr<const EngineServices> makeEngineServices(std::string resourceDir);

/// The engine's eviction policies, also where nothing else is asked of it.
std::vector<PolicyInfo> policyCatalogue();

} // namespace kvscope
