#pragma once

#include "ui/theme.h"

#include <QColor>

namespace kvscope {

/// Fill of a dropped token by when it was dropped: 0 = at the first compression, 1 = at the last. Lightness moves in
/// one direction only, so that the order reads in grey and with any colour vision; the theme's text keeps a contrast of
/// 4.5:1 on all of it. Early drops stand out most from the card.
QColor dropColor(const Theme &theme, double when);

/// Share of the heads that still keep a position, 0 … 1: from the grid's grey to the blue of the bars.
QColor keptColor(const Theme &theme, double share);

} // namespace kvscope
