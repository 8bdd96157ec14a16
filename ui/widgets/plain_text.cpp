#include "ui/plain_text.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kvscope::PlainText", text);
}

QString roundSeconds(double seconds)
{
    if (seconds < 90) {
        return tr("%1 s").arg(std::max(1L, std::lround(seconds)));
    }
    if (seconds < 90 * 60) {
        return tr("%1 min").arg(std::lround(seconds / 60));
    }
    if (seconds < 48 * 3600) {
        return tr("%1 h").arg(seconds / 3600, 0, 'f', 1);
    }
    return tr("%1 days").arg(seconds / 86400, 0, 'f', 1);
}

} // namespace

QString plainLine(const QString &text, int maxLength)
{
    QString line = plainText(text.left(maxLength + 1));
    line.replace(QLatin1Char('\n'), QLatin1String("\\u000a")).replace(QLatin1Char('\t'), QLatin1String("\\u0009"));
    if (line.size() > maxLength) {
        line.truncate(maxLength);
        line += QChar(0x2026);
    }
    return line;
}

QString plainLine(std::string_view utf8, int maxLength)
{
    // A character takes at most four bytes: what lies beyond can never be shown.
    return plainLine(fromUtf8(utf8.substr(0, static_cast<std::size_t>(maxLength) * 4 + 4)), maxLength);
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty()) {
        return {};
    }
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(plainText(text.left(2000)).toHtmlEscaped());
}

QString shortPath(const QString &path, int maxLength)
{
    QString text = plainLine(path, 4096);
    const QString home = QDir::homePath();
    if (home.size() > 1 && text.startsWith(home + QLatin1Char('/'))) {
        text = QLatin1Char('~') + text.mid(home.size());
    }
    if (text.size() <= maxLength) {
        return text;
    }
    const int half = (maxLength - 1) / 2;
    return text.left(half) + QChar(0x2026) + text.right(half);
}

QString secondsRangeText(double low, double high)
{
    const QString from = roundSeconds(low);
    const QString to = roundSeconds(high);
    if (from == to) {
        return tr("about %1").arg(to);
    }
    const bool sameUnit = from.section(QLatin1Char(' '), 1) == to.section(QLatin1Char(' '), 1);
    return QStringLiteral("%1–%2").arg(sameUnit ? from.section(QLatin1Char(' '), 0, 0) : from, to);
}

} // namespace kvscope
