#pragma once

#include <QPaintDevice>
#include <QPainter>

#include <memory>

namespace kvscope {

/// A paint device that forwards everything to another painter, with text as outlines: what is drawn then needs no font.
/// Clips are not forwarded, since QSvgGenerator drops them.
class OutlineDevice : public QPaintDevice {
public:
    /// `target` must outlive this device and be active; `size` and `dpi` are what painters on this device see.
    OutlineDevice(QPainter &target, const QSize &size, int dpi);
    ~OutlineDevice() override;

    QPaintEngine *paintEngine() const override;

protected:
    int metric(PaintDeviceMetric metric) const override;

private:
    class Engine;

    std::unique_ptr<Engine> engine_;
    QSize size_;
    int dpi_;
};

} // namespace kvscope
