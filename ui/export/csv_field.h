#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace kvscope {

/// One field of a CSV line (RFC 4180): numbers in the C locale, nothing for null, quotes where they are needed. Text
/// that a spreadsheet would run as a formula gets an apostrophe in front; NUL is left out.
QByteArray csvField(const QJsonValue &value);

} // namespace kvscope
