#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QImage>
#include <QWidget>

#include <memory>

namespace kvscope {

/// Draws one ChartScene. Hovering marks the same budget in every panel and shows exact values; the wheel zooms along x,
/// a double click or the key 0 shows everything again; arrow keys walk over budgets and panels, Enter activates. GUI
/// thread.
class PlotView : public QWidget {
    Q_OBJECT

public:
    explicit PlotView(QWidget *parent = nullptr);
    ~PlotView() override;

    /// Shows a scene. Calls closer than 100 ms are coalesced: the last one is shown at the end of that time.
    void setScene(ChartScene scene);
    /// The scene last set, shown or about to be.
    const ChartScene &scene() const;
    void setTheme(const Theme &theme);
    /// Each panel on its own rounded card (default), or a plain background.
    void setPanelCards(bool on);
    void resetZoom();
    bool isZoomed() const;

    /// What is seen, at `scale` device pixels per pixel.
    QImage toImage(double scale = 1) const;

    /// Where a value lies, in widget coordinates; for tests and overlays. Precondition: panel < scene().panels.size().
    QPointF positionOf(int panel, double x, double y, AxisSide side = AxisSide::Left) const;
    /// What is marked: the budget key, empty for none.
    QString hoveredBudget() const;
    /// The text shown beside the pointer, empty for none.
    QString hoverText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// A bar or point was clicked or activated by key.
    void barClicked(const QString &cellKey);
    void hoveredBudgetChanged(const QString &budgetKey);
    void zoomChanged(bool isZoomed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void showPending();
    void setHovered(int panel, int target, const QPointF &at);
    void moveHover(int panelStep, int targetStep);
    void handleMouse(QMouseEvent *event);
    void handleWheel(QWheelEvent *event);
    void dragTo(const QPointF &at);

    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kvscope
