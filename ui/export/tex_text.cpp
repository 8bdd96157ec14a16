#include "export/tex_text.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

const char *commandOf(char32_t character)
{
    static const QHash<char32_t, const char *> commands{{U'\\', "\\textbackslash{}"},
                                                        {U'{', "\\{"},
                                                        {U'}', "\\}"},
                                                        {U'$', "\\$"},
                                                        {U'&', "\\&"},
                                                        {U'#', "\\#"},
                                                        {U'%', "\\%"},
                                                        {U'_', "\\_"},
                                                        {U'~', "\\textasciitilde{}"},
                                                        {U'^', "\\textasciicircum{}"},
                                                        {U'<', "\\textless{}"},
                                                        {U'>', "\\textgreater{}"},
                                                        {U'|', "\\textbar{}"},
                                                        {U'"', "{''}"},
                                                        {U'\'', "{'}"},
                                                        {U'`', "{`}"},
                                                        {U'-', "{-}"},
                                                        {U'\n', "\\\\"},
                                                        {U'\t', " "},
                                                        {0xA0, "~"},
                                                        {0xAD, "\\-"},
                                                        {0xB0, "\\ensuremath{^\\circ}"},
                                                        {0xB1, "\\ensuremath{\\pm}"},
                                                        {0xB2, "\\ensuremath{^2}"},
                                                        {0xB3, "\\ensuremath{^3}"},
                                                        {0xB5, "\\ensuremath{\\mu}"},
                                                        {0xB7, "\\ensuremath{\\cdot}"},
                                                        {0xD7, "\\ensuremath{\\times}"},
                                                        {0xF7, "\\ensuremath{\\div}"},
                                                        {0x2013, "\\textendash{}"},
                                                        {0x2014, "\\textemdash{}"},
                                                        {0x2018, "\\textquoteleft{}"},
                                                        {0x2019, "\\textquoteright{}"},
                                                        {0x201C, "{``}"},
                                                        {0x201D, "{''}"},
                                                        {0x201E, "{,}{,}"},
                                                        {0x2026, "\\ldots{}"},
                                                        {0x2032, "\\ensuremath{'}"},
                                                        {0x2190, "\\ensuremath{\\leftarrow}"},
                                                        {0x2192, "\\ensuremath{\\rightarrow}"},
                                                        {0x2191, "\\ensuremath{\\uparrow}"},
                                                        {0x2193, "\\ensuremath{\\downarrow}"},
                                                        {0x2212, "\\ensuremath{-}"},
                                                        {0x2248, "\\ensuremath{\\approx}"},
                                                        {0x2260, "\\ensuremath{\\neq}"},
                                                        {0x2264, "\\ensuremath{\\leq}"},
                                                        {0x2265, "\\ensuremath{\\geq}"},
                                                        {0x221E, "\\ensuremath{\\infty}"},
                                                        {0x0394, "\\ensuremath{\\Delta}"},
                                                        {0x03B1, "\\ensuremath{\\alpha}"},
                                                        {0x03B2, "\\ensuremath{\\beta}"},
                                                        {0x03BB, "\\ensuremath{\\lambda}"},
                                                        {0x03BC, "\\ensuremath{\\mu}"},
                                                        {0x202F, "\\,"},
                                                        {0x2009, "\\,"},
                                                        {0x2011, "{-}"}};
    return commands.value(character, nullptr);
}

// Letters that LaTeX sets from UTF-8 in the encodings OT1 and T1.
bool isLatinLetter(char32_t character)
{
    return (character >= 0xC0 && character <= 0xFF && character != 0xD0 && character != 0xDE && character != 0xF0 &&
            character != 0xFE) ||
           character == 0x152 || character == 0x153 || character == 0x160 || character == 0x161;
}

} // namespace

QByteArray texText(const QString &text)
{
    QByteArray tex;
    for (const char32_t character : text.toUcs4()) {
        if (const char *command = commandOf(character)) {
            tex += command;
        } else if (character >= 0x20 && character < 0x7F) {
            tex += static_cast<char>(character);
        } else if (isLatinLetter(character)) {
            tex += QString::fromUcs4(&character, 1).toUtf8();
        } else {
            tex += "U+" + QByteArray::number(static_cast<uint>(character), 16).toUpper().rightJustified(4, '0');
        }
    }
    return tex;
}

QByteArray texNumber(double value)
{
    if (!std::isfinite(value)) {
        return "0"; // no chart has one; a figure that does not compile would help nobody
    }
    const double size = std::max(std::abs(value), 1e-9);
    const int decimals = std::clamp(5 - static_cast<int>(std::floor(std::log10(size))), 0, 9);
    QByteArray digits = QByteArray::number(value, 'f', decimals);
    if (digits.contains('.')) {
        while (digits.endsWith('0')) {
            digits.chop(1);
        }
        if (digits.endsWith('.')) {
            digits.chop(1);
        }
    }
    return digits == "-0" ? QByteArray("0") : digits;
}

QByteArray texColor(const QColor &color)
{
    return color.name(QColor::HexRgb).mid(1).toUpper().toLatin1();
}

} // namespace kvscope
