#pragma once

#include "ui/engine_services.h"

#include <memory>
#include <string>

namespace kvscope {

/// What the window asks of the engine, answered by the engine in this process: catalogues and plans only, nothing that
/// runs a model.
std::shared_ptr<const EngineServices> makeEngineServices(std::string resourceDir);

} // namespace kvscope
