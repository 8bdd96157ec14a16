#pragma once

#include "types/sentence.h"

#include <string>
#include <vector>

namespace kvscope {

/// Something about a session's figures that may mislead who reads them.
struct ResultWarning {
    /// Note: worth knowing. Caution: read the figure with care. Serious: the figure does not mean what it seems to.
    enum class Severity { Note, Caution, Serious };

    std::string id; ///< stable, snake_case: "eviction_never_fired"
    Severity severity = Severity::Note;
    std::vector<std::string> cell_keys; ///< the cells it is about, running order; empty: the session
    Sentence sentence;                  ///< what was found
    Sentence advice;                    ///< what to do
};

} // namespace kvscope
