#include "ui/comparison_export.h"

#include "export/atomic_file.h"
#include "export/value_table.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace kvscope {
namespace {

/// One pair of cells with the sessions they are from.
struct Pair {
    const ResultFrame &first;
    const ResultFrame &second;
    const stats::ComparedCell &compared;

    const CellResult &a() const { return first.cells[static_cast<std::size_t>(compared.first)]; }
    const CellResult &b() const { return second.cells[static_cast<std::size_t>(compared.second)]; }
};

QJsonValue textOrNull(const std::optional<std::string> &value)
{
    return value ? jsonText(*value) : QJsonValue();
}

QJsonValue budgetOf(const CellResult &cell)
{
    return cell.budget.is_full() ? QJsonValue(QStringLiteral("full")) : QJsonValue(cell.budget.tokens);
}

QJsonValue passDifference(const Pair &pair)
{
    return pair.compared.pass ? jsonNumber(pair.compared.pass->points) : jsonNumber(pair.compared.pass_by_point);
}

QJsonValue passFigure(const Pair &pair, double (*figure)(const stats::PairedDifference &))
{
    return pair.compared.pass ? jsonNumber(figure(*pair.compared.pass)) : QJsonValue();
}

QJsonValue ratioBound(const Pair &pair, double Interval::*bound)
{
    return pair.compared.tps && pair.compared.tps->interval ? jsonNumber((*pair.compared.tps->interval).*bound)
                                                            : QJsonValue();
}

struct Column {
    const char *name;
    QJsonValue (*value)(const Pair &);
};

constexpr Column columns[] = {
    {"model", [](const Pair &p) { return jsonLabel(p.first.models, p.a().model); }},
    {"dataset", [](const Pair &p) { return jsonLabel(p.first.datasets, p.a().dataset); }},
    {"budget_tokens", [](const Pair &p) { return budgetOf(p.a()); }},
    {"first_cell_key", [](const Pair &p) { return jsonText(p.a().cell_key); }},
    {"second_cell_key", [](const Pair &p) { return jsonText(p.b().cell_key); }},
    {"first_policy", [](const Pair &p) { return jsonText(p.a().policy); }},
    {"second_policy", [](const Pair &p) { return jsonText(p.b().policy); }},
    {"params_differ", [](const Pair &p) { return QJsonValue(p.compared.params_differ); }},
    {"first_pass_at_1_percent", [](const Pair &p) { return jsonNumber(p.a().pass_at_1); }},
    {"second_pass_at_1_percent", [](const Pair &p) { return jsonNumber(p.b().pass_at_1); }},
    {"pass_at_1_difference_points", passDifference},
    {"pass_at_1_difference_lower_points",
     [](const Pair &p) { return passFigure(p, [](const stats::PairedDifference &d) { return d.interval.lower; }); }},
    {"pass_at_1_difference_upper_points",
     [](const Pair &p) { return passFigure(p, [](const stats::PairedDifference &d) { return d.interval.upper; }); }},
    {"pass_at_1_difference_p_value",
     [](const Pair &p) { return passFigure(p, [](const stats::PairedDifference &d) { return d.p_value; }); }},
    {"num_problems_in_both",
     [](const Pair &p) {
         return passFigure(p, [](const stats::PairedDifference &d) { return static_cast<double>(d.num_problems); });
     }},
    {"pass_at_1_difference_missing",
     [](const Pair &p) { return p.compared.pass ? QJsonValue() : jsonText(p.compared.pass_missing.text()); }},
    {"first_tps_tokens_per_s", [](const Pair &p) { return jsonNumber(p.a().tps); }},
    {"second_tps_tokens_per_s", [](const Pair &p) { return jsonNumber(p.b().tps); }},
    {"tps_ratio", [](const Pair &p) { return p.compared.tps ? jsonNumber(p.compared.tps->ratio) : QJsonValue(); }},
    {"tps_ratio_lower", [](const Pair &p) { return ratioBound(p, &Interval::lower); }},
    {"tps_ratio_upper", [](const Pair &p) { return ratioBound(p, &Interval::upper); }},
    {"tps_ratio_missing",
     [](const Pair &p) { return p.compared.tps ? QJsonValue() : jsonText(p.compared.tps_missing.text()); }},
};

ValueTable tableOf(const Comparison &comparison)
{
    ValueTable table;
    for (const Column &column : columns) {
        table.columns << QLatin1String(column.name);
    }
    for (const stats::ComparedCell &compared : comparison.differences.cells) {
        const Pair pair{*comparison.first, *comparison.second, compared};
        QJsonArray row;
        for (const Column &column : columns) {
            row.append(column.value(pair));
        }
        table.rows.push_back(row);
    }
    return table;
}

QJsonObject sessionJson(const ResultFrame &frame, const std::vector<int> &alone)
{
    QJsonArray keys;
    for (const int cell : alone) {
        keys.append(jsonText(frame.cells[static_cast<std::size_t>(cell)].cell_key));
    }
    return {{QStringLiteral("title"), jsonText(frame.title)}, {QStringLiteral("cells_without_partner"), keys}};
}

QByteArray jsonOf(const Comparison &comparison)
{
    QJsonArray settings;
    for (const stats::ManifestDifference &difference : comparison.settings) {
        settings.append(QJsonObject{{QStringLiteral("group"), jsonText(difference.group)},
                                    {QStringLiteral("name"), jsonText(difference.name)},
                                    {QStringLiteral("first"), textOrNull(difference.first)},
                                    {QStringLiteral("second"), textOrNull(difference.second)}});
    }
    const QJsonObject root{
        {QStringLiteral("first"), sessionJson(*comparison.first, comparison.differences.only_in_first)},
        {QStringLiteral("second"), sessionJson(*comparison.second, comparison.differences.only_in_second)},
        {QStringLiteral("settings"), settings},
        {QStringLiteral("cells"), asObjects(tableOf(comparison))}};
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

} // namespace

Status exportComparison(const Comparison &comparison, const QString &path)
{
    return writeTable(tableOf(comparison), jsonOf(comparison), path, suffixOf(path).mid(1));
}

} // namespace kvscope
