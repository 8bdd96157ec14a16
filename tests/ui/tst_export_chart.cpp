#include "chart_frames.h"
#include "ui/chart_export.h"

#include <QDir>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace kvscope;
using namespace kvscope::test;

namespace {

const Chart &bars()
{
    return *chartById(QStringLiteral("bars"));
}

bool isNear(const QColor &a, const QColor &b, int tolerance)
{
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

QImage renderedSvg(const QString &path, const QSize &size)
{
    QSvgRenderer renderer(path);
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
    return image;
}

/// Reads the first bar's value back from pixels alone: grid lines give the scale, the bar's colour its top.
double valueOfFirstBar(const QImage &image, const ChartAxis &axis)
{
    const QColor blue = Theme::light().bars(0);
    // The legend's swatch lies above; the first column with a tall run of blue is the bar.
    int left = -1;
    for (int x = 0; x < image.width() && left < 0; ++x) {
        int run = 0;
        for (int y = 90; y < image.height(); ++y) {
            run += isNear(image.pixelColor(x, y), blue, 25);
        }
        left = run > 60 ? x : -1;
    }
    if (left < 0) {
        return NAN;
    }
    int base = 0; // under the bar
    for (int y = 90; y < image.height(); ++y) {
        base = isNear(image.pixelColor(left + 3, y), blue, 25) ? y : base;
    }
    std::vector<double> lines; // rows of grid lines and of the base, from below, between axis and bar
    for (int y = base + 3; y > 0; --y) {
        const bool isInk = !isNear(image.pixelColor(left - 8, y), Qt::white, 5);
        const bool wasInk = y + 1 < image.height() && !isNear(image.pixelColor(left - 8, y + 1), Qt::white, 5);
        if (isInk && !wasInk) {
            lines.push_back(y);
        }
    }
    int top = -1;
    for (int y = 60; y < image.height() && top < 0; ++y) {
        top = isNear(image.pixelColor(left + 7, y), blue, 25) ? y : -1;
    }
    const std::size_t count = axis.ticks.size() - 1;
    if (lines.size() <= count || top < 0) {
        return NAN;
    }
    return axis.lower + (lines[0] - top) / (lines[0] - lines[count]) * (axis.upper - axis.lower);
}

} // namespace

class TestExportChart : public QObject {
    Q_OBJECT

private slots:
    void barTopsAreTrue_data();
    void barTopsAreTrue();
    void truncatedBarsStayInside();
    void png();
    void svg();
    void pdf();
    void figureThemeIsItsOwn();
    void refusals();
    void olderFileSurvives();
    void emptySceneIsDrawn();

private:
    QTemporaryDir folder_;
};

void TestExportChart::barTopsAreTrue_data()
{
    QTest::addColumn<bool>("truncated");
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : {"png", "svg"}) {
        QTest::addRow("%s from zero", suffix) << false << QString::fromLatin1(suffix);
        QTest::addRow("%s from 30", suffix) << true << QString::fromLatin1(suffix);
    }
}

void TestExportChart::barTopsAreTrue()
{
    QFETCH(bool, truncated);
    QFETCH(QString, suffix);
    ChartOptions options;
    options.scale = truncated ? ScalePreset::Reference : ScalePreset::FromZero;
    const QString path = folder_.filePath(QStringLiteral("chart.") + suffix);
    QVERIFY(exportChart(bars(), publishedFrame(), options, path).has_value());
    const QImage image = suffix == QLatin1String("svg") ? renderedSvg(path, QSize(1280, 560)) : QImage(path);
    const ChartAxis axis = bars().build(publishedFrame(), options).panels.at(0).left;
    const double value = valueOfFirstBar(image, axis);
    const double perPixel = (axis.upper - axis.lower) / 390;
    QVERIFY2(std::abs(value - 44.2) <= 1.6 * perPixel, qPrintable(QString::number(value)));
}

void TestExportChart::truncatedBarsStayInside()
{
    // A bar from 0 on an axis from 30 must end at the axis, in SVG too, where no clip path would cut it.
    ChartOptions options;
    options.scale = ScalePreset::Reference;
    for (const char *name : {"cut.png", "cut.svg"}) {
        const QString path = folder_.filePath(QString::fromLatin1(name));
        QVERIFY(exportChart(bars(), publishedFrame(), options, path).has_value());
        const QImage image = path.endsWith(QLatin1String("svg")) ? renderedSvg(path, QSize(1280, 560)) : QImage(path);
        const QColor blue = Theme::light().bars(0);
        int lowest = 0;
        for (int y = 0; y < image.height(); ++y) {
            int inRow = 0;
            for (int x = 0; x < image.width() / 2; ++x) {
                inRow += isNear(image.pixelColor(x, y), blue, 25);
            }
            lowest = inRow > 40 ? y : lowest;
        }
        QVERIFY2(lowest < image.height() - 80, qPrintable(QString::number(lowest)));
    }
}

