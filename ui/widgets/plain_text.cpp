#include "ui/plain_text.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

struct PlainText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::PlainText)
};

/// A number of seconds in the unit that suits `scale` seconds; with the unit's name only if `isNamed`.
QString roundSeconds(double seconds, double scale, bool isNamed)
{
    const auto text = [isNamed](const QString &number, const QString &unit) {
        return isNamed ? QStringLiteral("%1 %2").arg(number, unit) : number;
    };
    const auto whole = [](double value) { return QString::number(std::max(1L, std::lround(value))); };
    if (scale < 90) {
        return text(whole(seconds), PlainText::tr("s"));
    }
    if (scale < 90 * 60) {
        return text(whole(seconds / 60), PlainText::tr("min"));
    }
    if (scale < 48 * 3600) {
        return text(QString::number(seconds / 3600, 'f', 1), PlainText::tr("h"));
    }
    return text(QString::number(seconds / 86400, 'f', 1), PlainText::tr("days"));
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

QString breakable(const QString &text)
{
    static const QRegularExpression longWord(QStringLiteral("\\S{16,}"));
    static const QRegularExpression joint(QStringLiteral("([/_=,:-])(?=\\S)"));
    const QString zeroWidthSpace(QChar(0x200B));
    auto words = longWord.globalMatch(text);
    QString broken;
    qsizetype done = 0;
    while (words.hasNext()) {
        const QRegularExpressionMatch word = words.next();
        broken += text.mid(done, word.capturedStart() - done);
        broken += word.captured().replace(joint, QStringLiteral("\\1") + zeroWidthSpace);
        done = word.capturedEnd();
    }
    return broken + text.mid(done);
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
    const QString to = roundSeconds(high, high, true);
    if (roundSeconds(low, high, true) == to) {
        return PlainText::tr("about %1").arg(to);
    }
    return QStringLiteral("%1–%2").arg(roundSeconds(low, high, false), to);
}

} // namespace kvscope
