#pragma once

#include "ui/chart.h"
#include "ui/scene_zoom.h"
#include "ui/theme.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <vector>

namespace kvscope {

/// How a scene takes the place of the one before.
enum class SceneChange {
    AtOnce, ///< new measurements: they must not look as if they had been something in between
    Glide,  ///< another look at the same results: bars and points move to their new places, so that the eye follows
};

/// Draws one ChartScene and lets the reader look into it. GUI thread.
///
/// Hovering marks the same budget in every panel and shows exact values. The wheel and the keys + and − zoom along the
/// budgets, a dragged box zooms into itself, Ctrl or the middle button pans (Ctrl and arrow keys), a double click, the
/// key 0 or Escape shows everything again. A click or Enter picks a bar; Shift and a click, a drag with Shift from bar
/// to bar, or Space on one and Shift+Enter on the other brush two. Where several policies have a bar at one budget,
/// Page Up and Page Down choose among them.
class PlotView : public QWidget {
    Q_OBJECT

public:
    explicit PlotView(QWidget *parent = nullptr);
    ~PlotView() override;

    /// Shows a scene. Calls closer than 100 ms are coalesced: the last one is shown at the end of that time. Nothing
    /// glides where the platform asks for no animations.
    void setScene(ChartScene scene, SceneChange change = SceneChange::AtOnce);
    /// The scene last set, shown or about to be; all of it, whatever the zoom.
    const ChartScene &scene() const;
    /// What is seen: the scene as it is zoomed. Exports take this one.
    ChartScene shownScene() const;
    void setTheme(const Theme &theme);
    /// Each panel on its own rounded card (default), or a plain background.
    void setPanelCards(bool on);

    void resetZoom();
    bool isZoomed() const;
    /// What each panel shows; empty while everything is seen. Panels that share scales follow `panel`.
    const std::vector<PanelView> &panelViews() const;
    void setPanelView(int panel, const PanelView &view);

    /// What is seen, at `scale` device pixels per pixel; at the end of a movement.
    QImage toImage(double scale = 1);
    bool isGliding() const;

    /// Where a value lies, in widget coordinates; for tests and overlays. Precondition: panel < scene().panels.size().
    QPointF positionOf(int panel, double x, double y, AxisSide side = AxisSide::Left) const;
    /// What is marked: the budget key, empty for none.
    QString hoveredBudget() const;
    /// The text shown beside the pointer, empty for none.
    QString hoverText() const;
    /// The same for each panel of the pointer's row that has this budget, the pointer's own first.
    QStringList hoverTexts() const;
    /// Keys of the cells that are outlined: none, the one picked last, or the two brushed.
    const QStringList &selectedCells() const;
    /// The cell that is pointed at, else the one picked last; empty for none.
    QString currentCell() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// A bar or point was clicked, or activated with Enter.
    void cellClicked(const QString &cellKey);
    /// Two bars or points were brushed, in the order in which they were picked.
    void cellsBrushed(const QString &firstCellKey, const QString &secondCellKey);
    /// A bar or point was clicked with the right button, or the menu key was pressed on it.
    void cellMenuRequested(const QString &cellKey, const QPoint &globalPosition);
    void hoveredBudgetChanged(const QString &budgetKey);
    void zoomChanged(bool isZoomed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void showPending();
    void showScene();
    void forgetPointer();
    void glideFrom(ChartScene before);
    void stopGliding();
    void draw(ChartScene shown);
    void useViews(std::vector<PanelView> views);
    void zoomBy(double factor, int panel, double share);
    void panBy(int panel, const QPointF &shares, const std::vector<PanelView> &from);
    void setHovered(int panel, int target, const QPointF &at);
    void showCards(const QPointF &at);
    void moveHover(int panelStep, int targetStep);
    void moveFocus(int step);
    void pick(const QString &cellKey);
    void brush(const QString &cellKey);
    void handlePress(QMouseEvent *event);
    void handleMove(const QPointF &at);
    void handleRelease(const QPointF &at);
    void cancelDrag();
    void handleWheel(QWheelEvent *event);
    bool handleZoomKey(const QKeyEvent *event);
    bool handleCellKey(const QKeyEvent *event);

    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kvscope
