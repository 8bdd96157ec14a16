#include "ui/table_export.h"

#include "export/atomic_file.h"
#include "export/table_field.h"
#include "stats/warnings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

/// A column: its name with the unit, and its value of a cell as JSON; null where it is not known.
struct Column {
    const char *name;
    QJsonValue (*value)(const ResultFrame &, const CellResult &);
};

QJsonValue text(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonValue number(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

QJsonValue number(const std::optional<double> &value)
{
    return value ? number(*value) : QJsonValue();
}

QJsonValue lower(const std::optional<Interval> &interval)
{
    return interval ? number(interval->lower) : QJsonValue();
}

QJsonValue upper(const std::optional<Interval> &interval)
{
    return interval ? number(interval->upper) : QJsonValue();
}

QJsonValue method(const std::optional<Interval> &interval)
{
    return interval ? text(interval->method) : QJsonValue();
}

template <typename Ref>
QJsonValue labelAt(const std::vector<Ref> &refs, int index)
{
    return index >= 0 && index < static_cast<int>(refs.size()) ? text(refs[static_cast<std::size_t>(index)].label)
                                                               : QJsonValue();
}

QJsonValue params(const CellResult &cell)
{
    QStringList values;
    for (const auto &[name, value] : cell.params) {
        values << QStringLiteral("%1=%2").arg(QString::fromStdString(name),
                                              QString::number(value, 'g', QLocale::FloatingPointShortest));
    }
    return values.join(QLatin1Char(' '));
}

QJsonValue share(int count, const CellResult &cell)
{
    return cell.num_samples > 0 ? QJsonValue(100.0 * count / cell.num_samples) : QJsonValue();
}

QJsonValue gpu(const CellResult &cell, std::optional<double> GpuTelemetry::*figure)
{
    return cell.gpu ? number(*cell.gpu.*figure) : QJsonValue();
}

QJsonValue energySource(const CellResult &cell)
{
    if (!cell.gpu || !cell.gpu->energy_j) {
        return {};
    }
    return cell.gpu->energy_is_integrated ? QStringLiteral("power") : QStringLiteral("counter");
}

QString stateName(CellState state)
{
    switch (state) {
    case CellState::Pending:
        return QStringLiteral("pending");
    case CellState::Running:
        return QStringLiteral("running");
    case CellState::Complete:
        return QStringLiteral("complete");
    case CellState::Failed:
        return QStringLiteral("failed");
    }
    return {};
}

using Frame = const ResultFrame &;
using Cell = const CellResult &;

constexpr Column columns[] = {
    {"cell_key", [](Frame, Cell c) { return text(c.cell_key); }},
    {"model", [](Frame f, Cell c) { return labelAt(f.models, c.model); }},
    {"dataset", [](Frame f, Cell c) { return labelAt(f.datasets, c.dataset); }},
    {"policy", [](Frame, Cell c) { return text(c.policy); }},
    {"params", [](Frame, Cell c) { return params(c); }},
    {"budget_tokens",
     [](Frame, Cell c) { return c.budget.is_full() ? QJsonValue(QStringLiteral("full")) : c.budget.tokens; }},
    {"retained_tokens", [](Frame, Cell c) { return c.retained > 0 ? QJsonValue(c.retained) : QJsonValue(); }},
    {"peak_tokens", [](Frame, Cell c) { return c.peak > 0 ? QJsonValue(c.peak) : QJsonValue(); }},
    {"state", [](Frame, Cell c) { return QJsonValue(stateName(c.state)); }},
    {"pass_at_1_percent", [](Frame, Cell c) { return number(c.pass_at_1); }},
    {"pass_at_1_lower_percent", [](Frame, Cell c) { return lower(c.pass_at_1_interval); }},
    {"pass_at_1_upper_percent", [](Frame, Cell c) { return upper(c.pass_at_1_interval); }},
    {"pass_at_1_interval_method", [](Frame, Cell c) { return method(c.pass_at_1_interval); }},
    {"tps_tokens_per_s", [](Frame, Cell c) { return number(c.tps); }},
    {"tps_lower_tokens_per_s", [](Frame, Cell c) { return lower(c.tps_interval); }},
    {"tps_upper_tokens_per_s", [](Frame, Cell c) { return upper(c.tps_interval); }},
    {"tps_interval_method", [](Frame, Cell c) { return method(c.tps_interval); }},
    {"tps_kind",
     [](Frame, Cell c) { return c.tps ? QJsonValue(c.tps_is_overall ? "overall" : "sustained") : QJsonValue(); }},
    {"overall_tps_tokens_per_s", [](Frame, Cell c) { return number(c.overall_tps); }},
    {"dynts_tps_tokens_per_s", [](Frame, Cell c) { return number(c.dynts_tps); }},
    {"num_samples_planned", [](Frame, Cell c) { return QJsonValue(c.num_samples_planned); }},
    {"num_samples", [](Frame, Cell c) { return QJsonValue(c.num_samples); }},
    {"num_problems", [](Frame, Cell c) { return QJsonValue(c.num_problems); }},
    {"num_correct", [](Frame, Cell c) { return QJsonValue(c.num_correct); }},
    {"num_wrong", [](Frame, Cell c) { return QJsonValue(c.num_wrong); }},
    {"num_no_answer", [](Frame, Cell c) { return QJsonValue(c.num_no_answer); }},
    {"num_invalid", [](Frame, Cell c) { return QJsonValue(c.num_invalid); }},
    {"num_truncated", [](Frame, Cell c) { return QJsonValue(c.num_truncated); }},
    {"truncated_percent", [](Frame, Cell c) { return share(c.num_truncated, c); }},
    {"no_answer_percent", [](Frame, Cell c) { return share(c.num_no_answer, c); }},
    {"invalid_percent", [](Frame, Cell c) { return share(c.num_invalid, c); }},
    {"mean_output_tokens", [](Frame, Cell c) { return number(c.mean_output_tokens); }},
    {"mean_evictions", [](Frame, Cell c) { return number(c.mean_evictions); }},
    {"mean_final_kv_len_tokens", [](Frame, Cell c) { return number(c.mean_final_kv_len); }},
    {"batch", [](Frame, Cell c) { return text(c.batch_label); }},
    {"kv_held_peak_bytes", [](Frame, Cell c) { return QJsonValue(static_cast<qint64>(c.kv_bytes_held_peak)); }},
    {"gpu_tokens_per_joule", [](Frame, Cell c) { return c.gpu ? number(c.gpu->tokens_per_joule()) : QJsonValue(); }},
    {"gpu_power_mean_w", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::power_mean_w); }},
    {"gpu_power_max_w", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::power_max_w); }},
    {"gpu_energy_j", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::energy_j); }},
    {"gpu_energy_source", [](Frame, Cell c) { return energySource(c); }},
    {"gpu_memory_peak_bytes",
     [](Frame, Cell c) {
         return c.gpu && c.gpu->memory_peak_bytes ? QJsonValue(static_cast<qint64>(*c.gpu->memory_peak_bytes))
                                                  : QJsonValue();
     }},
    {"gpu_utilization_mean_percent", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::utilization_mean); }},
    {"gpu_sm_clock_min_mhz", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::sm_clock_min_mhz); }},
    {"gpu_sm_clock_mean_mhz", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::sm_clock_mean_mhz); }},
    {"gpu_memory_clock_mhz", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::memory_clock_mhz); }},
    {"gpu_temperature_max_c", [](Frame, Cell c) { return gpu(c, &GpuTelemetry::temperature_max_c); }},
    {"gpu_throttled_percent",
     [](Frame, Cell c) {
         return c.gpu && c.gpu->throttle_reasons ? number(100 * c.gpu->throttled_share()) : QJsonValue();
     }},
    {"gpu_throttle_reasons",
     [](Frame, Cell c) { return c.gpu && c.gpu->throttle_reasons ? text(*c.gpu->throttle_reasons) : QJsonValue(); }},
    {"device", [](Frame, Cell c) { return text(c.device); }},
    {"failure", [](Frame, Cell c) { return text(c.failure); }},
    {"kv_dtype", [](Frame, Cell c) { return QJsonValue(c.kv_dtype == KvDType::Fp8 ? "fp8" : "compute"); }},
    {"accuracy_missing", [](Frame, Cell c) { return text(c.accuracy_missing); }},
};

