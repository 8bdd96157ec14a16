#pragma once

#include "ui/chart.h"

#include <vector>

namespace kvscope {

/// The part of a panel that is looked at, as shares of its whole axes: 0 … 1 from left to right and from bottom to top.
/// Both vertical axes share `y`, so that bars and line keep their places to each other.
struct PanelView {
    Span x{0, 1};
    Span y{0, 1};

    bool isWhole() const;
    /// The same size inside 0 … 1: moved back where it reaches beyond, cut where it is larger than everything.
    PanelView bounded() const;
};

/// Columns of the grid of panels, at least 1.
int columnsOf(const ChartScene &scene);

/// The scene as it is seen through `views` (one per panel, or none for everything): axes cut, ticks refined so that one
/// grid still serves both vertical axes, and sentences that say what is cut. What is exported is this scene.
ChartScene zoomedScene(const ChartScene &whole, const std::vector<PanelView> &views);

} // namespace kvscope
