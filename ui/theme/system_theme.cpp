#include "theme/system_theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>

namespace kvscope {
namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString objectPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

} // namespace

SystemTheme::SystemTheme(QObject *parent) : QObject(parent)
{
    paletteIsDark_ = QApplication::palette().color(QPalette::Window).lightness() < 128;
    isDark_ = paletteIsDark_;
    const QString platform = QGuiApplication::platformName();
    if (platform == QLatin1String("xcb") || platform.startsWith(QLatin1String("wayland"))) {
        ask();
    }
}

void SystemTheme::ask()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(service, objectPath, interface, QStringLiteral("SettingChanged"), this,
                SLOT(handleSetting(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, objectPath, interface, QStringLiteral("Read"));
    question << appearance << colorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError()) { // a variant in a variant
            take(qvariant_cast<QDBusVariant>(reply.value().variant()).variant().toUInt());
        }
        watcher->deleteLater();
    });
}

void SystemTheme::handleSetting(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance && key == colorScheme) {
        take(value.variant().toUInt());
    }
}

void SystemTheme::take(uint scheme)
{
    const bool dark = scheme == 1 || (scheme != 2 && paletteIsDark_);
    if (dark != isDark_) {
        isDark_ = dark;
        emit changed();
    }
}

} // namespace kvscope
