#pragma once

#include "types/sentence.h"

#include <array>

/// Reasons that sessions store as English text: why a figure is absent. They are made of these patterns, so that a
/// window that reads the text can tell which one it is, and translate it (`matched()` of types/sentence.h).
namespace kvscope::stored_reason {

inline constexpr const char *random_weights = "random weights";
inline constexpr const char *few_full_steps = "Only %1 of %2 steps had all %3 sequences running; %4 are needed";
inline constexpr const char *few_compressed_steps =
    "Only %1 of %2 steps had all %3 sequences running, each past its first compression; %4 are needed";
/// The last value is the reason that the samples of this pass gave.
inline constexpr const char *resumed = "resumed: only the last %1 of %2 samples ran in this pass (%3)";
inline constexpr const char *resumed_tail =
    "resumed: only the last %1 of %2 samples ran in this pass, fewer than it could run at once";
inline constexpr const char *whole_run = "vLLM reports its whole run, prefill included";
inline constexpr const char *not_measured = "no sustained phase was measured";

inline constexpr std::array all{random_weights, few_compressed_steps, few_full_steps, resumed, resumed_tail,
                                whole_run,      not_measured};

} // namespace kvscope::stored_reason
