#pragma once

#include "types/result.h"

#include <string>
#include <vector>

namespace kvscope {

/// A published evaluation protocol as arguments of `kvscope-runner run`: one JSON file in resources/presets/, whose
/// stem is the id. See resources/presets/README.md.
struct Preset {
    std::string id;
    std::string label;
    std::string about;                  ///< what it fixes and what it leaves open
    std::string source;                 ///< where every number comes from
    std::vector<std::string> arguments; ///< option, value, option, value, …
};

/// Text of one preset file. `id` is its stem; errors name it.
Result<Preset> parse_preset(const std::string &text, const std::string &id);
/// All of a folder, by id. A folder that is not there has none; a broken file is an error.
Result<std::vector<Preset>> load_presets(const std::string &folder);

/// `arguments` with `--preset ID` (or `--preset=ID`) replaced by the preset's options that are not given themselves:
/// what a user writes out wins. Without --preset they come back unchanged. InvalidArgument: no such preset, or two of
/// them.
Result<std::vector<std::string>> expand_preset(const std::vector<std::string> &arguments,
                                               const std::vector<Preset> &presets);

} // namespace kvscope
