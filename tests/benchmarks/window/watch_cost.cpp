#include "watch_cost.h"

#include "database/session_reader.h"
#include "desktop/engine_adapter.h"
#include "desktop/window_config.h"
#include "ui/main_window.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

namespace benchmarks {
namespace {

using namespace kvscope;

/// What one sweep took.
struct SweepCost {
    double wall_s = 0;
    double runner_s = 0; ///< processor time of the runner
    double window_s = 0; ///< processor time of this process
};

double processorSeconds(int who)
{
    rusage used{};
    getrusage(who, &used);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

SweepForm sweep(const WindowConfig &config, int numProblems)
{
    SweepForm form = demoForm(config.resourceDir);
    form.budgets = "96,160,full";
    form.spec.problem_limit = numProblems;
    return form;
}

template <typename Run>
SweepCost costOf(Run run)
{
    const double runner = processorSeconds(RUSAGE_CHILDREN);
    const double window = processorSeconds(RUSAGE_SELF);
    QElapsedTimer timer;
    timer.start();
    run();
    return {static_cast<double>(timer.nsecsElapsed()) / 1e9, processorSeconds(RUSAGE_CHILDREN) - runner,
            processorSeconds(RUSAGE_SELF) - window};
}

SweepCost alone(const WindowConfig &config, const SweepForm &form, const QString &session)
{
    return costOf([&] {
        QProcess runner;
        runner.setStandardOutputFile(QProcess::nullDevice());
        runner.start(config.runnerProgram, runArguments(form, session) + QStringList{QStringLiteral("--json")});
        runner.waitForFinished(-1);
    });
}

SweepCost watched(const WindowConfig &config, const SweepForm &form, const QString &session)
{
    MainWindow window(config, makeEngineServices(config.resourceDir));
    window.resize(1280, 800);
    window.show();
    QEventLoop loop;
    QObject::connect(&window.controller(), &StudyController::runEnded, &loop, &QEventLoop::quit);
    QTimer::singleShot(1000, &loop, &QEventLoop::quit); // building the window is no part of watching
    loop.exec();
    return costOf([&] {
        window.controller().start(form, session);
        loop.exec();
    });
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// Mean of the cells' decode rates, tokens/s.
double rateOf(const QString &session)
{
    const auto reader = SessionReader::open(session.toStdString());
    const auto rows = reader.has_value() ? reader.value().read_rows() : Result<SessionRows>(reader.error());
    double sum = 0;
    int count = 0;
    for (const CellRows &cell : rows.has_value() ? rows.value().cells : std::vector<CellRows>()) {
        for (const CellTiming &timing : cell.timings) {
            sum += timing.overall_tps;
            ++count;
        }
    }
    return count > 0 ? sum / count : 0;
}

} // namespace

int measureCost(const QString &folder, int numPairs, int numProblems)
{
    QDir().mkpath(folder);
    const WindowConfig config = makeWindowConfig();
    const SweepForm form = sweep(config, numProblems);
    std::vector<double> rates;
    std::vector<double> runner;
    std::vector<double> shares;
    std::printf("%-6s %9s %9s   %9s %9s   %9s %9s   %9s\n", "", "alone", "watched", "runner s", "runner s", "tokens/s",
                "tokens/s", "window s");
    for (int pair = 0; pair < numPairs; ++pair) {
        SweepCost costs[2];
        double tps[2] = {};
        for (int turn = 0; turn < 2; ++turn) {
            const int which = (pair + turn) % 2; // either comes first as often as second
            const QString session = QStringLiteral("%1/%2-%3.kvsession").arg(folder).arg(pair).arg(which);
            costs[which] = which == 0 ? alone(config, form, session) : watched(config, form, session);
            tps[which] = rateOf(session);
            if (tps[which] <= 0) {
                std::fprintf(stderr, "bench_window: the sweep into %s did not end; run kvscope-runner by hand\n",
                             qPrintable(session));
                return 1;
            }
        }
        std::printf("%-6d %9.2f %9.2f   %9.2f %9.2f   %9.1f %9.1f   %9.2f\n", pair + 1, costs[0].wall_s,
                    costs[1].wall_s, costs[0].runner_s, costs[1].runner_s, tps[0], tps[1], costs[1].window_s);
        std::fflush(stdout);
        rates.push_back(100 * (tps[1] / tps[0] - 1));
        runner.push_back(100 * (costs[1].runner_s / costs[0].runner_s - 1));
        shares.push_back(100 * costs[1].window_s / costs[1].runner_s);
    }
    std::printf("medians: tokens/s %+.2f %%, the runner's processor time %+.2f %%, the window used %.2f %% of the "
                "runner's processor time\n",
                median(rates), median(runner), median(shares));
    return 0;
}

} // namespace benchmarks
