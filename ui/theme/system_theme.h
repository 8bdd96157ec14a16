#pragma once

#include <QDBusVariant>
#include <QObject>

namespace kvscope {

/// Whether the desktop wants applications to look dark. Qt 6.4 has no such hint: the desktop portal is asked over D-Bus
/// (org.freedesktop.appearance, color-scheme) and followed; until it answers, or where there is none, the palette that
/// the application started with tells. Create it before a theme is applied. GUI thread; nothing waits for the bus.
class SystemTheme : public QObject {
    Q_OBJECT

public:
    explicit SystemTheme(QObject *parent = nullptr);

    bool isDark() const { return isDark_; }

signals:
    void changed();

private slots:
    void handleSetting(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask();
    /// The portal's answer: 1 dark, 2 light, anything else no preference.
    void take(uint scheme);

    bool isDark_ = false;
    bool paletteIsDark_ = false;
};

} // namespace kvscope
