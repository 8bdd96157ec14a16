#include "common/build_info.h"
#include "common/exit_codes.h"
#include "desktop/command_line.h"
#include "desktop/engine_adapter.h"
#include "desktop/export_command.h"
#include "desktop/window_config.h"
#include "ui/event_loop_monitor.h"
#include "ui/format.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/settings.h"

#include <QApplication>
#include <QIcon>
#include <QTimer>

#include <cstdio>
#include <optional>

namespace {

void print(std::FILE *stream, const QString &text)
{
    std::fputs(text.toUtf8().constData(), stream);
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments << QString::fromLocal8Bit(argv[i]);
    }
    return arguments;
}

int exportFigures(int argc, char **argv, const kvscope::DesktopCommand &command)
{
    qputenv("QT_QPA_PLATFORM", "offscreen"); // works the same with and without a display
    const QApplication application(argc, argv);
    const kvscope::Status done = kvscope::runExport(command);
    if (done.has_error()) {
        print(stderr, QStringLiteral("kvscope: %1\n").arg(QString::fromStdString(done.error().message)));
        return kvscope::kExitFailed;
    }
    for (const QString &path : {command.chartPath, command.tablePath}) {
        if (!path.isEmpty()) {
            print(stdout, path + QLatin1Char('\n'));
        }
    }
    return 0;
}

constexpr std::chrono::seconds kDelayWindow{10};

/// Prints how long events waited in the last seconds, on the wall and in processor time of the window's own thread.
void tellDelay(const kvscope::EventLoopMonitor &monitor)
{
    const kvscope::DelaySummary delay = monitor.summary();
    std::fprintf(stderr,
                 "event loop, last %d s: median %.1f ms (own %.1f), p99 %.1f ms (own %.1f), max %.1f ms (own %.1f)\n",
                 static_cast<int>(kDelayWindow.count()), delay.wall.median_ms, delay.busy.median_ms, delay.wall.p99_ms,
                 delay.busy.p99_ms, delay.wall.max_ms, delay.busy.max_ms);
}

int showWindow(int argc, char **argv, const kvscope::DesktopCommand &command)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("kvscope"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setDesktopFileName(QStringLiteral("kvscope"));
    kvscope::useLanguage(kvscope::Settings().language()); // before the first widget is labelled
    kvscope::setPolicyLabels(kvscope::policyCatalogue());
    const kvscope::WindowConfig config = kvscope::makeWindowConfig();
    kvscope::MainWindow window(config, kvscope::makeEngineServices(config.resourceDir));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/kvscope/icons/app.svg")));
    window.show();
    if (command.kind == kvscope::DesktopCommand::Kind::Demo) {
        window.startDemo();
    } else if (!command.session.isEmpty()) {
        window.openSession(command.session);
    }
    std::optional<kvscope::EventLoopMonitor> monitor;
    QTimer tells;
    if (command.tellsDelay) {
        monitor.emplace(kDelayWindow);
        QObject::connect(&tells, &QTimer::timeout, &tells, [&monitor] { tellDelay(*monitor); });
        tells.start(kDelayWindow);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const auto command = kvscope::parseDesktopArguments(argumentsOf(argc, argv));
    if (command.has_error()) {
        print(stderr, QStringLiteral("kvscope: %1\n").arg(QString::fromStdString(command.error().message)));
        return kvscope::kExitWrongArguments;
    }
    switch (command.value().kind) {
    case kvscope::DesktopCommand::Kind::Help:
        print(stdout, kvscope::desktopHelp());
        return 0;
    case kvscope::DesktopCommand::Kind::ExportHelp:
        print(stdout, kvscope::exportHelp());
        return 0;
    case kvscope::DesktopCommand::Kind::Version:
        print(stdout, QStringLiteral("kvscope %1\n").arg(QStringLiteral(KVSCOPE_VERSION)));
        return 0;
    case kvscope::DesktopCommand::Kind::Export:
        return exportFigures(argc, argv, command.value());
    case kvscope::DesktopCommand::Kind::Window:
    case kvscope::DesktopCommand::Kind::Demo:
        break;
    }
    return showWindow(argc, argv, command.value());
}
