#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace kvscope {

enum class ThemeChoice { System, Light, Dark };

/// What the window remembers, as INI under the XDG configuration folder. GUI thread.
class Settings {
public:
    Settings();

    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

    /// "system" or a code of languages(); takes effect at the next start.
    QString language() const { return text(QStringLiteral("language"), QStringLiteral("system")); }
    void setLanguage(const QString &choice) { setText(QStringLiteral("language"), choice); }

    /// Session files, newest first, at most ten. Some may be gone: on a disk that is not there, or moved.
    QStringList recentSessions() const;
    void addRecentSession(const QString &path);
    void forgetRecentSession(const QString &path);
    void forgetRecentSessions();

    QByteArray bytes(const QString &key) const { return settings_.value(key).toByteArray(); }
    void setBytes(const QString &key, const QByteArray &value) { settings_.setValue(key, value); }
    QString text(const QString &key, const QString &fallback) const
    {
        return settings_.value(key, fallback).toString();
    }
    void setText(const QString &key, const QString &value) { settings_.setValue(key, value); }

private:
    QSettings settings_;
};

} // namespace kvscope
