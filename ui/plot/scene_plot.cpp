#include "plot/scene_plot.h"

#include "plot/marks.h"
#include "ui/scene_zoom.h"

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr int cardPadding = 16;
constexpr int panelGap = 14;
constexpr int figureGap = 28;
constexpr int notesGap = 8;
constexpr double titleOverhang = 8; ///< a vertical title may reach this far beyond its axis, and then meets the legend

QSharedPointer<QCPAxisTicker> tickerOf(const std::vector<AxisTick> &ticks, std::size_t stride)
{
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    ticker->setSubTickCount(0);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        QString label;
        if (i % stride == 0) {
            label =
                ticks[i].sublabel.isEmpty() ? ticks[i].label : ticks[i].label + QLatin1Char('\n') + ticks[i].sublabel;
        }
        ticker->addTick(ticks[i].position, label);
    }
    return ticker;
}

// Every how many ticks a label fits.
std::size_t labelStride(const ChartAxis &axis, double width)
{
    const QFontMetricsF measure(figureFont(figure::textSize));
    const double scale = width / std::max(1e-9, axis.upper - axis.lower);
    const auto widthOf = [&](const AxisTick &tick) {
        return std::max(measure.horizontalAdvance(tick.label), measure.horizontalAdvance(tick.sublabel));
    };
    const auto touches = [&](std::size_t stride) {
        for (std::size_t k = stride; k < axis.ticks.size(); k += stride) {
            const AxisTick &a = axis.ticks[k - stride];
            const AxisTick &b = axis.ticks[k];
            const double needed = 0.5 * (widthOf(a) + widthOf(b));
            if (scale * (b.position - a.position) < needed + 6) {
                return true;
            }
        }
        return false;
    };
    std::size_t stride = 1;
    while (stride < axis.ticks.size() && touches(stride)) {
        ++stride;
    }
    return stride;
}

} // namespace

ScenePlot::ScenePlot(QWidget *parent) : QCustomPlot(parent)
{
    setNoAntialiasingOnDrag(false);
    setInteractions(QCP::Interactions());
    setMultiSelectModifier(Qt::NoModifier);
    // Hovering redraws this layer alone.
    addLayer(QStringLiteral("hover"), layer(QStringLiteral("overlay")), QCustomPlot::limAbove);
    layer(QStringLiteral("hover"))->setMode(QCPLayer::lmBuffered);
    connect(this, &QCustomPlot::afterLayout, this, &ScenePlot::thinVerticalLabels);
    connect(this, &QCustomPlot::afterLayout, this, &ScenePlot::shortenNotes);
}

void ScenePlot::clearAll()
{
    clearItems();
    clearPlottables();
    plotLayout()->clear();
    panels_.clear();
    rows_.clear();
    notes_ = nullptr;
    delete margins_;
    margins_ = nullptr;
    qDeleteAll(rowMargins_);
    rowMargins_.clear();
}

void ScenePlot::setScene(ChartScene scene, const Theme &theme, bool hasCards)
{
    clearAll();
    scene_ = std::move(scene);
    theme_ = theme;
    hasCards_ = hasCards;
    setBackground(QBrush(hasCards ? theme_.window : theme_.card));
    const int outer = hasCards ? 0 : 18;
    plotLayout()->setMargins(QMargins(outer, outer, outer, outer));
    plotLayout()->setAutoMargins(QCP::msNone);
    plotLayout()->setRowSpacing(notesGap);
    if (scene_.panels.empty()) {
        auto *text = new TextRow(this, scene_.emptyText, figureFont(figure::textSize + 1), theme_.textMuted, true,
                                 Qt::AlignCenter);
        auto *frame = new PanelFrame(theme_, hasCards);
        plotLayout()->addElement(0, 0, frame);
        frame->setLayer(QStringLiteral("background"));
        frame->addElement(0, 0, text);
        return;
    }
    margins_ = new QCPMarginGroup(this);
    auto *grid = new QCPLayoutGrid;
    plotLayout()->addElement(0, 0, grid);
    grid->setAutoMargins(QCP::msNone);
    grid->setMargins(QMargins());
    grid->setColumnSpacing(hasCards ? panelGap : figureGap);
    grid->setRowSpacing(hasCards ? panelGap : figureGap / 2);
    panels_.reserve(scene_.panels.size());
    for (int i = 0; i < static_cast<int>(scene_.panels.size()); ++i) {
        addPanel(i, grid);
    }
    addNotes();
    arrange(size());
}

