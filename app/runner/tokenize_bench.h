#pragma once

#include "engine/tokenizer.h"

#include <string_view>

namespace kvscope {

/// Encodes `text` on this thread for about two seconds and prints the median speed of the rounds, by the clock and by
/// the processor time that the program got: the second is the figure to compare on a machine that others use too.
/// Returns the exit code.
int bench_tokenizer(const Tokenizer &tokenizer, std::string_view text, bool as_json);

} // namespace kvscope
