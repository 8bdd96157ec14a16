#pragma once

#include "stats/eviction_history.h"
#include "ui/theme.h"

#include <QWidget>

#include <vector>

namespace kvscope {

/// Entries that each layer holds, as a mean over its KV heads: prompt tokens below, output tokens above. Hovering, or
/// the arrow keys, give the numbers of one layer.
class LayerBars : public QWidget {
    Q_OBJECT

public:
    explicit LayerBars(QWidget *parent = nullptr);

    /// `upper`: the most entries held at any time, so that the scale stays while the compression changes.
    void setLayers(std::vector<stats::LayerKept> layers, int upper, int chosenLayer);
    void setTheme(const Theme &theme);
    QSize minimumSizeHint() const override { return {100, 72}; }
    QSize sizeHint() const override { return {200, 120}; }
    /// "Layer 2 keeps 96.0 entries a head: 31.0 prompt, 65.0 output; 140 positions by any head."
    QString describe(int layer) const;

signals:
    void layerPicked(int layer);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect plotRect() const;
    int layerAt(const QPoint &at) const; ///< −1: none

    Theme theme_;
    std::vector<stats::LayerKept> layers_;
    int upper_ = 1;
    int chosen_ = -1;
};

} // namespace kvscope
