#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>

namespace kvscope {

/// Text as LaTeX source: every character with a meaning of its own is escaped, Latin letters stay UTF-8, common signs
/// become commands, line feeds `\\`; what a plain LaTeX has no glyph for is spelled out as U+XXXX. Never ends a group
/// or starts a command, whatever a model's name holds.
QByteArray texText(const QString &text);

/// A coordinate or length: C locale, six significant digits, never an exponent.
QByteArray texNumber(double value);

/// "0072B2", for \definecolor{…}{HTML}{…}.
QByteArray texColor(const QColor &color);

} // namespace kvscope
