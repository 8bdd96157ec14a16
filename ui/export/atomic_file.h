#pragma once

#include "types/result.h"

#include <QByteArray>
#include <QString>

namespace kvscope {

/// Writes a whole file: a temporary one beside it, synchronised and renamed. On failure an older file stays as it was.
Status writeWholeFile(const QString &path, const QByteArray &content);

/// "chart.PNG" → ".png"; empty if there is none.
QString suffixOf(const QString &path);

} // namespace kvscope
