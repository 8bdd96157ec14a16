#include "ui/settings.h"

namespace kvscope {
namespace {

constexpr int kMaxRecent = 10;

QString recentKey()
{
    return QStringLiteral("recentSessions");
}
QString themeKey()
{
    return QStringLiteral("theme");
}

} // namespace

Settings::Settings()
    : settings_(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("kvscope"), QStringLiteral("kvscope"))
{
}

ThemeChoice Settings::theme() const
{
    const QString stored = settings_.value(themeKey()).toString();
    return stored == QLatin1String("dark")    ? ThemeChoice::Dark
           : stored == QLatin1String("light") ? ThemeChoice::Light
                                              : ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice)
{
    settings_.setValue(themeKey(), choice == ThemeChoice::Dark    ? QStringLiteral("dark")
                                   : choice == ThemeChoice::Light ? QStringLiteral("light")
                                                                  : QStringLiteral("system"));
}

QStringList Settings::recentSessions() const
{
    return settings_.value(recentKey()).toStringList().mid(0, kMaxRecent);
}

void Settings::addRecentSession(const QString &path)
{
    QStringList paths = settings_.value(recentKey()).toStringList();
    paths.removeAll(path);
    paths.prepend(path);
    settings_.setValue(recentKey(), paths.mid(0, kMaxRecent));
}

void Settings::forgetRecentSession(const QString &path)
{
    QStringList paths = settings_.value(recentKey()).toStringList();
    paths.removeAll(path);
    settings_.setValue(recentKey(), paths);
}

void Settings::forgetRecentSessions()
{
    settings_.remove(recentKey());
}

} // namespace kvscope
