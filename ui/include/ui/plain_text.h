#pragma once

#include <QString>

#include <string_view>

namespace kvscope {

/// Untrusted text for one line of a label, list or banner: plainText() of format.h with line feeds and tabs spelled out
/// as well, cut with "…" after `maxLength` characters.
QString plainLine(std::string_view utf8, int maxLength = 400);
QString plainLine(const QString &text, int maxLength = 400);

/// Tooltips guess rich text; this one cannot: the text is escaped and marked as what it is.
QString plainToolTip(const QString &text);

/// A path with the home folder as "~", shortened in the middle.
QString shortPath(const QString &path, int maxLength = 72);

/// "about 40 s", "2–3 min": a range of seconds as people say it.
QString secondsRangeText(double low, double high);

inline QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

/// The same text with places for a line break after the punctuation inside long words (paths, lists of names), which
/// would otherwise make a wrapped label as wide as the word.
QString breakable(const QString &text);

} // namespace kvscope
