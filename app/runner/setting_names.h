#pragma once

#include "types/result_frame.h"

#include <string>
#include <vector>

namespace kvscope {

/// What an export calls the setting of each cell, in their order: "<model>__<policy>_<budget>", "_fp8" behind it where
/// entries are stored so. Of cells with one dataset and one such name each gets what sets it apart behind it,
/// "_window_size-8" or "_buffer-32", and where nothing does (another seed, say) its cell key. Two cells of one dataset
/// never share a name. `frame` has the labels of models and datasets; its own cells are not looked at.
std::vector<std::string> setting_names(const ResultFrame &frame, const std::vector<const CellResult *> &cells);

} // namespace kvscope
