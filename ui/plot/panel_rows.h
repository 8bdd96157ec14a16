#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <qcustomplot.h>

#include <vector>

namespace kvscope {

/// A panel's layout: rows on a rounded card, or on nothing.
class PanelFrame : public QCPLayoutGrid {
    Q_OBJECT

public:
    PanelFrame(const Theme &theme, bool hasCard);

protected:
    void draw(QCPPainter *painter) override;

private:
    QColor fill_;
    QColor border_;
    bool hasCard_;
};

/// A line of text, elided at the right, or wrapped onto several.
class TextRow : public QCPLayoutElement {
    Q_OBJECT

public:
    TextRow(QCustomPlot *plot, QString text, QFont font, QColor color, bool wraps = false,
            Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignTop);
    /// Takes the height the text needs at a width; without it the row takes what it is given.
    void arrange(int width);
    /// Draws wrapped text as one line, elided, at the top of the row.
    void setShort(bool isShort) { isShort_ = isShort; }

protected:
    void draw(QCPPainter *painter) override;

private:
    QString text_;
    QFont font_;
    QColor color_;
    bool wraps_;
    bool isShort_ = false;
    Qt::Alignment alignment_; ///< of wrapped text
};

/// Legend entries from the left, wrapped onto further lines where they do not fit.
class LegendRow : public QCPLayoutElement {
    Q_OBJECT

public:
    LegendRow(QCustomPlot *plot, std::vector<LegendEntry> entries, const Theme &theme);
    /// Lines that the entries need at a width.
    int numLines(int width) const;
    void setNumLines(int lines);

protected:
    void draw(QCPPainter *painter) override;

private:
    double swatchWidth(const LegendEntry &entry) const;
    void drawSwatch(QCPPainter &painter, const LegendEntry &entry, const QPointF &left) const;
    /// Places entries; returns the top left corner of each.
    std::vector<QPointF> places(double width) const;

    std::vector<LegendEntry> entries_;
    Theme theme_;
};

} // namespace kvscope
