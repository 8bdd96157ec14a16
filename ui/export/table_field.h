#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace kvscope {

/// One field of a table in a text file: numbers in the C locale, nothing for null. Text that a spreadsheet would run as
/// a formula gets an apostrophe in front; NUL is left out.

/// With quotes where RFC 4180 wants them.
QByteArray csvField(const QJsonValue &value);
/// For the clipboard: tabs and line ends become spaces.
QByteArray tsvField(const QJsonValue &value);

} // namespace kvscope
