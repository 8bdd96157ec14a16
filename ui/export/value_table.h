#pragma once

#include "types/result.h"

#include <QByteArray>
#include <QJsonArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// Rows of values under named columns, before they become a file. Null is what is not known.
struct ValueTable {
    QStringList columns;
    std::vector<QJsonArray> rows; ///< each as long as `columns`
};

QJsonValue jsonText(const std::string &utf8);
/// Null for what is not known or not finite.
QJsonValue jsonNumber(const std::optional<double> &value);
/// Label of the n-th model or dataset of a frame; null when a damaged file gives an index outside the list.
template <typename Ref>
QJsonValue jsonLabel(const std::vector<Ref> &refs, int index)
{
    return index >= 0 && index < static_cast<int>(refs.size()) ? jsonText(refs[static_cast<std::size_t>(index)].label)
                                                               : QJsonValue();
}

/// RFC 4180 with CRLF, UTF-8; numbers in the C locale, null empty, formulas disarmed.
QByteArray asCsv(const ValueTable &table);
/// Tabs between fields; tabs and line ends inside a field become spaces.
QByteArray asTsv(const ValueTable &table);
/// One object a row.
QJsonArray asObjects(const ValueTable &table);

/// Writes the table as "csv" or "tsv", or `json` as "json": a document around asObjects(). Written beside `path` and
/// renamed. Errors: InvalidArgument for another format, Io.
Status writeTable(const ValueTable &table, const QByteArray &json, const QString &path, const QString &format);

} // namespace kvscope
