#include "ui/clipboard_export.h"

#include "ui/table_export.h"

namespace kvscope {

std::unique_ptr<QMimeData> figureForClipboard(const ChartScene &scene, const ResultFrame &frame,
                                              const ExportOptions &options, const std::vector<ResultWarning> &warnings)
{
    const Result<QByteArray> png = sceneBytes(scene, QStringLiteral("png"), options);
    const Result<QByteArray> svg = sceneBytes(scene, QStringLiteral("svg"), options);
    if (png.has_error() || svg.has_error()) {
        return nullptr;
    }
    auto data = std::make_unique<QMimeData>();
    data->setImageData(sceneImage(scene, options));
    data->setData(QStringLiteral("image/png"), png.value());
    data->setData(QStringLiteral("image/svg+xml"), svg.value());
    const QByteArray table = tableTsv(frame, warnings);
    data->setData(QStringLiteral("text/tab-separated-values"), table);
    data->setText(QString::fromUtf8(table));
    return data;
}

} // namespace kvscope
