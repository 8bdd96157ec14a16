#pragma once

#include "ui/main_window.h"

namespace kvscope {

/// The window's paths for this installation: the runner beside this program, resources as the runner finds them,
/// sessions in $XDG_DATA_HOME/kvscope. Needs a QCoreApplication.
WindowConfig makeWindowConfig();

} // namespace kvscope
