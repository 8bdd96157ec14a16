#pragma once

#include "pages/main_actions.h"
#include "ui/recent_sessions.h"

#include <QStringList>
#include <QWidget>

class QFrame;
class QHBoxLayout;
class QListWidget;

namespace kvscope {

/// The first page: what the tool answers, the demo, a new sweep, sessions, and the published figures.
class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(const MainActions &actions, QWidget *parent = nullptr);

    /// Lists them by name; pictures and what is known of them come with showSession().
    void setRecent(const QStringList &paths);
    void showSession(const RecentSession &session);
    /// Published figures, one title each.
    void setReferences(const QStringList &paths, const QStringList &titles);

signals:
    void sessionChosen(const QString &path);
    /// A recent session that is not there was chosen.
    void missingChosen(const QString &path);
    void removeRequested(const QString &path);

private:
    QHBoxLayout *makeActionCards(const MainActions &actions);
    QFrame *makeActionCard(QAction *action, const QString &heading, const QString &text, const QString &button,
                           bool isPrimary);
    QFrame *makeListCard(const QString &heading, const QString &text, QListWidget *list);
    QListWidget *makeList(const QString &name, const QString &accessibleName);

    QListWidget *recent_;
    QListWidget *references_;
    QFrame *recentCard_;
};

} // namespace kvscope
