#pragma once

#include <string>

namespace kvscope {

/// Folder with models/, tasks/ and reference/: `../share/kvscope` beside the folder of the running program, in an
/// installation as in a build tree. The folder may be missing; the path is absolute either way.
std::string resource_dir();

} // namespace kvscope