using Warnings = std::vector<ResultWarning>;

bool isAbout(const ResultWarning &warning, const CellResult &cell)
{
    const std::vector<std::string> &keys = warning.cell_keys;
    return keys.empty() || std::find(keys.begin(), keys.end(), cell.cell_key) != keys.end();
}

/// "serious: …. | note: …."
QJsonValue warningsText(const Warnings &warnings, const CellResult &cell)
{
    QStringList sentences;
    for (const ResultWarning &warning : warnings) {
        if (isAbout(warning, cell)) {
            sentences << QStringLiteral("%1: %2").arg(QLatin1String(stats::name_of(warning.severity)),
                                                      QString::fromStdString(warning.sentence.text()));
        }
    }
    return sentences.join(QStringLiteral(" | "));
}

QJsonArray warningsJson(const Warnings &warnings)
{
    QJsonArray array;
    for (const ResultWarning &warning : warnings) {
        QJsonArray keys;
        for (const std::string &key : warning.cell_keys) {
            keys.append(text(key));
        }
        array.append(QJsonObject{{QStringLiteral("id"), text(warning.id)},
                                 {QStringLiteral("severity"), QLatin1String(stats::name_of(warning.severity))},
                                 {QStringLiteral("cell_keys"), keys},
                                 {QStringLiteral("finding"), text(warning.sentence.text())},
                                 {QStringLiteral("advice"), text(warning.advice.text())}});
    }
    return array;
}

