#pragma once

#include "fake_engine_services.h"
#include "ui/main_window.h"

#include <QSettings>
#include <QTest>

#include <memory>

namespace kvscope::test {

/// A window at 1280 × 800 that knows no runner, shown, with its files in `folder`. Null: it did not appear.
inline std::unique_ptr<MainWindow> openIdleWindow(const QString &folder)
{
    WindowConfig config;
    config.runnerProgram = folder + QStringLiteral("/no-runner");
    config.dataDir = folder;
    config.resourceDir = folder.toStdString();
    auto window = std::make_unique<MainWindow>(config, std::make_shared<FakeEngineServices>());
    window->resize(1280, 800);
    window->show();
    return QTest::qWaitForWindowExposed(window.get()) ? std::move(window) : nullptr;
}

/// Settings of a test function's own, below `folder`: one does not find what another left.
inline void useOwnSettings(const QString &folder)
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder + QStringLiteral("/config-") + QTest::currentTestFunction());
}

} // namespace kvscope::test
