#include "ui/table_export.h"

#include "export/atomic_file.h"
#include "export/table_field.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

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
    {"device", [](Frame, Cell c) { return text(c.device); }},
    {"failure", [](Frame, Cell c) { return text(c.failure); }},
};

QByteArray rowsOf(const ResultFrame &frame, QByteArray (*field)(const QJsonValue &), char separator, const char *end)
{
    QByteArray rows = tableColumns().join(QLatin1Char(separator)).toUtf8() + end;
    for (const CellResult &cell : frame.cells) {
        QByteArrayList fields;
        for (const Column &column : columns) {
            fields << field(column.value(frame, cell));
        }
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
    return names;
}

QByteArray tableCsv(const ResultFrame &frame)
{
    return rowsOf(frame, csvField, ',', "\r\n");
}

QByteArray tableTsv(const ResultFrame &frame)
{
    return rowsOf(frame, tsvField, '\t', "\n");
}

QByteArray tableJson(const ResultFrame &frame)
{
    QJsonArray cells;
    for (const CellResult &cell : frame.cells) {
        QJsonObject row;
        for (const Column &column : columns) {
            row.insert(QLatin1String(column.name), column.value(frame, cell));
        }
        cells.append(row);
    }
    QJsonObject root{{QStringLiteral("title"), text(frame.title)},
                     {QStringLiteral("models"), labels(frame.models)},
                     {QStringLiteral("datasets"), labels(frame.datasets)},
                     {QStringLiteral("is_complete"), frame.is_complete},
                     {QStringLiteral("cells"), cells}};
    if (frame.reference) {
        root.insert(QStringLiteral("reference"),
                    QJsonObject{{QStringLiteral("source"), text(frame.reference->source)},
                                {QStringLiteral("how_read"), text(frame.reference->how_read)},
                                {QStringLiteral("notes"), text(frame.reference->notes)}});
    }
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

Status exportTable(const ResultFrame &frame, const QString &path, const QString &format)
{
    if (!tableFileSuffixes().contains(QLatin1Char('.') + format)) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("The table cannot be written to %1: the name has to end with %2.")
                              .arg(path, tableFileSuffixes().join(QStringLiteral(", ")))
                              .toStdString());
    }
    return writeWholeFile(path, format == QLatin1String("csv")   ? tableCsv(frame)
                                : format == QLatin1String("tsv") ? tableTsv(frame)
                                                                 : tableJson(frame));
}

Status exportTable(const ResultFrame &frame, const QString &path)
{
    return exportTable(frame, path, suffixOf(path).mid(1));
}

} // namespace kvscope
