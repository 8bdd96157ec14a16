#pragma once

namespace kvscope {

/// Exit codes of the programs; scripts and the window rely on them.
enum ExitCode : int {
    kExitComplete = 0,
    kExitFailed = 1,
    kExitWrongArguments = 2,
    kExitCanceled = 130, ///< as a shell reports an interrupted program
};

} // namespace kvscope