void ScenePlot::addPanel(int index, QCPLayoutGrid *grid)
{
    const ScenePanel &panel = scene_.panels[static_cast<std::size_t>(index)];
    Rows rows;
    rows.frame = new PanelFrame(theme_, hasCards_);
    const int columns = columnsOf(scene_);
    grid->addElement(index / columns, index % columns, rows.frame);
    rows.frame->setLayer(QStringLiteral("background"));
    const int padding = hasCards_ ? cardPadding : 0;
    rows.frame->setAutoMargins(QCP::msNone);
    rows.frame->setMargins(QMargins(padding, padding - (hasCards_ ? 3 : 0), padding, hasCards_ ? 10 : 0));
    rows.frame->setRowSpacing(4);

    rows.title = new TextRow(this, panel.title, figureFont(figure::titleSize, QFont::DemiBold), theme_.text);
    rows.legend = new LegendRow(this, panel.legend, theme_);
    auto *rect = new QCPAxisRect(this, false);
    rows.frame->addElement(0, 0, rows.title);
    rows.frame->addElement(1, 0, rows.legend);
    rows.frame->addElement(2, 0, rect);

    PanelAxes axes;
    axes.panel = &panel;
    axes.theme = &theme_;
    axes.rect = rect;
    axes.x = rect->addAxis(QCPAxis::atBottom);
    axes.left = rect->addAxis(QCPAxis::atLeft);
    axes.right = rect->addAxis(QCPAxis::atRight);
    styleAxis(axes.x, panel.x, theme_.textMuted);
    styleAxis(axes.left, panel.left, panel.right.isVisible ? theme_.barsText : theme_.textMuted);
    styleAxis(axes.right, panel.right, theme_.lineText);
    axes.x->setBasePen(QPen(theme_.textDisabled, 1));
    axes.left->grid()->setVisible(true);
    axes.left->grid()->setPen(QPen(theme_.grid, 1));
    axes.left->grid()->setZeroLinePen(Qt::NoPen);
    axes.left->grid()->setLayer(QStringLiteral("grid"));
    rect->setMinimumMargins(QMargins(0, 10, panel.right.isVisible ? 0 : 14, 0));
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins_);
    if (index % columns == 0) {
        rowMargins_.push_back(new QCPMarginGroup(this));
    }
    rect->setMarginGroup(QCP::msBottom | QCP::msTop, rowMargins_.back());
    panels_.push_back(axes);

    new ReferencesItem(this, axes);
    new BarsPlottable(axes);
    new LinesItem(this, axes);
    new LabelsItem(this, axes, panels_);
    new NotesItem(this, axes);
    new AxisMarksItem(this, axes);
    rows.hover = new HoverItem(this, axes);
    rows.hover->setLayer(QStringLiteral("hover"));
    rows_.push_back(rows);
}

void ScenePlot::addNotes()
{
    if (scene_.notes.empty()) {
        return;
    }
    QStringList sentences;
    for (const QString &note : scene_.notes) {
        sentences << note;
    }
    notes_ =
        new TextRow(this, sentences.join(QStringLiteral("  ")), figureFont(figure::labelSize), theme_.textMuted, true);
    notes_->setMargins(QMargins(hasCards_ ? 2 : 0, 0, 0, 0));
    plotLayout()->addElement(1, 0, notes_);
}

void ScenePlot::styleAxis(QCPAxis *axis, const ChartAxis &values, const QColor &titleColor)
{
    axis->setVisible(values.isVisible);
    axis->setLayer(QStringLiteral("axes"));
    axis->grid()->setVisible(false);
    axis->setRange(values.lower, values.upper);
    axis->setTicker(tickerOf(values.ticks, 1));
    // setTicks(false) would remove the labels, and ticks of no length become dots in SVG.
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLength(0, 1);
    axis->setSubTickLength(0, 0);
    axis->setBasePen(Qt::NoPen);
    axis->setTickLabelFont(figureFont(figure::textSize));
    axis->setTickLabelColor(theme_.textMuted);
    axis->setTickLabelPadding(7);
    axis->setLabel(values.title);
    axis->setLabelFont(figureFont(figure::textSize, QFont::Medium));
    axis->setLabelColor(titleColor);
    axis->setLabelPadding(6);
    axis->setSelectableParts(QCPAxis::spNone);
}