QByteArray rowsOf(const ResultFrame &frame, const Warnings &warnings, QByteArray (*field)(const QJsonValue &),
                  char separator, const char *end)
{
    QByteArray rows = tableColumns().join(QLatin1Char(separator)).toUtf8() + end;
    for (const CellResult &cell : frame.cells) {
        QByteArrayList fields;
        for (const Column &column : columns) {
            fields << field(column.value(frame, cell));
        }
        fields << field(warningsText(warnings, cell));
        rows += fields.join(separator) + end;
    }
    return rows;
}

template <typename Ref>
QJsonArray labels(const std::vector<Ref> &refs)
{
    QJsonArray array;
    for (const Ref &ref : refs) {
        array.append(QJsonObject{{QStringLiteral("id"), text(ref.id)}, {QStringLiteral("label"), text(ref.label)}});
    }
    return array;
}

} // namespace

QStringList tableFileSuffixes()
{
    return {QStringLiteral(".csv"), QStringLiteral(".tsv"), QStringLiteral(".json")};
}

QStringList tableColumns()
{
    QStringList names;
    for (const Column &column : columns) {
        names << QLatin1String(column.name);
    }
    return names << QStringLiteral("warnings");
}

QByteArray tableCsv(const ResultFrame &frame, const std::vector<ResultWarning> &warnings)
{
    return rowsOf(frame, warnings, csvField, ',', "\r\n");
}

QByteArray tableTsv(const ResultFrame &frame, const std::vector<ResultWarning> &warnings)
{
    return rowsOf(frame, warnings, tsvField, '\t', "\n");
}

QByteArray tableJson(const ResultFrame &frame, const std::vector<ResultWarning> &warnings)
{
    QJsonArray cells;
    for (const CellResult &cell : frame.cells) {
        QJsonObject row;
        for (const Column &column : columns) {
            row.insert(QLatin1String(column.name), column.value(frame, cell));
        }
        row.insert(QStringLiteral("warnings"), warningsText(warnings, cell));
        cells.append(row);
    }
    QJsonObject root{
        {QStringLiteral("title"), text(frame.title)},         {QStringLiteral("models"), labels(frame.models)},
        {QStringLiteral("datasets"), labels(frame.datasets)}, {QStringLiteral("is_complete"), frame.is_complete},
        {QStringLiteral("warnings"), warningsJson(warnings)}, {QStringLiteral("cells"), cells}};
    if (frame.reference) {
        root.insert(QStringLiteral("reference"),
                    QJsonObject{{QStringLiteral("source"), text(frame.reference->source)},
                                {QStringLiteral("how_read"), text(frame.reference->how_read)},
                                {QStringLiteral("notes"), text(frame.reference->notes)}});
    }
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path,
                   const QString &format)
{
    if (!tableFileSuffixes().contains(QLatin1Char('.') + format)) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("The table cannot be written to %1: the name has to end with %2.")
                              .arg(path, tableFileSuffixes().join(QStringLiteral(", ")))
                              .toStdString());
    }
    return writeWholeFile(path, format == QLatin1String("csv")   ? tableCsv(frame, warnings)
                                : format == QLatin1String("tsv") ? tableTsv(frame, warnings)
                                                                 : tableJson(frame, warnings));
}

Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path)
{
    return exportTable(frame, warnings, path, suffixOf(path).mid(1));
}

} // namespace kvscope
