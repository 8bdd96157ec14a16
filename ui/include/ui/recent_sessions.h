#pragma once

#include "ui/theme.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QStringList>

namespace kvscope {

/// What the first page shows of a session.
struct RecentSession {
    QString path;
    bool exists = false;
    QString about;    ///< "2 models, 7 budgets, complete"; empty: not read
    QImage thumbnail; ///< null: not read
};

/// Looks at sessions on a pool thread: whether they are there, a thumbnail and a line about them. Thumbnails are kept
/// as PNG under `cacheDir` (empty: not kept) by path, time of change, size and theme. GUI thread.
class RecentSessions : public QObject {
    Q_OBJECT

public:
    explicit RecentSessions(QString cacheDir, QObject *parent = nullptr);

    /// Answers with one looked() per path, in order.
    void look(const QStringList &paths, const Theme &theme, double ratio);

    static constexpr QSize thumbnailSize{108, 44};

signals:
    void looked(const kvscope::RecentSession &session);

private:
    QString cacheDir_;
    int generation_ = 0; ///< answers to an earlier question are dropped
};

} // namespace kvscope
