#include "desktop/export_command.h"

#include "database/session_reader.h"
#include "desktop/engine_adapter.h"
#include "stats/summarize.h"
#include "stats/warnings.h"
#include "ui/chart.h"
#include "ui/chart_notes.h"
#include "ui/default_view.h"
#include "ui/figure_preset.h"
#include "ui/format.h"
#include "ui/table_export.h"

#include <QFile>
#include <QFileInfo>

#include <utility>
#include <vector>

namespace kvscope {
namespace {

ExportOptions lookOf(const DesktopCommand &command)
{
    const FigurePreset &preset = *figurePresetById(command.preset);
    ExportOptions look = withPreset({}, preset);
    look.theme = Theme::byId(command.theme);
    look.dpi = command.dpi > 0 ? command.dpi : look.dpi;
    if (command.width_mm > 0) {
        look.size = {command.width_mm, command.width_mm * preset.height_mm / preset.width_mm};
    }
    if (command.height_mm > 0) {
        look.size.setHeight(command.height_mm);
    }
    if (command.textSize_pt > 0) {
        look.textScale = command.textSize_pt / figureText_pt;
    }
    return look;
}

/// The format that was asked for, if `suffixes` know it; else what the name ends with.
QString formatOf(const QString &path, const QString &asked, const QStringList &suffixes)
{
    return suffixes.contains(QLatin1Char('.') + asked) ? asked : QFileInfo(path).suffix().toLower();
}

struct Judged {
    ResultFrame frame;
    std::vector<ResultWarning> warnings;
};

Result<Judged> readFrame(const QString &path)
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
    ResultFrame frame = stats::complete(rows.value());
    std::vector<ResultWarning> warnings = stats::warnings(rows.value(), frame);
    return Judged{std::move(frame), std::move(warnings)};
}

Result<int> datasetOf(const QString &asked, const ResultFrame &frame)
{
    if (asked == QLatin1String("average") && !frame.reference) {
        return ChartOptions::averageOfDatasets;
    }
    QStringList labels;
    for (const DatasetRef &dataset : frame.datasets) {
        labels << QString::fromStdString(dataset.label);
    }
    if (const qsizetype named = labels.indexOf(asked); named >= 0) {
        return static_cast<int>(named);
    }
    bool isNumber = false;
    const int number = asked.toInt(&isNumber);
    if (isNumber && number >= 1 && number <= labels.size()) {
        return number - 1;
    }
    return make_error(
        ErrorCode::InvalidArgument,
        QStringLiteral("--dataset %1: the session has %2").arg(asked, labels.join(QStringLiteral(", "))).toStdString());
}

Result<ChartOptions> viewOf(const DesktopCommand &command, const ResultFrame &frame)
{
    ChartOptions options = defaultView(frame);
    if (!command.dataset.isEmpty()) {
        const Result<int> dataset = datasetOf(command.dataset, frame);
        if (dataset.has_error()) {
            return dataset.error();
        }
        options.dataset = dataset.value();
    }
    if (!command.overlay.isEmpty()) {
        auto published = readFrame(command.overlay);
        if (published.has_error()) {
            return published.error();
        }
        if (!published.value().frame.reference) {
            return make_error(ErrorCode::InvalidArgument,
                              "--overlay " + command.overlay.toStdString() + ": this session has no published figures");
        }
        options.overlay = std::make_shared<const ResultFrame>(std::move(published).value().frame);
    }
    if (!command.scale.isEmpty()) {
        options.scale = command.scale == QLatin1String("reference") ? ScalePreset::Reference : ScalePreset::FromZero;
    }
    return options;
}

Status writeChart(const DesktopCommand &command, const ResultFrame &frame)
{
    const Result<ChartOptions> options = viewOf(command, frame);
    if (options.has_error()) {
        return options.error();
    }
    ChartScene scene = chartById(command.view)->build(frame, options.value());
    addNotes(scene, frame, options.value().dataset);
    return exportScene(scene, command.chartPath, formatOf(command.chartPath, command.format, chartFileSuffixes()),
                       lookOf(command));
}

} // namespace

Status runExport(const DesktopCommand &command)
{
    setPolicyLabels(policyCatalogue());
    const auto judged = readFrame(command.session);
    if (judged.has_error()) {
        return judged.error();
    }
    const auto &[frame, warnings] = judged.value();
    if (!command.chartPath.isEmpty()) {
        const Status written = writeChart(command, frame);
        if (written.has_error()) {
            return written;
        }
    }
    if (!command.tablePath.isEmpty()) {
        return exportTable(frame, warnings, command.tablePath,
                           formatOf(command.tablePath, command.format, tableFileSuffixes()));
    }
    return Done{};
}

} // namespace kvscope
