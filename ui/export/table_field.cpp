#include "export/table_field.h"

#include <QString>

#include <cmath>

namespace kvscope {
namespace {

// A spreadsheet takes text that starts like this for a formula and would run it.
QString guarded(const QString &value)
{
    static const QString starts = QStringLiteral("=+-@\t\r\n|%");
    const QString trimmed = value.trimmed();
    const bool isFormula = (!value.isEmpty() && starts.contains(value.front())) ||
                           (!trimmed.isEmpty() && starts.contains(trimmed.front()));
    return isFormula ? QLatin1Char('\'') + value : value;
}

QString plainField(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined()) {
        return {};
    }
    if (value.isBool()) {
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    }
    if (value.isDouble()) {
        const double real = value.toDouble();
        const bool isWhole = real == std::floor(real) && std::abs(real) < 9e15;
        return isWhole ? QString::number(static_cast<qint64>(real)) : QString::number(real, 'g', 12);
    }
    return guarded(value.toString()).remove(QChar(0));
}

} // namespace

QByteArray tsvField(const QJsonValue &value)
{
    QString field = plainField(value);
    for (const char16_t separator : {u'\t', u'\n', u'\r'}) {
        field.replace(QChar(separator), QLatin1Char(' '));
    }
    return field.toUtf8();
}

QByteArray csvField(const QJsonValue &value)
{
    QString field = plainField(value);
    const bool needsQuotes = field.contains(QLatin1Char(',')) || field.contains(QLatin1Char('"')) ||
                             field.contains(QLatin1Char('\n')) || field.contains(QLatin1Char('\r'));
    if (needsQuotes) {
        field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        field = QLatin1Char('"') + field + QLatin1Char('"');
    }
    return field.toUtf8();
}

} // namespace kvscope
