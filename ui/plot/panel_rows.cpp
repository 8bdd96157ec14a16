#include "plot/panel_rows.h"

#include "plot/marks.h"

#include <cmath>

namespace kvscope {
namespace {

constexpr double legendLine = 19;
constexpr double legendGap = 18;
constexpr double swatchGap = 7;
constexpr double barSwatch = 11;
constexpr double lineSwatch = 24;

} // namespace

PanelFrame::PanelFrame(const Theme &theme, bool hasCard) : fill_(theme.card), border_(theme.border), hasCard_(hasCard)
{
}

void PanelFrame::draw(QCPPainter *painter)
{
    if (!hasCard_) {
        return;
    }
    painter->setAntialiasing(true);
    painter->setPen(QPen(border_, 1));
    painter->setBrush(fill_);
    // QCPLayer shifts its clip by a pixel: the widget's lowest row and its last column are never drawn.
    painter->drawRoundedRect(QRectF(outerRect()).adjusted(0.5, 0.5, -1.5, -1.5), metrics::cardRadius,
                             metrics::cardRadius);
}

TextRow::TextRow(QCustomPlot *plot, QString text, QFont font, QColor color, bool wraps, Qt::Alignment alignment)
    : QCPLayoutElement(plot), text_(std::move(text)), font_(std::move(font)), color_(std::move(color)), wraps_(wraps),
      alignment_(alignment)
{
    setAutoMargins(QCP::msNone);
    setMargins(QMargins());
}

void TextRow::arrange(int width)
{
    const QFontMetricsF measure(font_);
    const QRectF unbounded(0, 0, width, 1e4);
    const double height = wraps_ ? measure.boundingRect(unbounded, Qt::TextWordWrap, text_).height() : measure.height();
    const int rows = text_.isEmpty() ? 0 : static_cast<int>(std::ceil(height));
    setMinimumSize(0, rows);
    setMaximumSize(QWIDGETSIZE_MAX, rows);
}

void TextRow::draw(QCPPainter *painter)
{
    painter->setFont(font_);
    painter->setPen(color_);
    if (wraps_ && !isShort_) {
        painter->drawText(QRectF(rect()), alignment_ | Qt::TextWordWrap, text_);
    } else {
        const QString shown = QFontMetricsF(font_).elidedText(text_, Qt::ElideRight, rect().width());
        painter->drawText(QRectF(rect()),
                          Qt::AlignLeft | (isShort_ ? Qt::AlignTop : Qt::AlignVCenter) | Qt::TextSingleLine, shown);
    }
}

LegendRow::LegendRow(QCustomPlot *plot, std::vector<LegendEntry> entries, const Theme &theme)
    : QCPLayoutElement(plot), entries_(std::move(entries)), theme_(theme)
{
    setAutoMargins(QCP::msNone);
    setMargins(QMargins());
    setNumLines(1);
}

double LegendRow::swatchWidth(const LegendEntry &entry) const
{
    double width = entry.showsBar || entry.isReferencePoint ? barSwatch : 0;
    if (entry.showsLine || entry.showsReference || entry.isFrontier || entry.isOverlay || entry.isRateReference) {
        width += (width > 0 ? 5 : 0) + lineSwatch;
    }
    return width;
}

std::vector<QPointF> LegendRow::places(double width) const
{
    const QFontMetricsF measure(figureFont(figure::textSize));
    std::vector<QPointF> places;
    double x = 0;
    double y = 0;
    for (const LegendEntry &entry : entries_) {
        const double needed = swatchWidth(entry) + swatchGap + measure.horizontalAdvance(entry.text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += legendLine;
        }
        places.emplace_back(x, y);
        x += needed + legendGap;
    }
    return places;
}

int LegendRow::numLines(int width) const
{
    const auto all = places(width);
    return all.empty() ? 0 : 1 + static_cast<int>(std::lround(all.back().y() / legendLine));
}

void LegendRow::setNumLines(int lines)
{
    const int height = static_cast<int>(lines * legendLine);
    setMinimumSize(0, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
}

void LegendRow::drawSwatch(QCPPainter &painter, const LegendEntry &entry, const QPointF &left) const
{
    double x = left.x();
    const double y = left.y();
    if (entry.showsBar) {
        const QRectF square(x, y - 0.5 * barSwatch, barSwatch, barSwatch);
        drawBarBody(painter, square, entry.fill, theme_.bars(entry.series), theme_.card, false);
        x += barSwatch + 5;
    }
    painter.setAntialiasing(true);
    if (entry.showsLine) {
        const QColor color = entry.usesBarColor ? theme_.bars(entry.series) : theme_.line(entry.series);
        painter.setPen(QPen(color, figure::lineWidth, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, y), QPointF(x + lineSwatch, y));
        drawMarker(painter, QPointF(x + 0.5 * lineSwatch, y), entry.marker, color, theme_.card, entry.isHollow);
    }
    if (entry.isOverlay) {
        painter.setPen(QPen(theme_.text, 1.6, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, y), QPointF(x + lineSwatch, y));
        drawMarker(painter, QPointF(x + 0.5 * lineSwatch, y), Marker::Square, theme_.text, theme_.card, true);
    }
    if (entry.isFrontier || entry.isRateReference) {
        painter.setPen(QPen(entry.isFrontier ? theme_.text : theme_.lineText, 1.3, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, y), QPointF(x + lineSwatch, y));
    }
    if (entry.isReferencePoint) {
        drawMarker(painter, QPointF(x + 0.5 * barSwatch, y), entry.marker, theme_.text, theme_.card, entry.isHollow);
    }
    if (entry.showsReference) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(blended(theme_.textMuted, theme_.card, 0.22));
        painter.drawRect(QRectF(x, y - 5, lineSwatch, 10));
        painter.setPen(QPen(theme_.textMuted, 1.3));
        painter.drawLine(QPointF(x, y), QPointF(x + lineSwatch, y));
    }
}

void LegendRow::draw(QCPPainter *painter)
{
    const std::vector<QPointF> all = places(rect().width());
    const QFont font = figureFont(figure::textSize);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const QPointF corner = QPointF(rect().topLeft()) + all[i];
        drawSwatch(*painter, entries_[i], corner + QPointF(0, 0.5 * legendLine));
        painter->setFont(font);
        painter->setPen(theme_.text);
        const double x = corner.x() + swatchWidth(entries_[i]) + swatchGap;
        const QRectF box(x, corner.y(), rect().right() - x + 1, legendLine);
        const QString text = QFontMetricsF(font).elidedText(entries_[i].text, Qt::ElideRight, box.width());
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    }
}

} // namespace kvscope
