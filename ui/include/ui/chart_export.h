#pragma once

#include "types/result.h"
#include "ui/chart.h"
#include "ui/theme.h"

#include <QByteArray>
#include <QImage>
#include <QSizeF>
#include <QString>
#include <QStringList>

namespace kvscope {

/// Size and look of an exported figure; independent of the window.
struct ExportOptions {
    enum class Unit { Pixels, Millimetres };

    QSizeF size{1280, 560};
    Unit unit = Unit::Pixels;
    /// Pixels per inch of a PNG. With Pixels, the image has exactly `size`; text and lines grow with dpi / 96.
    int dpi = 96;
    Theme theme = Theme::light();
    bool isTransparent = false; ///< no background
    /// Text, lines and markers against their usual size (tick labels of 9 pt); the figure's size stays.
    double textScale = 1;
    bool stacksPanels = false; ///< one panel below the other, whatever the scene says
};

/// ".png", ".svg", ".pdf", ".tex"
QStringList chartFileSuffixes();

/// Draws a chart into a file; the suffix of `path` decides the format. The file is written beside `path` and renamed,
/// so a failure leaves an older file as it was. Text becomes outlines in SVG and embedded subsets in PDF: the figure
/// looks the same without our font. A `.tex` file is a standalone pgfplots
/// document that holds the numbers and uses LaTeX's own fonts. Errors: InvalidArgument for an unknown suffix or an
/// impossible size, Io. GUI thread (a QGuiApplication, offscreen is enough).
Status exportChart(const Chart &chart, const ResultFrame &frame, const ChartOptions &options, const QString &path,
                   const ExportOptions &exportOptions = {});
/// The same for a scene that is already built.
Status exportScene(const ChartScene &scene, const QString &path, const ExportOptions &exportOptions = {});

/// The same in a stated format ("png", "svg", "pdf", "tex"), whatever the name ends with.
Status exportScene(const ChartScene &scene, const QString &path, const QString &format,
                   const ExportOptions &exportOptions);
/// The bytes of such a file. `format` is "png", "svg", "pdf" or "tex".
Result<QByteArray> sceneBytes(const ChartScene &scene, const QString &format, const ExportOptions &exportOptions = {});

/// A scene as an image, e.g. for a preview; null if the size is impossible.
QImage sceneImage(const ChartScene &scene, const ExportOptions &exportOptions = {});

} // namespace kvscope
