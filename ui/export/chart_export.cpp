#include "ui/chart_export.h"

#include "export/atomic_file.h"
#include "export/outline_device.h"
#include "plot/scene_renderer.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <cmath>

namespace kvscope {
namespace {

constexpr double millimetresPerInch = 25.4;
constexpr double pixelsPerInch = 96; // of the device-independent pixel that all sizes of a figure are given in
constexpr int pdfResolution = 1200;
constexpr int smallestSide = 120; // below this nothing but labels remains
constexpr int largestSide = 20000;

/// The figure in device-independent pixels, and how many pixels of a PNG each is.
struct Layout {
    QSize size;
    double scale = 1;
};

Layout layoutOf(const ExportOptions &options)
{
    const double scale = options.dpi / pixelsPerInch;
    const double unit =
        options.unit == ExportOptions::Unit::Millimetres ? pixelsPerInch / millimetresPerInch : 1 / scale;
    return {QSize(qRound(options.size.width() * unit), qRound(options.size.height() * unit)), scale};
}

QSize imageSize(const ExportOptions &options, const Layout &layout)
{
    return options.unit == ExportOptions::Unit::Pixels ? options.size.toSize()
                                                       : (QSizeF(layout.size) * layout.scale).toSize();
}

Status checked(const ExportOptions &options)
{
    const auto refuse = [](const QString &message) {
        return make_error(ErrorCode::InvalidArgument, message.toStdString());
    };
    if (options.dpi < 30 || options.dpi > 2400) {
        return refuse(QStringLiteral("A figure of %1 dpi cannot be drawn: choose 30 to 2400.").arg(options.dpi));
    }
    const auto inRange = [](double side) { return std::isfinite(side) && side > 0 && side <= largestSide; };
    const bool isFinite = inRange(options.size.width()) && inRange(options.size.height());
    const Layout layout = isFinite ? layoutOf(options) : Layout{};
    const QSize image = isFinite ? imageSize(options, layout) : QSize();
    if (!isFinite || layout.size.width() < smallestSide || layout.size.height() < smallestSide ||
        image.width() > largestSide || image.height() > largestSide) {
        return refuse(
            QStringLiteral("A figure of %1 × %2 %3 at %4 dpi cannot be drawn: it needs at least %5 × %5 pixels "
                           "at 96 dpi and at most %6 pixels a side.")
                .arg(options.size.width())
                .arg(options.size.height())
                .arg(options.unit == ExportOptions::Unit::Pixels ? QStringLiteral("px") : QStringLiteral("mm"))
                .arg(options.dpi)
                .arg(smallestSide)
                .arg(largestSide));
    }
    return Done{};
}

QImage imageOf(const ChartScene &scene, const ExportOptions &options)
{
    const Layout layout = layoutOf(options);
    QImage image(imageSize(options, layout), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        return image;
    }
    image.fill(options.isTransparent ? QColor(Qt::transparent) : options.theme.card);
    const int dotsPerMetre = qRound(1000 * options.dpi / millimetresPerInch);
    // The painter scales text by the image's resolution unless that is the logical one; the real one is set afterwards.
    image.setDotsPerMeterX(qRound(1000 * pixelsPerInch / millimetresPerInch));
    image.setDotsPerMeterY(qRound(1000 * pixelsPerInch / millimetresPerInch));
    renderScene(scene, options.theme, layout.size, layout.scale, options.isTransparent, image);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    return image;
}

QByteArray pngOf(const ChartScene &scene, const ExportOptions &options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    const QImage image = imageOf(scene, options);
    return !image.isNull() && writer.write(image) ? bytes : QByteArray();
}

// QSvgGenerator writes title and description unescaped, and they hold the names of models.
QByteArray withTitle(QByteArray svg, const ChartScene &scene)
{
    const QString title = scene.title.isEmpty() ? QStringLiteral("KVScope") : scene.title;
    const QByteArray texts = QStringLiteral("<title>%1</title>\n<desc>%2</desc>\n")
                                 .arg(title.toHtmlEscaped(), scene.summary.toHtmlEscaped())
                                 .toUtf8();
    const qsizetype element = svg.indexOf("<svg");
    const qsizetype end = element < 0 ? -1 : svg.indexOf('>', element);
    return end < 0 ? svg : svg.insert(end + 1, "\n" + texts);
}

QByteArray svgOf(const ChartScene &scene, const ExportOptions &options)
{
    const Layout layout = layoutOf(options);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(pixelsPerInch));
    generator.setSize(layout.size);
    generator.setViewBox(QRect(QPoint(), layout.size));
    generator.setTitle(QString());
    generator.setDescription(QString());
    QPainter target(&generator);
    OutlineDevice outlined(target, layout.size, static_cast<int>(pixelsPerInch));
    renderScene(scene, options.theme, layout.size, 1, options.isTransparent, outlined);
    target.end();
    return withTitle(bytes, scene);
}

QByteArray pdfOf(const ChartScene &scene, const ExportOptions &options)
{
    const Layout layout = layoutOf(options);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(scene.title);
    writer.setCreator(QStringLiteral("KVScope"));
    writer.setResolution(pdfResolution);
    const QSizeF points = QSizeF(layout.size) * 72.0 / pixelsPerInch;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(), QPageLayout::Point);
    renderScene(scene, options.theme, layout.size, pdfResolution / pixelsPerInch, options.isTransparent, writer);
    return bytes;
}

} // namespace

QStringList chartFileSuffixes()
{
    return {QStringLiteral(".png"), QStringLiteral(".svg"), QStringLiteral(".pdf")};
}

QImage sceneImage(const ChartScene &scene, const ExportOptions &exportOptions)
{
    return checked(exportOptions).has_error() ? QImage() : imageOf(scene, exportOptions);
}

Status exportScene(const ChartScene &scene, const QString &path, const ExportOptions &exportOptions)
{
    const QString suffix = suffixOf(path);
    if (!chartFileSuffixes().contains(suffix)) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("The chart cannot be written to %1: the name has to end with %2.")
                              .arg(path, chartFileSuffixes().join(QStringLiteral(", ")))
                              .toStdString());
    }
    if (Status status = checked(exportOptions); status.has_error()) {
        return status;
    }
    const QByteArray bytes = suffix == QLatin1String(".png")   ? pngOf(scene, exportOptions)
                             : suffix == QLatin1String(".svg") ? svgOf(scene, exportOptions)
                                                               : pdfOf(scene, exportOptions);
    if (bytes.isEmpty()) {
        return make_error(
            ErrorCode::OutOfMemory,
            QStringLiteral("Drawing %1 failed: there is not enough memory for an image of this size. Choose "
                           "fewer dpi.")
                .arg(path)
                .toStdString());
    }
    return writeWholeFile(path, bytes);
}

Status exportChart(const Chart &chart, const ResultFrame &frame, const ChartOptions &options, const QString &path,
                   const ExportOptions &exportOptions)
{
    return exportScene(chart.build(frame, options), path, exportOptions);
}

} // namespace kvscope
