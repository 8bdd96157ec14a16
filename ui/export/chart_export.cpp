#include "ui/chart_export.h"

#include "export/atomic_file.h"
#include "export/outline_device.h"
#include "export/tex_figure.h"
#include "plot/scene_renderer.h"
#include "ui/figure_preset.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QRegularExpression>
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

/// A larger text is a smaller figure that is drawn larger.
Layout layoutOf(const ExportOptions &options)
{
    const double scale = options.dpi / pixelsPerInch;
    const double unit =
        options.unit == ExportOptions::Unit::Millimetres ? pixelsPerInch / millimetresPerInch : 1 / scale;
    return {(options.size * (unit / options.textScale)).toSize(), scale * options.textScale};
}

QSize imageSize(const ExportOptions &options)
{
    return options.unit == ExportOptions::Unit::Pixels ? options.size.toSize()
                                                       : (options.size * (options.dpi / millimetresPerInch)).toSize();
}

QSizeF millimetresOf(const ExportOptions &options)
{
    return options.unit == ExportOptions::Unit::Millimetres ? options.size
                                                            : options.size * (millimetresPerInch / options.dpi);
}

Status checked(const ExportOptions &options)
{
    const auto refuse = [](const QString &message) {
        return make_error(ErrorCode::InvalidArgument, message.toStdString());
    };
    if (options.dpi < 30 || options.dpi > 2400) {
        return refuse(QStringLiteral("A figure of %1 dpi cannot be drawn: choose 30 to 2400.").arg(options.dpi));
    }
    if (!std::isfinite(options.textScale) || options.textScale < 0.3 || options.textScale > 6) {
        return refuse(
            QStringLiteral("Text of %1 pt cannot be drawn: choose 3 to 54 pt.").arg(figureText_pt * options.textScale));
    }
    const auto inRange = [](double side) { return std::isfinite(side) && side > 0 && side <= largestSide; };
    const bool isFinite = inRange(options.size.width()) && inRange(options.size.height());
    const Layout layout = isFinite ? layoutOf(options) : Layout{};
    const QSize image = isFinite ? imageSize(options) : QSize();
    if (!isFinite || layout.size.width() < smallestSide || layout.size.height() < smallestSide ||
        image.width() > largestSide || image.height() > largestSide) {
        return refuse(
            QStringLiteral("A figure of %1 × %2 %3 at %4 dpi cannot be drawn: with text of %7 pt each side needs at "
                           "least %5 mm, and at most %6 pixels.")
                .arg(options.size.width())
                .arg(options.size.height())
                .arg(options.unit == ExportOptions::Unit::Pixels ? QStringLiteral("px") : QStringLiteral("mm"))
                .arg(options.dpi)
                .arg(std::ceil(smallestSide / pixelsPerInch * millimetresPerInch * options.textScale))
                .arg(largestSide)
                .arg(figureText_pt * options.textScale));
    }
    return Done{};
}

ChartScene arranged(ChartScene scene, const ExportOptions &options)
{
    scene.isStacked = scene.isStacked || options.stacksPanels;
    return scene;
}

QImage imageOf(const ChartScene &scene, const ExportOptions &options)
{
    const Layout layout = layoutOf(options);
    QImage image(imageSize(options), QImage::Format_ARGB32_Premultiplied);
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

// The generator knows one size; text that is larger than usual makes the figure's own another one than its viewBox.
QByteArray withSize(QByteArray svg, const QSizeF &size_mm)
{
    static const QRegularExpression sides(QStringLiteral("<svg width=\"[^\"]*\" height=\"[^\"]*\""));
    QString text = QString::fromUtf8(svg);
    const QRegularExpressionMatch match = sides.match(text);
    if (match.hasMatch()) {
        const QString header = QStringLiteral("<svg width=\"%1mm\" height=\"%2mm\"")
                                   .arg(size_mm.width(), 0, 'f', 3)
                                   .arg(size_mm.height(), 0, 'f', 3);
        text.replace(match.capturedStart(), match.capturedLength(), header);
    }
    return text.toUtf8();
}

QByteArray svgOf(const ChartScene &scene, const ExportOptions &options)
{
    const QSize size = layoutOf(options).size;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(pixelsPerInch));
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    generator.setTitle(QString());
    generator.setDescription(QString());
    QPainter target(&generator);
    OutlineDevice outlined(target, size, static_cast<int>(pixelsPerInch));
    renderScene(scene, options.theme, size, 1, options.isTransparent, outlined);
    target.end();
    return withTitle(withSize(bytes, millimetresOf(options)), scene);
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
    const QSizeF points = millimetresOf(options) * (72.0 / millimetresPerInch);
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(), QPageLayout::Point);
    renderScene(scene, options.theme, layout.size, pdfResolution / pixelsPerInch * options.textScale,
                options.isTransparent, writer);
    return bytes;
}

} // namespace

QStringList chartFileSuffixes()
{
    return {QStringLiteral(".png"), QStringLiteral(".svg"), QStringLiteral(".pdf"), QStringLiteral(".tex")};
}

QImage sceneImage(const ChartScene &scene, const ExportOptions &exportOptions)
{
    return checked(exportOptions).has_error() ? QImage() : imageOf(arranged(scene, exportOptions), exportOptions);
}

Result<QByteArray> sceneBytes(const ChartScene &scene, const QString &format, const ExportOptions &exportOptions)
{
    if (!chartFileSuffixes().contains(QLatin1Char('.') + format)) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("A chart cannot be drawn as %1: choose %2.")
                              .arg(format, chartFileSuffixes().join(QStringLiteral(", ")).remove(QLatin1Char('.')))
                              .toStdString());
    }
    if (const Status status = checked(exportOptions); status.has_error()) {
        return status.error();
    }
    const ChartScene shown = arranged(scene, exportOptions);
    const QByteArray bytes = format == QLatin1String("png")   ? pngOf(shown, exportOptions)
                             : format == QLatin1String("svg") ? svgOf(shown, exportOptions)
                             : format == QLatin1String("pdf")
                                 ? pdfOf(shown, exportOptions)
                                 : texFigure(shown, exportOptions.theme, layoutOf(exportOptions).size,
                                             millimetresOf(exportOptions), exportOptions.isTransparent);
    if (bytes.isEmpty()) {
        return make_error(
            ErrorCode::OutOfMemory,
            "Drawing the chart failed: there is not enough memory for an image of this size. Choose fewer dpi.");
    }
    return bytes;
}

Status exportScene(const ChartScene &scene, const QString &path, const QString &format,
                   const ExportOptions &exportOptions)
{
    const Result<QByteArray> bytes = sceneBytes(scene, format, exportOptions);
    return bytes.has_error() ? Status(bytes.error()) : writeWholeFile(path, bytes.value());
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
    return exportScene(scene, path, suffix.mid(1), exportOptions);
}

Status exportChart(const Chart &chart, const ResultFrame &frame, const ChartOptions &options, const QString &path,
                   const ExportOptions &exportOptions)
{
    return exportScene(chart.build(frame, options), path, exportOptions);
}

} // namespace kvscope
