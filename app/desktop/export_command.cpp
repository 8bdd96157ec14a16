#include "desktop/export_command.h"

#include "database/session_reader.h"
#include "stats/summarize.h"
#include "ui/chart.h"
#include "ui/chart_export.h"
#include "ui/default_view.h"
#include "ui/table_export.h"

#include <QFile>

namespace kvscope {
namespace {

/// 13.3 inches wide at 96 dpi; a higher resolution gives the same figure with more pixels.
constexpr QSizeF kFigurePixels{1280, 560};

Result<ResultFrame> readFrame(const QString &path)
{
    if (!QFile::exists(path)) {
        return make_error(ErrorCode::NotFound, "there is no session file " + path.toStdString());
    }
    const auto reader = SessionReader::open(path.toStdString());
    if (reader.has_error()) {
        return reader.error();
    }
    const auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    return stats::complete(rows.value());
}

} // namespace

Status runExport(const DesktopCommand &command)
{
    const auto frame = readFrame(command.session);
    if (frame.has_error()) {
        return frame.error();
    }
    if (!command.chartPath.isEmpty()) {
        ExportOptions look;
        look.dpi = command.dpi;
        look.size = kFigurePixels * (command.dpi / 96.0);
        look.theme = Theme::byId(command.theme);
        ChartOptions options = defaultView(frame.value());
        if (!command.scale.isEmpty()) {
            options.scale =
                command.scale == QLatin1String("reference") ? ScalePreset::Reference : ScalePreset::FromZero;
        }
        const Status written = exportChart(*chartById(command.view), frame.value(), options, command.chartPath, look);
        if (written.has_error()) {
            return written;
        }
    }
    if (!command.tablePath.isEmpty()) {
        return exportTable(frame.value(), command.tablePath);
    }
    return Done{};
}

} // namespace kvscope
