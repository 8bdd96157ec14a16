#pragma once

#include "types/result_frame.h"
#include "ui/plain_text.h"

namespace kvscope {

/// Label of the n-th model or dataset of a frame; empty when a damaged file gives an index outside the list.
template <typename Ref>
QString labelAt(const std::vector<Ref> &list, int index)
{
    return index >= 0 && index < static_cast<int>(list.size())
               ? plainLine(list[static_cast<std::size_t>(index)].label, 60)
               : QString();
}

} // namespace kvscope
