#include "plot/scene_renderer.h"

#include "plot/scene_plot.h"

namespace kvscope {

void renderScene(const ChartScene &scene, const Theme &theme, const QSize &size, double scale, bool isTransparent,
                 QPaintDevice &device)
{
    ScenePlot plot;
    plot.setScene(scene, theme, false);
    if (isTransparent) {
        plot.setBackground(QBrush(Qt::NoBrush));
    }
    plot.setViewport(QRect(QPoint(), size));
    plot.arrange(size);
    QCPPainter painter;
    painter.begin(&device);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    plot.toPainter(&painter, size.width(), size.height());
    painter.end();
}

} // namespace kvscope
