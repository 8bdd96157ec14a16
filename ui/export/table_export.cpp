#include "ui/table_export.h"

#include "export/atomic_file.h"
#include "export/value_table.h"
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

QJsonValue lower(const std::optional<Interval> &interval)
{
    return interval ? jsonNumber(interval->lower) : QJsonValue();
}

QJsonValue upper(const std::optional<Interval> &interval)
{
    return interval ? jsonNumber(interval->upper) : QJsonValue();
}

QJsonValue method(const std::optional<Interval> &interval)
{
    return interval ? jsonText(interval->method) : QJsonValue();
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
    return cell.gpu ? jsonNumber(*cell.gpu.*figure) : QJsonValue();
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
    {"cell_key", [](Frame, Cell c) { return jsonText(c.cell_key); }},
    {"model", [](Frame f, Cell c) { return jsonLabel(f.models, c.model); }},
    {"dataset", [](Frame f, Cell c) { return jsonLabel(f.datasets, c.dataset); }},
    {"policy", [](Frame, Cell c) { return jsonText(c.policy); }},
    {"params", [](Frame, Cell c) { return params(c); }},
    {"budget_tokens",
     [](Frame, Cell c) { return c.budget.is_full() ? QJsonValue(QStringLiteral("full")) : c.budget.tokens; }},
    {"retained_tokens", [](Frame, Cell c) { return c.retained > 0 ? QJsonValue(c.retained) : QJsonValue(); }},
    {"peak_tokens", [](Frame, Cell c) { return c.peak > 0 ? QJsonValue(c.peak) : QJsonValue(); }},
    {"state", [](Frame, Cell c) { return QJsonValue(stateName(c.state)); }},
    {"pass_at_1_percent", [](Frame, Cell c) { return jsonNumber(c.pass_at_1); }},
    {"pass_at_1_lower_percent", [](Frame, Cell c) { return lower(c.pass_at_1_interval); }},
    {"pass_at_1_upper_percent", [](Frame, Cell c) { return upper(c.pass_at_1_interval); }},
    {"pass_at_1_interval_method", [](Frame, Cell c) { return method(c.pass_at_1_interval); }},
    {"tps_tokens_per_s", [](Frame, Cell c) { return jsonNumber(c.tps); }},
    {"tps_lower_tokens_per_s", [](Frame, Cell c) { return lower(c.tps_interval); }},
    {"tps_upper_tokens_per_s", [](Frame, Cell c) { return upper(c.tps_interval); }},
    {"tps_interval_method", [](Frame, Cell c) { return method(c.tps_interval); }},
    {"tps_kind",
     [](Frame, Cell c) { return c.tps ? QJsonValue(c.tps_is_overall ? "overall" : "sustained") : QJsonValue(); }},
    {"overall_tps_tokens_per_s", [](Frame, Cell c) { return jsonNumber(c.overall_tps); }},
    {"dynts_tps_tokens_per_s", [](Frame, Cell c) { return jsonNumber(c.dynts_tps); }},
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
    {"mean_output_tokens", [](Frame, Cell c) { return jsonNumber(c.mean_output_tokens); }},
    {"mean_evictions", [](Frame, Cell c) { return jsonNumber(c.mean_evictions); }},
    {"mean_final_kv_len_tokens", [](Frame, Cell c) { return jsonNumber(c.mean_final_kv_len); }},
    {"batch", [](Frame, Cell c) { return jsonText(c.batch_label); }},
    {"kv_held_peak_bytes", [](Frame, Cell c) { return QJsonValue(static_cast<qint64>(c.kv_bytes_held_peak)); }},
    {"gpu_tokens_per_joule",
     [](Frame, Cell c) { return c.gpu ? jsonNumber(c.gpu->tokens_per_joule()) : QJsonValue(); }},
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
         return c.gpu && c.gpu->throttle_reasons ? jsonNumber(100 * c.gpu->throttled_share()) : QJsonValue();
     }},
    {"gpu_throttle_reasons",
     [](Frame, Cell c) {
         return c.gpu && c.gpu->throttle_reasons ? jsonText(*c.gpu->throttle_reasons) : QJsonValue();
     }},
    {"device", [](Frame, Cell c) { return jsonText(c.device); }},
    {"failure", [](Frame, Cell c) { return jsonText(c.failure); }},
    {"kv_dtype", [](Frame, Cell c) { return QJsonValue(c.kv_dtype == KvDType::Fp8 ? "fp8" : "compute"); }},
    {"accuracy_missing", [](Frame, Cell c) { return jsonText(c.accuracy_missing); }},
    {"note", [](Frame, Cell c) { return jsonText(c.note); }},
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
            keys.append(jsonText(key));
        }
        array.append(QJsonObject{{QStringLiteral("id"), jsonText(warning.id)},
                                 {QStringLiteral("severity"), QLatin1String(stats::name_of(warning.severity))},
                                 {QStringLiteral("cell_keys"), keys},
                                 {QStringLiteral("finding"), jsonText(warning.sentence.text())},
                                 {QStringLiteral("advice"), jsonText(warning.advice.text())}});
    }
    return array;
}

ValueTable tableOf(const ResultFrame &frame, const Warnings &warnings)
{
    ValueTable table{tableColumns(), {}};
    for (const CellResult &cell : frame.cells) {
        QJsonArray row;
        for (const Column &column : columns) {
            row.append(column.value(frame, cell));
        }
        row.append(warningsText(warnings, cell));
        table.rows.push_back(row);
    }
    return table;
}

template <typename Ref>
QJsonArray labels(const std::vector<Ref> &refs)
{
    QJsonArray array;
    for (const Ref &ref : refs) {
        array.append(
            QJsonObject{{QStringLiteral("id"), jsonText(ref.id)}, {QStringLiteral("label"), jsonText(ref.label)}});
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
    return asCsv(tableOf(frame, warnings));
}

QByteArray tableTsv(const ResultFrame &frame, const std::vector<ResultWarning> &warnings)
{
    return asTsv(tableOf(frame, warnings));
}

QByteArray tableJson(const ResultFrame &frame, const std::vector<ResultWarning> &warnings)
{
    QJsonObject root{{QStringLiteral("title"), jsonText(frame.title)},
                     {QStringLiteral("models"), labels(frame.models)},
                     {QStringLiteral("datasets"), labels(frame.datasets)},
                     {QStringLiteral("is_complete"), frame.is_complete},
                     {QStringLiteral("warnings"), warningsJson(warnings)},
                     {QStringLiteral("cells"), asObjects(tableOf(frame, warnings))}};
    if (frame.reference) {
        root.insert(QStringLiteral("reference"),
                    QJsonObject{{QStringLiteral("source"), jsonText(frame.reference->source)},
                                {QStringLiteral("how_read"), jsonText(frame.reference->how_read)},
                                {QStringLiteral("notes"), jsonText(frame.reference->notes)}});
    }
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path,
                   const QString &format)
{
    return writeTable(tableOf(frame, warnings), tableJson(frame, warnings), path, format);
}

Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path)
{
    return exportTable(frame, warnings, path, suffixOf(path).mid(1));
}

} // namespace kvscope
