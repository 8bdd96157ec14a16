#include "export/outline_device.h"

#include <QPaintEngine>
#include <QPainterPath>
#include <QPolygonF>

namespace kvscope {

class OutlineDevice::Engine : public QPaintEngine {
public:
    explicit Engine(QPainter &target) : QPaintEngine(AllFeatures), target_(target) {}

    bool begin(QPaintDevice *) override
    {
        setActive(true);
        return true;
    }

    bool end() override
    {
        setActive(false);
        return true;
    }

    void updateState(const QPaintEngineState &changed) override
    {
        const DirtyFlags dirty = changed.state();
        if (dirty & DirtyPen) {
            target_.setPen(changed.pen());
        }
        if (dirty & DirtyBrush) {
            target_.setBrush(changed.brush());
        }
        if (dirty & DirtyOpacity) {
            target_.setOpacity(changed.opacity());
        }
        if (dirty & DirtyTransform) {
            target_.setTransform(changed.transform());
        }
        if (dirty & DirtyHints) {
            target_.setRenderHints(changed.renderHints());
        }
    }

    void drawPath(const QPainterPath &path) override { target_.drawPath(path); }

    void drawPolygon(const QPointF *points, int count, PolygonDrawMode mode) override
    {
        if (mode == PolylineMode) {
            target_.drawPolyline(points, count);
        } else {
            target_.drawPolygon(points, count, mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
        }
    }

    void drawPixmap(const QRectF &rect, const QPixmap &pixmap, const QRectF &source) override
    {
        target_.drawPixmap(rect, pixmap, source);
    }

    void drawImage(const QRectF &rect, const QImage &image, const QRectF &source,
                   Qt::ImageConversionFlags flags) override
    {
        target_.drawImage(rect, image, source, flags);
    }

    // drawTextItem is the base class's: it fills the outlines of the glyphs through drawPath.

    Type type() const override { return User; }

private:
    QPainter &target_;
};

OutlineDevice::OutlineDevice(QPainter &target, const QSize &size, int dpi)
    : engine_(std::make_unique<Engine>(target)), size_(size), dpi_(dpi)
{
}

OutlineDevice::~OutlineDevice() = default;

QPaintEngine *OutlineDevice::paintEngine() const
{
    return engine_.get();
}

int OutlineDevice::metric(PaintDeviceMetric metric) const
{
    constexpr double millimetresPerInch = 25.4;
    switch (metric) {
    case PdmWidth:
        return size_.width();
    case PdmHeight:
        return size_.height();
    case PdmWidthMM:
        return qRound(size_.width() * millimetresPerInch / dpi_);
    case PdmHeightMM:
        return qRound(size_.height() * millimetresPerInch / dpi_);
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
        return dpi_;
    case PdmNumColors:
        return 1 << 24;
    case PdmDepth:
        return 24;
    case PdmDevicePixelRatio:
        return 1;
    default:
        return QPaintDevice::metric(metric);
    }
}

} // namespace kvscope
