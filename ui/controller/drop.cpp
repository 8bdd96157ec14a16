#include "ui/drop.h"

#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace kvscope {
namespace {

struct DropText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::DropText)
};

Drop::Kind kindOf(const QFileInfo &file)
{
    if (file.isDir()) {
        return QFileInfo::exists(QDir(file.filePath()).filePath(QStringLiteral("config.json"))) ? Drop::Kind::Models
                                                                                                : Drop::Kind::Refused;
    }
    const QString suffix = file.suffix().toLower();
    if (suffix == QLatin1String("kvsession")) {
        return Drop::Kind::Session;
    }
    const QStringList datasets{QStringLiteral("jsonl"), QStringLiteral("json"), QStringLiteral("csv")};
    return datasets.contains(suffix) ? Drop::Kind::Datasets : Drop::Kind::Refused;
}

Drop refused(const QString &reason)
{
    return {Drop::Kind::Refused, {}, reason};
}

} // namespace

Drop classifyDrop(const QStringList &paths)
{
    if (paths.isEmpty()) {
        return refused(DropText::tr("Only files and folders of this machine can be dropped here."));
    }
    Drop drop;
    drop.paths = paths;
    drop.kind = kindOf(QFileInfo(paths.first()));
    for (const QString &path : paths) {
        const QFileInfo file(path);
        const Drop::Kind kind = kindOf(file);
        const QString name = plainLine(file.fileName(), 60);
        if (kind == Drop::Kind::Refused && file.isDir()) {
            return refused(DropText::tr("%1 is no model folder: it holds no config.json.").arg(name));
        }
        if (kind == Drop::Kind::Refused) {
            return refused(DropText::tr("%1 cannot be used. Drop a .kvsession file to open it, or model folders and "
                                        "problem files (.jsonl, .json, .csv) to add them to the setup.")
                               .arg(name));
        }
        if (kind != drop.kind) {
            return refused(DropText::tr("Drop sessions, model folders and problem files separately."));
        }
    }
    if (drop.kind == Drop::Kind::Session && paths.size() > 1) {
        return refused(DropText::tr("Drop one session at a time."));
    }
    if (drop.kind == Drop::Kind::Models && paths.size() > 2) {
        return refused(DropText::tr("A sweep compares two models: drop one or two folders."));
    }
    return drop;
}

} // namespace kvscope
