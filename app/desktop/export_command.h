#pragma once

#include "desktop/command_line.h"
#include "types/result.h"

namespace kvscope {

/// Runs `kvscope export`. Needs a QGuiApplication; the offscreen platform is enough.
Status runExport(const DesktopCommand &command);

} // namespace kvscope
