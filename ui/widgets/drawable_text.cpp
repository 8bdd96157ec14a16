#include "widgets/drawable_text.h"

#include <QFontMetrics>

namespace kvscope {

QString drawable(QString text, const std::function<bool(char32_t)> &canDraw)
{
    static constexpr std::pair<char16_t, char16_t> kLookAlikes[] = {{u'｜', u'|'}, {u'▁', u'_'}};
    for (const auto &[letter, sign] : kLookAlikes) {
        if (text.contains(QChar(letter)) && !canDraw(letter)) {
            text.replace(QChar(letter), QChar(sign));
        }
    }
    return text;
}

QString drawable(const QString &text, const QFont &font)
{
    return drawable(text, [metrics = QFontMetrics(font)](char32_t letter) { return metrics.inFontUcs4(letter); });
}

} // namespace kvscope
