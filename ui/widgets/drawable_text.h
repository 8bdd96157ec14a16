#pragma once

#include <QFont>
#include <QString>

#include <functional>

namespace kvscope {

/// The special tokens of R1 and its kin hold letters that only fonts for Chinese have: "<｜User｜>". Where `canDraw`
/// denies one, this has the ASCII sign that it looks like in its place. As long as `text`, so that positions hold.
QString drawable(QString text, const std::function<bool(char32_t)> &canDraw);
/// The same for a font with what stands in for it.
QString drawable(const QString &text, const QFont &font);

} // namespace kvscope
