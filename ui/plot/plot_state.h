#pragma once

#include "plot/hover_card.h"
#include "plot/scene_plot.h"
#include "ui/plot_view.h"

#include <QElapsedTimer>
#include <QRubberBand>
#include <QTimer>
#include <QVariantAnimation>

#include <optional>

namespace kvscope {

/// What a pressed button is doing once the pointer has moved.
enum class DragKind { None, Box, Pan, Brush };

/// Insides of PlotView, shared by its two sources: what it shows, and what the pointer does.
struct PlotView::State {
    ScenePlot *plot = nullptr;
    std::vector<HoverCard *> cards; ///< the first is the pointer's
    QRubberBand *box = nullptr;
    ChartScene scene; ///< last set; the plot shows it as zoomed once that is due
    Theme theme = Theme::light();
    bool hasCards = true;
    QTimer refresh;
    QElapsedTimer sinceShown;
    QVariantAnimation glide;
    ChartScene glideStart;        ///< what was seen when the movement began
    std::vector<PanelView> views; ///< per panel, empty while everything is seen
    int panel = -1;               ///< of the target marked
    int target = -1;
    QString focused; ///< of several bars at the marked budget the one that the keys have reached; empty: the first
    QStringList selected;

    std::optional<QPointF> pressed;
    DragKind drag = DragKind::None;
    bool isDragging = false; ///< moved far enough to be no click
    std::vector<PanelView> viewsAtPress;

    const HoverTarget *hovered() const;
    /// The cell that a key acts on; empty for none.
    QString cellAtHand() const;
    /// What is outlined: what was picked, and the bar that the keys have reached.
    QStringList outlined() const;
    int targetAt(int panelIndex, const QPointF &pixel) const;
    QString cellAt(const QPointF &pixel) const;
    PanelView viewOf(int panelIndex) const;
    /// Where a pixel lies in a panel's plot area, as a share from the left and from the bottom.
    QPointF shareAt(int panelIndex, const QPointF &pixel) const;
    /// The panels that follow `panelIndex` along x, and those that follow it vertically too.
    bool followsAlongX(int panelIndex, int other) const;
    bool followsVertically(int panelIndex, int other) const;
};

} // namespace kvscope
