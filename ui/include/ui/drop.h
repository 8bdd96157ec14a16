#pragma once

#include <QString>
#include <QStringList>

namespace kvscope {

/// What files dropped on the window are.
struct Drop {
    enum class Kind { Session, Models, Datasets, Refused };
    Kind kind = Kind::Refused;
    QStringList paths;
    QString reason; ///< for Refused: a sentence that says what may be dropped
};

/// Sorts dropped paths: one session, one or two model folders, or files with problems. Looks at names and at whether a
/// folder holds a config.json; opens nothing.
Drop classifyDrop(const QStringList &paths);

} // namespace kvscope