void TestExportChart::png()
{
    ExportOptions options;
    options.unit = ExportOptions::Unit::Millimetres;
    options.size = {170, 80};
    options.dpi = 300;
    const QString path = folder_.filePath(QStringLiteral("figure.png"));
    QVERIFY(exportChart(bars(), runningFrame(), {}, path, options).has_value());
    const QImage image(path);
    QVERIFY(std::abs(image.width() - 170 / 25.4 * 300) < 3);
    QVERIFY(std::abs(image.dotsPerMeterX() - 11811) <= 1);
    options.unit = ExportOptions::Unit::Pixels;
    options.size = {1001, 503};
    QVERIFY(exportChart(bars(), runningFrame(), {}, path, options).has_value());
    QCOMPARE(QImage(path).size(), QSize(1001, 503));
    options.isTransparent = true;
    QVERIFY(exportChart(bars(), runningFrame(), {}, path, options).has_value());
    QCOMPARE(QImage(path).pixelColor(2, 2).alpha(), 0);
}

void TestExportChart::svg()
{
    ResultFrame frame = publishedFrame();
    frame.models[0].label = "<script>alert(1)</script> & \"co\"";
    frame.title = "a <b> & c";
    const QString path = folder_.filePath(QStringLiteral("figure.svg"));
    QVERIFY(exportChart(bars(), frame, {}, path).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.contains("<title>a &lt;b&gt; &amp; c</title>"));
    QVERIFY(content.contains("viewBox=\"0 0 1280 560\""));
    QVERIFY2(!content.contains("<text"), "text must be outlines");
    QVERIFY(!content.contains("<script"));
    QVERIFY(!content.contains("<image"));
    QVERIFY(QSvgRenderer(path).isValid());
    QCOMPARE(QSvgRenderer(path).viewBox(), QRect(0, 0, 1280, 560));
}

void TestExportChart::pdf()
{
    const QString path = folder_.filePath(QStringLiteral("figure.pdf"));
    QVERIFY(exportChart(bars(), publishedFrame(), {}, path).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.startsWith("%PDF-"));
    QVERIFY(content.trimmed().endsWith("%%EOF"));
    QVERIFY(content.contains("/MediaBox [0 0 960"));
    QVERIFY2(content.contains("/FontFile"), "fonts must be embedded");
}

void TestExportChart::figureThemeIsItsOwn()
{
    ExportOptions dark;
    dark.theme = Theme::dark();
    const ChartScene scene = bars().build(publishedFrame(), {});
    QCOMPARE(sceneImage(scene).pixelColor(2, 2), Theme::light().card);
    QCOMPARE(sceneImage(scene, dark).pixelColor(2, 2), Theme::dark().card);
}

void TestExportChart::refusals()
{
    const auto refused = [&](const char *name, const ExportOptions &options) {
        const Status status =
            exportChart(bars(), publishedFrame(), {}, folder_.filePath(QString::fromLatin1(name)), options);
        return status.has_error() && status.error().code == ErrorCode::InvalidArgument &&
               !status.error().message.empty();
    };
    QVERIFY(refused("chart.bmp", {}));
    QVERIFY(refused("chart", {}));
    ExportOptions options;
    options.size = {0, 100};
    QVERIFY(refused("chart.png", options));
    options.size = {NAN, 500};
    QVERIFY(refused("chart.svg", options));
    options.size = {1e9, 1e9};
    QVERIFY(refused("chart.png", options));
    options.size = {800, 400};
    options.dpi = 0;
    QVERIFY(refused("chart.pdf", options));
    QVERIFY(sceneImage(bars().build(publishedFrame(), {}), options).isNull());
}

void TestExportChart::olderFileSurvives()
{
    const QString path = folder_.filePath(QStringLiteral("missing/chart.png"));
    const Status status = exportChart(bars(), publishedFrame(), {}, path);
    QVERIFY(status.has_error() && status.error().code == ErrorCode::Io);
    QVERIFY(QString::fromStdString(status.error().message).contains(path));

    const QString kept = folder_.filePath(QStringLiteral("kept.png"));
    QVERIFY(exportChart(bars(), publishedFrame(), {}, kept).has_value());
    ExportOptions impossible;
    impossible.dpi = -1;
    QVERIFY(exportChart(bars(), publishedFrame(), {}, kept, impossible).has_error());
    QVERIFY(!QImage(kept).isNull());
}

void TestExportChart::emptySceneIsDrawn()
{
    const QImage image = sceneImage(bars().build({}, {}));
    bool hasText = false;
    for (int x = 0; x < image.width(); ++x) {
        hasText = hasText || !isNear(image.pixelColor(x, image.height() / 2), Qt::white, 40);
    }
    QVERIFY(hasText);
}

QTEST_MAIN(TestExportChart)
#include "tst_export_chart.moc"
