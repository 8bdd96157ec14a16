#include "export/atomic_file.h"

#include <QFileInfo>
#include <QSaveFile>

namespace kvscope {

Status writeWholeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
    if (!written) {
        return make_error(ErrorCode::Io,
                          QStringLiteral("Writing %1 failed: %2. Choose another folder or free some space.")
                              .arg(path, file.errorString())
                              .toStdString());
    }
    return Done{};
}

QString suffixOf(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix.isEmpty() ? QString() : QLatin1Char('.') + suffix;
}

} // namespace kvscope
