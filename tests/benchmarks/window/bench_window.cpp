// How long the window's event loop makes the user wait, and what watching costs a runner. Run by hand, see
// ../README.md:
//   bench_window delay SESSION [--seconds N]   (makes a session of 100 000 samples where there is none)
//   bench_window cost FOLDER [--pairs N] [--problems N]
#include "adding_runner.h"
#include "desktop/engine_adapter.h"
#include "desktop/window_config.h"
#include "large_session.h"
#include "ui/event_loop_monitor.h"
#include "ui/main_window.h"
#include "watch_cost.h"
#include "window_user.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QStandardPaths>

#include <cstdio>
#include <cstring>

using namespace kvscope;

namespace {

void runLoop(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

bool waitFor(const char *what, const std::function<bool()> &isThere)
{
    QElapsedTimer timer;
    timer.start();
    while (!isThere() && timer.elapsed() < 120'000) {
        runLoop(20);
    }
    if (!isThere()) {
        std::fprintf(stderr, "bench_window: waited in vain for %s\n", what);
        return false;
    }
    return true;
}

void say(const char *what, const DelaySummary &delays)
{
    std::printf("%-34s %7zu  %7.2f %7.2f %7.2f   %7.2f %7.2f %7.2f\n", what, delays.numProbes, delays.wall.median_ms,
                delays.wall.p99_ms, delays.wall.max_ms, delays.busy.median_ms, delays.busy.p99_ms, delays.busy.max_ms);
    std::fflush(stdout);
}

/// A finished session of 100 000 samples with room for more, so that a runner may go on with it.
bool makeSession(const std::string &path)
{
    large_session::Size size;
    Status done = large_session::write(path, size);
    if (done.has_value()) {
        auto writer = SessionWriter::open(path);
        SweepSpec spec;
        spec.model_dirs = {"left", "right"};
        spec.dataset_files = {"/tasks.jsonl"};
        spec.samples_per_problem = size.samples_per_problem = 1000;
        done = writer.value().begin_run(spec, large_session::plan(size), {});
    }
    if (done.has_error()) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
    }
    return done.has_value();
}

void measure(const char *what, MainWindow &window, int seconds, const std::function<void()> &begin)
{
    begin();
    runLoop(500);
    const EventLoopMonitor monitor{std::chrono::seconds(3600)};
    const auto committed = window.controller().progress().sweepCommitted;
    runLoop(1000 * seconds);
    say(what, monitor.summary());
    std::printf("    %.0f samples/s were added\n",
                1.0 * (window.controller().progress().sweepCommitted - committed) / seconds);
}

int measureDelay(const QString &session, int seconds)
{
    if (!QFileInfo::exists(session) && !makeSession(session.toStdString())) {
        return 1;
    }
    WindowConfig config = makeWindowConfig();
    config.runnerProgram = QCoreApplication::applicationFilePath();
    config.dataDir = QFileInfo(session).absolutePath();
    MainWindow window(config, makeEngineServices(config.resourceDir));
    window.resize(1280, 800);
    window.show();
    window.openSession(session);
    if (!waitFor("the session", [&] { return window.controller().canResume(); })) {
        return 1;
    }
    std::printf("%-34s %7s  %23s   %23s\n%-34s %7s  %7s %7s %7s   %7s %7s %7s\n", "delay of the event loop", "probes",
                "wall ms", "own processor time ms", "", "", "median", "p99", "max", "median", "p99", "max");
    benchmarks::WindowUser user(window);
    measure("charts, nothing is added", window, seconds, [&] { user.lookAtCharts(); });
    window.controller().resume();
    if (!waitFor("samples", [&] { return window.controller().progress().sweepCommitted > 0; })) {
        return 1;
    }
    measure("untouched, samples are added", window, seconds, [&] { user.rest(); });
    measure("charts, samples are added", window, seconds, [&] { user.lookAtCharts(); });
    measure("samples, samples are added", window, seconds, [&] { user.lookAtSamples(); });
    user.rest();
    window.controller().stop();
    waitFor("the end", [&] { return !window.controller().isRunning(); });
    std::printf("\n%-34s %7s  %12s %12s\n", "slowest action", "count", "wall ms", "own ms");
    for (const auto &[what, cost] : user.costs()) {
        std::printf("%-34s %7d  %12.2f %12.2f\n", qPrintable(what), cost.count, cost.wall_ms, cost.busy_ms);
    }
    return 0;
}

int numberAfter(const QStringList &arguments, const char *option, int fallback)
{
    const auto at = arguments.indexOf(QLatin1String(option));
    return at < 0 ? fallback : arguments.value(at + 1).toInt();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 2 && std::strcmp(argv[1], "resume") == 0) {
        return benchmarks::addSamples(argv[2]); // the window started this program as its runner
    }
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true); // settings of its own
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(1) == QLatin1String("delay") && arguments.size() > 2) {
        return measureDelay(arguments[2], numberAfter(arguments, "--seconds", 20));
    }
    if (arguments.value(1) == QLatin1String("cost") && arguments.size() > 2) {
        return benchmarks::measureCost(arguments[2], numberAfter(arguments, "--pairs", 5),
                                       numberAfter(arguments, "--problems", 24));
    }
    std::fprintf(stderr, "bench_window delay SESSION [--seconds N]\n"
                         "bench_window cost FOLDER [--pairs N] [--problems N]\n");
    return 2;
}
