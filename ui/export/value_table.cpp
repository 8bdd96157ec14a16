#include "export/value_table.h"

#include "export/atomic_file.h"
#include "export/table_field.h"
#include "ui/table_export.h"

#include <QJsonObject>

#include <cmath>

namespace kvscope {
namespace {

QByteArray rowsOf(const ValueTable &table, QByteArray (*field)(const QJsonValue &), char separator, const char *end)
{
    QByteArray text = table.columns.join(QLatin1Char(separator)).toUtf8() + end;
    for (const QJsonArray &row : table.rows) {
        QByteArrayList fields;
        for (const QJsonValue &value : row) {
            fields << field(value);
        }
        text += fields.join(separator) + end;
    }
    return text;
}

} // namespace

QJsonValue jsonText(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QJsonValue jsonNumber(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? QJsonValue(*value) : QJsonValue();
}

QByteArray asCsv(const ValueTable &table)
{
    return rowsOf(table, csvField, ',', "\r\n");
}

QByteArray asTsv(const ValueTable &table)
{
    return rowsOf(table, tsvField, '\t', "\n");
}

QJsonArray asObjects(const ValueTable &table)
{
    QJsonArray objects;
    for (const QJsonArray &row : table.rows) {
        QJsonObject object;
        for (qsizetype i = 0; i < table.columns.size(); ++i) {
            object.insert(table.columns[i], row[i]);
        }
        objects.append(object);
    }
    return objects;
}

Status writeTable(const ValueTable &table, const QByteArray &json, const QString &path, const QString &format)
{
    if (!tableFileSuffixes().contains(QLatin1Char('.') + format)) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("The table cannot be written to %1: the name has to end with %2.")
                              .arg(path, tableFileSuffixes().join(QStringLiteral(", ")))
                              .toStdString());
    }
    return writeWholeFile(path, format == QLatin1String("csv")   ? asCsv(table)
                                : format == QLatin1String("tsv") ? asTsv(table)
                                                                 : json);
}

} // namespace kvscope
