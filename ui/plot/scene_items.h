#pragma once

#include "plot/scene_geometry.h"
#include "ui/chart.h"
#include "ui/theme.h"

#include <qcustomplot.h>

#include <vector>

namespace kvscope {

/// Where one panel of a scene is drawn. The plot owns everything pointed to.
struct PanelAxes {
    const ScenePanel *panel = nullptr;
    const Theme *theme = nullptr;
    QCPAxisRect *rect = nullptr;
    QCPAxis *x = nullptr;
    QCPAxis *left = nullptr;
    QCPAxis *right = nullptr;

    QCPAxis *value(AxisSide side) const { return side == AxisSide::Left ? left : right; }
    QPointF pixel(double px, double y, AxisSide side) const
    {
        return {x->coordToPixel(px), value(side)->coordToPixel(y)};
    }
    /// QCPAxis puts the upper end of a vertical range one pixel above its rectangle; a mark at the very end is inside.
    QRectF area() const { return QRectF(rect->rect()).translated(0, -1); }
    /// The panel with its axes.
    QRectF frame() const { return rect->outerRect(); }
    QColor barColor(const SceneBar &bar) const { return bar.isReference ? theme->textMuted : theme->bars(bar.series); }
    QColor lineColor(const SceneLine &line) const
    {
        if (line.isReference) {
            return theme->text;
        }
        return line.usesBarColor ? theme->bars(line.series) : theme->line(line.series);
    }
};

/// Bars with their whiskers, from zero, cut at the axis range: QCPBars would draw from its base value and trust a clip.
class BarsPlottable : public QCPBars {
    Q_OBJECT

public:
    explicit BarsPlottable(const PanelAxes &axes);
    /// The visible body of a bar, empty if it lies below the axis.
    static QRectF bodyOf(const PanelAxes &axes, const SceneBar &bar);

protected:
    void draw(QCPPainter *painter) override;
    QRect clipRect() const override;

private:
    PanelAxes axes_;
};

/// An item that cuts itself.
class SceneItem : public QCPAbstractItem {
    Q_OBJECT

public:
    SceneItem(QCustomPlot *plot, const PanelAxes &axes);
    double selectTest(const QPointF &pos, bool onlySelectable, QVariant *details) const override;

protected:
    PanelAxes axes_;
};

/// Bands and lines that hold over all budgets.
class ReferencesItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;
};

/// Lines with markers and whiskers.
class LinesItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;

private:
    void drawLine(QCPPainter &painter, const SceneLine &line) const;
    void drawPoints(QCPPainter &painter, const SceneLine &line) const;
    void drawEllipse(QCPPainter &painter, const SceneLine &line, const ScenePoint &point, const QColor &color) const;
};

/// All labels inside the panel, placed where they cover least.
class LabelsItem : public SceneItem {
    Q_OBJECT

public:
    /// `all` are the panels of the plot, this one included: bars have their values in every panel or in none.
    LabelsItem(QCustomPlot *plot, const PanelAxes &axes, const std::vector<PanelAxes> &all);

protected:
    void draw(QCPPainter *painter) override;

private:
    Obstacles obstacles() const;
    bool valuesFit(const QFontMetricsF &measure) const;
    QColor pointLabelColor(const SceneLine &line, const ScenePoint &point) const;
    void drawPointLabel(QCPPainter &painter, const SceneLine &line, const ScenePoint &point,
                        Obstacles &obstacles) const;
    void drawBarLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawReferenceLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawPointLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawBoxed(QCPPainter &painter, const QRectF &box, const QString &text, const QColor &color) const;

    const std::vector<PanelAxes> &all_;
};

/// The numbers of notes.
class NotesItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;
};

/// Break marks on the x axis, the name of the second tick line, and why a panel is empty.
class AxisMarksItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;
};

/// The budget under the pointer with its values on the axes, in every panel, and the cells that are selected.
class HoverItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;
    void setBudget(const QString &key) { key_ = key; }
    void setSelection(const QStringList &cellKeys) { selected_ = cellKeys; }

protected:
    void draw(QCPPainter *painter) override;

private:
    void drawBand(QCPPainter &painter, const HoverTarget &target) const;
    void drawCrosshair(QCPPainter &painter, const HoverTarget &target) const;
    void drawTag(QCPPainter &painter, const QPointF &at, Qt::Alignment side, const QString &text) const;
    void drawSelection(QCPPainter &painter) const;

    QString key_;
    QStringList selected_;
};

} // namespace kvscope
