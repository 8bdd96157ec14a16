#pragma once

#include "plot/panel_rows.h"
#include "plot/scene_items.h"
#include "ui/chart.h"
#include "ui/theme.h"

#include <qcustomplot.h>

#include <vector>

namespace kvscope {

/// A QCustomPlot that shows one scene. It knows drawing only; PlotView adds the pointer.
class ScenePlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit ScenePlot(QWidget *parent = nullptr);

    /// Builds everything anew. Panels sit on cards, or on the plain background of a figure.
    void setScene(ChartScene scene, const Theme &theme, bool hasCards);
    /// Sizes that depend on the width (wrapped rows, thinned tick labels), for a figure of `size`.
    void arrange(const QSize &size);

    const ChartScene &scene() const { return scene_; }
    const Theme &theme() const { return theme_; }
    const std::vector<PanelAxes> &panels() const { return panels_; }
    /// Index of the panel whose plot area has this pixel, or -1.
    int panelAt(const QPointF &pixel) const;

    /// Marks a budget in all panels; empty for none. Redraws only what is above the scene.
    void setHover(const QString &budgetKey);
    /// Outlines cells in all panels.
    void setSelection(const QStringList &cellKeys);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void clearAll();
    void addPanel(int index, QCPLayoutGrid *grid);
    void addNotes();
    /// Leaves out labels of the vertical axes that would touch in a low panel.
    void thinVerticalLabels();
    /// Cuts titles of the vertical axes that would reach into the legend of a low panel.
    void shortenVerticalTitles();
    /// "Throughput (TPS)", where that is too long "TPS", which says what the numbers are, else what fits of it.
    static QString fittingTitle(const QString &title, const QFontMetricsF &measure, double room);
    /// Panels have a least height, below which the notes leave the picture: then one whole line of them is better than
    /// two that are cut through.
    void shortenNotes();
    void styleAxis(QCPAxis *axis, const ChartAxis &values, const QColor &titleColor);

    struct Rows {
        PanelFrame *frame = nullptr;
        TextRow *title = nullptr;
        LegendRow *legend = nullptr;
        HoverItem *hover = nullptr;
    };

    ChartScene scene_;
    Theme theme_;
    bool hasCards_ = false;
    std::vector<PanelAxes> panels_;
    std::vector<Rows> rows_;
    TextRow *notes_ = nullptr;
    QCPMarginGroup *margins_ = nullptr;        ///< left and right, of all panels
    std::vector<QCPMarginGroup *> rowMargins_; ///< top and bottom, of the panels beside each other
};

} // namespace kvscope
