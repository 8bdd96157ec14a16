#pragma once

#include "plot/scene_geometry.h"
#include "ui/chart.h"
#include "ui/theme.h"

#include <qcustomplot.h>

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
};

/// All labels inside the panel, placed where they cover least.
class LabelsItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;

private:
    Obstacles obstacles() const;
    bool valuesFit(const QFontMetricsF &measure) const;
    void drawBarLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawReferenceLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawPointLabels(QCPPainter &painter, Obstacles &obstacles) const;
    void drawBoxed(QCPPainter &painter, const QRectF &box, const QString &text, const QColor &color) const;
};

/// Break marks on the x axis and the name of the second tick line.
class AxisMarksItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;

protected:
    void draw(QCPPainter *painter) override;
};

/// The budget under the pointer, in every panel.
class HoverItem : public SceneItem {
    Q_OBJECT

public:
    using SceneItem::SceneItem;
    void setBudget(const QString &key) { key_ = key; }

protected:
    void draw(QCPPainter *painter) override;

private:
    QString key_;
};

} // namespace kvscope
