#include "export/csv_field.h"

#include <QString>

#include <cmath>

namespace kvscope {
namespace {

QString guarded(const QString &value)
{
    static const QString starts = QStringLiteral("=+-@\t\r\n|%");
    const QString trimmed = value.trimmed();
    const bool isFormula = (!value.isEmpty() && starts.contains(value.front())) ||
                           (!trimmed.isEmpty() && starts.contains(trimmed.front()));
    return isFormula ? QLatin1Char('\'') + value : value;
}

} // namespace

QByteArray csvField(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined()) {
        return {};
    }
    if (value.isBool()) {
        return value.toBool() ? "true" : "false";
    }
    if (value.isDouble()) {
        const double real = value.toDouble();
        const bool isWhole = real == std::floor(real) && std::abs(real) < 9e15;
        return isWhole ? QByteArray::number(static_cast<qint64>(real)) : QByteArray::number(real, 'g', 12);
    }
    QString field = guarded(value.toString());
    field.remove(QChar(0));
    const bool needsQuotes = field.contains(QLatin1Char(',')) || field.contains(QLatin1Char('"')) ||
                             field.contains(QLatin1Char('\n')) || field.contains(QLatin1Char('\r'));
    if (needsQuotes) {
        field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        field = QLatin1Char('"') + field + QLatin1Char('"');
    }
    return field.toUtf8();
}

} // namespace kvscope
