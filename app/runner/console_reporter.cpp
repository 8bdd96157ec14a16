#include "console_reporter.h"

#include "engine/sweep.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace kvscope {

namespace {

constexpr int kBarWidth = 28;
constexpr std::chrono::seconds kPlainInterval{10};

std::string bar(int done, int total)
{
    const int filled = total > 0 ? std::clamp(kBarWidth * done / total, 0, kBarWidth) : 0;
    return "[" + std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "] " + std::to_string(done) + "/" +
           std::to_string(total);
}

std::string with_decimals(double value, int decimals)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

} // namespace

std::string format_range(const SecondsRange &range)
{
    const struct {
        double seconds;
        const char *unit;
    } units[] = {{3600, "h"}, {60, "min"}, {1, "s"}};
    for (const auto &[seconds, unit] : units) {
        if (range.high < 1.5 * seconds && seconds > 1) {
            continue;
        }
        const int decimals = seconds == 3600 ? 1 : 0;
        const std::string low = with_decimals(range.low / seconds, decimals);
        const std::string high = with_decimals(range.high / seconds, decimals);
        return low == high ? "about " + low + " " + unit : low + "–" + high + " " + unit;
    }
    return "";
}

ConsoleReporter::ConsoleReporter() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void ConsoleReporter::erase_bars()
{
    if (bars_shown_) {
        std::fputs("\x1b[1A\r\x1b[J", stderr);
        bars_shown_ = false;
    }
}

void ConsoleReporter::print_line(const std::string &line)
{
    erase_bars();
    std::fprintf(stderr, "%s\n", line.c_str());
}

void ConsoleReporter::run_started(const RunStart &start)
{
    const std::lock_guard lock(mutex_);
    print_line("Session " + start.session + ": " + std::to_string(start.num_cells) + " cells, " +
               std::to_string(start.num_samples) + " samples, " + std::to_string(start.num_committed) +
               " of them stored already");
    print_line("Device  " + start.device + ", " + std::to_string(start.num_threads) + " threads");
}

void ConsoleReporter::cell_started(const CellStart &start)
{
    const std::lock_guard lock(mutex_);
    cell_title_ = start.model + " · " + start.dataset + " · " + start.policy +
                  (start.budget.is_full() ? "" : " · " + format_budget(start.budget));
    last_plain_line_ = std::chrono::steady_clock::now();
}

void ConsoleReporter::progressed(const RunProgress &progress)
{
    const std::lock_guard lock(mutex_);
    const std::string eta = progress.eta ? ", " + format_range(*progress.eta) + " left" : "";
    const std::string tps = with_decimals(progress.tps, 0) + " tok/s";
    if (is_terminal_) {
        erase_bars();
        std::fprintf(stderr, "%s %s, %d running, %s\nsweep %s%s",
                     bar(progress.cell_committed, progress.cell_samples).c_str(), cell_title_.c_str(),
                     progress.num_running, tps.c_str(), bar(progress.sweep_committed, progress.sweep_samples).c_str(),
                     eta.c_str());
        std::fflush(stderr);
        bars_shown_ = true;
        return;
    }
    if (const auto now = std::chrono::steady_clock::now(); now - last_plain_line_ >= kPlainInterval) {
        last_plain_line_ = now;
        print_line(cell_title_ + ": " + std::to_string(progress.cell_committed) + "/" +
                   std::to_string(progress.cell_samples) + ", sweep " + std::to_string(progress.sweep_committed) + "/" +
                   std::to_string(progress.sweep_samples) + ", " + tps + eta);
    }
}

void ConsoleReporter::cell_ended(const CellEnd &end)
{
    const std::lock_guard lock(mutex_);
    if (!end.is_complete) {
        print_line(cell_title_ + ": failed: " + end.message);
        return;
    }
    print_line(cell_title_ + ": Pass@1 " + (end.pass_at_1 ? with_decimals(*end.pass_at_1, 1) + " %" : "unknown") +
               ", " + (end.tps ? with_decimals(*end.tps, 0) : "?") + " tok/s");
}

void ConsoleReporter::paused(bool is_paused)
{
    const std::lock_guard lock(mutex_);
    print_line(is_paused ? "Paused: what runs finishes, nothing new starts." : "Going on.");
}

void ConsoleReporter::logged(const std::string &level, const std::string &message)
{
    const std::lock_guard lock(mutex_);
    print_line(level + ": " + message);
}

void ConsoleReporter::failed(const Error &error)
{
    const std::lock_guard lock(mutex_);
    print_line("kvscope-runner: " + error.message);
}

void ConsoleReporter::run_ended(RunState state)
{
    const std::lock_guard lock(mutex_);
    erase_bars();
    if (state == RunState::Canceled) {
        print_line("Stopped. What was finished is stored; `kvscope-runner resume` goes on.");
    }
}

} // namespace kvscope
