#pragma once

#include "stats/eviction_history.h"
#include "ui/theme.h"

#include <QImage>
#include <QWidget>

#include <vector>

namespace kvscope {

/// Rows of a heat map: the share of heads that still keep each position, after some compressions.
struct KeptShares {
    std::vector<int> compressions; ///< ascending; the rows
    std::vector<float> share;      ///< [compressions, num_positions]; −1: not in the cache yet
    int numPositions = 0;
    int numPrompt = 0;
    int numCompressions = 0; ///< of the whole sample
};

/// Position × compression: share of the chosen heads that still keep a position after each compression. Arrow keys and
/// clicks pick compression and position.
class EvictionHeatMap : public QWidget {
    Q_OBJECT

public:
    explicit EvictionHeatMap(QWidget *parent = nullptr);

    void setShares(KeptShares shares);
    void setTheme(const Theme &theme);
    /// Compression −1: before the first. Position −1: none is marked.
    void setMarked(int compression, int position);
    QSize minimumSizeHint() const override { return {120, 72}; }
    QSize sizeHint() const override { return {320, 120}; }
    /// The area that the map fills; for tests.
    QRect mapRect() const;

signals:
    void picked(int compression, int position);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void pickAt(const QPoint &at);
    int rowOf(int compression) const;
    void paintMarks(QPainter &painter, const QRect &map) const;

    Theme theme_;
    KeptShares shares_;
    QImage image_;
    int compression_ = -1;
    int position_ = -1;
};

/// One pixel per row and column of at most `maxColumns`, which average the positions they stand for; positions that had
/// not entered are transparent. Pure; any thread.
QImage heatMapImage(const KeptShares &shares, const Theme &theme, int maxColumns = 2048);

} // namespace kvscope
