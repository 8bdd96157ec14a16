#include "ui/recent_sessions.h"

#include "database/session_reader.h"
#include "export/thumbnail.h"
#include "stats/summarize.h"
#include "ui/background.h"
#include "ui/default_view.h"
#include "ui/language.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <set>

namespace kvscope {
namespace {

const char *const aboutKey = "about";

QString cacheFile(const QString &folder, const QFileInfo &file, const Theme &theme, double ratio,
                  const QString &language)
{
    if (folder.isEmpty()) {
        return {};
    }
    const QString state = QStringLiteral("%1|%2|%3|%4|%5|%6")
                              .arg(file.absoluteFilePath())
                              .arg(file.lastModified().toMSecsSinceEpoch())
                              .arg(file.size())
                              .arg(theme.id)
                              .arg(ratio)
                              .arg(language);
    const QByteArray name = QCryptographicHash::hash(state.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QDir(folder).filePath(QString::fromLatin1(name) + QStringLiteral(".png"));
}

QString aboutOf(const ResultFrame &frame)
{
    std::set<int> budgets;
    for (const CellResult &cell : frame.cells) {
        budgets.insert(cell.budget.tokens);
    }
    const QString counts = RecentSessions::tr("%1 models, %2 budgets").arg(frame.models.size()).arg(budgets.size());
    return counts + QStringLiteral(", ") +
           (frame.is_complete ? RecentSessions::tr("complete") : RecentSessions::tr("not finished"));
}

void keep(const RecentSession &session, const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QImage image = session.thumbnail;
    image.setText(QLatin1String(aboutKey), session.about);
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && image.save(&file, "png")) {
        file.commit(); // a cache that cannot be written is no error: the picture is drawn again next time
    }
}

void readSession(RecentSession &session, const Theme &theme, double ratio)
{
    const auto reader = SessionReader::open(session.path.toStdString());
    if (reader.has_error()) {
        return;
    }
    const auto rows = reader.value().read_rows();
    const Chart *chart = chartById(QStringLiteral("bars"));
    if (rows.has_error() || chart == nullptr) {
        return;
    }
    const ResultFrame frame = stats::complete(rows.value());
    session.about = aboutOf(frame);
    session.thumbnail =
        sceneThumbnail(chart->build(frame, defaultView(frame)), theme, RecentSessions::thumbnailSize, ratio);
}

RecentSession lookAt(const QString &path, const QString &cacheDir, const Theme &theme, double ratio,
                     const QString &language)
{
    RecentSession session;
    session.path = path;
    const QFileInfo file(path);
    session.exists = file.isFile();
    if (!session.exists) {
        return session;
    }
    const QString cached = cacheFile(cacheDir, file, theme, ratio, language);
    if (!cached.isEmpty() && session.thumbnail.load(cached)) {
        session.thumbnail.setDevicePixelRatio(ratio);
        session.about = session.thumbnail.text(QLatin1String(aboutKey));
        return session;
    }
    readSession(session, theme, ratio);
    if (!cached.isEmpty() && !session.thumbnail.isNull()) {
        keep(session, cached);
    }
    return session;
}

} // namespace

RecentSessions::RecentSessions(QString cacheDir, QObject *parent) : QObject(parent), cacheDir_(std::move(cacheDir)) {}

void RecentSessions::look(const QStringList &paths, const Theme &theme, double ratio)
{
    const int generation = ++generation_;
    for (const QString &path : paths) {
        runInBackground(
            this,
            [path, theme, ratio, folder = cacheDir_, language = languageInUse()] {
                return lookAt(path, folder, theme, ratio, language);
            },
            [this, generation](const RecentSession &session) {
                if (generation == generation_) {
                    emit looked(session);
                }
            });
    }
}

} // namespace kvscope