void ScenePlot::arrange(const QSize &size)
{
    if (panels_.empty()) {
        return;
    }
    const int columns = columnsOf(scene_);
    const int outer = plotLayout()->margins().left() + plotLayout()->margins().right();
    const int between = (columns - 1) * (hasCards_ ? panelGap : figureGap);
    const int frame = hasCards_ ? 2 * cardPadding : 0;
    const int width = std::max(60, (size.width() - outer - between) / columns - frame);
    int lines = 1;
    for (const Rows &rows : rows_) {
        lines = std::max(lines, rows.legend->numLines(width));
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i].title->arrange(width);
        rows_[i].legend->setNumLines(lines);
        // About what the two vertical axes take; exact enough to know which labels would touch.
        const ChartAxis &x = panels_[i].panel->x;
        panels_[i].x->setTicker(tickerOf(x.ticks, labelStride(x, width - 120)));
    }
    if (notes_) {
        notes_->arrange(std::max(60, size.width() - outer));
    }
}

void ScenePlot::shortenNotes()
{
    if (notes_) {
        notes_->setShort(notes_->rect().height() < notes_->minimumSize().height() ||
                         notes_->rect().bottom() > viewport().bottom());
    }
}

void ScenePlot::thinVerticalLabels()
{
    const double line = 1.1 * QFontMetricsF(figureFont(figure::textSize)).height();
    for (const PanelAxes &axes : panels_) {
        const auto &ticks = axes.panel->left.ticks;
        if (ticks.size() < 2) {
            continue;
        }
        const double step =
            std::abs(axes.left->coordToPixel(ticks[1].position) - axes.left->coordToPixel(ticks[0].position));
        const std::size_t fits = step > 0 ? static_cast<std::size_t>(std::ceil(line / step)) : 1;
        // Both axes alike, and evenly: a tick without its neighbours' distance would be read wrong.
        const std::size_t stride = std::clamp<std::size_t>(fits, 1, ticks.size() - 1);
        axes.left->setTicker(tickerOf(ticks, stride));
        axes.right->setTicker(tickerOf(axes.panel->right.ticks, stride));
    }
    shortenVerticalTitles();
}

QString ScenePlot::fittingTitle(const QString &title, const QFontMetricsF &measure, double room)
{
    if (measure.horizontalAdvance(title) <= room) {
        return title;
    }
    const qsizetype from = title.indexOf(QLatin1Char('('));
    const bool hasUnit = from >= 0 && title.endsWith(QLatin1Char(')'));
    return measure.elidedText(hasUnit ? title.mid(from + 1).chopped(1) : title, Qt::ElideRight, room);
}

void ScenePlot::shortenVerticalTitles()
{
    const QFontMetricsF measure(figureFont(figure::textSize, QFont::Medium));
    for (const PanelAxes &axes : panels_) {
        const double room = axes.rect->height() + 2 * titleOverhang;
        axes.left->setLabel(fittingTitle(axes.panel->left.title, measure, room));
        axes.right->setLabel(fittingTitle(axes.panel->right.title, measure, room));
    }
}

int ScenePlot::panelAt(const QPointF &pixel) const
{
    for (std::size_t i = 0; i < panels_.size(); ++i) {
        if (panels_[i].area().contains(pixel)) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

void ScenePlot::setHover(const QString &budgetKey)
{
    for (const Rows &rows : rows_) {
        rows.hover->setBudget(budgetKey);
    }
    layer(QStringLiteral("hover"))->replot();
}

void ScenePlot::setSelection(const QStringList &cellKeys)
{
    for (const Rows &rows : rows_) {
        rows.hover->setSelection(cellKeys);
    }
    layer(QStringLiteral("hover"))->replot();
}

void ScenePlot::resizeEvent(QResizeEvent *event)
{
    arrange(event->size());
    QCustomPlot::resizeEvent(event);
}

} // namespace kvscope
