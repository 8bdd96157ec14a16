#include "console_reporter.h"

#include "engine/sweep.h"
#include "telemetry_view.h"
#include "terminal_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace kvscope {

namespace {

constexpr std::size_t kWideTerminal = 110;
constexpr std::size_t kBarWidth = 28;
constexpr std::size_t kNarrowBarWidth = 10;
constexpr std::chrono::seconds kPlainInterval{10};

std::string bar(int done, int total, std::size_t width)
{
    const double share = total > 0 ? std::clamp(static_cast<double>(done) / total, 0.0, 1.0) : 0;
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] " + std::to_string(done) + "/" +
           std::to_string(total);
}

/// What a line can hold without wrapping: a wrapped line would not be erased as a whole.
std::size_t usable_columns()
{
    winsize size{};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return is_known ? size.ws_col - 1U : 79U;
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
    std::fprintf(stderr, "%s\n", printable(line).c_str());
}

bool ConsoleReporter::has_started() const
{
    const std::lock_guard lock(mutex_);
    return has_started_;
}

void ConsoleReporter::run_started(const RunStart &start)
{
    const std::lock_guard lock(mutex_);
    session_ = start.session;
    has_started_ = true;
    print_line("Session " + start.session + ": " + std::to_string(start.num_cells) + " cells, " +
               std::to_string(start.num_samples) + " samples, " + std::to_string(start.num_committed) +
               " of them stored already");
    print_line("Device  " + start.device + ", " + std::to_string(start.num_threads) + " threads");
}

void ConsoleReporter::cell_started(const CellStart &start)
{
    const std::lock_guard lock(mutex_);
    cell_title_ = printable(start.model + " · " + start.dataset + " · " + start.policy +
                            (start.budget.is_full() ? "" : " · " + format_budget(start.budget)) +
                            (start.kv_dtype == KvDType::Fp8 ? " · fp8" : ""));
    last_plain_line_ = std::chrono::steady_clock::now();
}

void ConsoleReporter::draw_bars(const RunProgress &progress, const std::string &cell_tail, const std::string &eta)
{
    const std::size_t columns = usable_columns();
    const std::size_t width = columns < kWideTerminal ? kNarrowBarWidth : kBarWidth;
    const std::string cell = bar(progress.cell_committed, progress.cell_samples, width) + " ";
    const std::size_t taken = text_columns(cell) + text_columns(cell_tail);
    const std::string title = fitted(cell_title_, columns > taken ? columns - taken : 0);
    const std::string sweep = "sweep " + bar(progress.sweep_committed, progress.sweep_samples, width) + eta;
    erase_bars();
    std::fprintf(stderr, "%s\n%s", fitted(cell + title + cell_tail, columns).c_str(), fitted(sweep, columns).c_str());
    std::fflush(stderr);
    bars_shown_ = true;
}

void ConsoleReporter::progressed(const RunProgress &progress)
{
    const std::lock_guard lock(mutex_);
    const std::string eta = progress.eta ? ", " + format_range(*progress.eta) + " left" : "";
    const std::string tps = progress.loaded ? "loading the model: " + with_decimals(*progress.loaded * 100, 0) + " %"
                                            : with_decimals(progress.tps, 0) + " tok/s";
    if (is_terminal_) {
        draw_bars(progress, ", " + std::to_string(progress.num_running) + " running, " + tps, eta);
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
    const std::string power = end.telemetry ? ", " + telemetry_text(*end.telemetry) : "";
    const std::string accuracy = end.accuracy_missing.empty()
                                     ? "Pass@1 " + (end.pass_at_1 ? with_decimals(*end.pass_at_1, 1) + " %" : "unknown")
                                     : "no accuracy (" + end.accuracy_missing + ")";
    print_line(cell_title_ + ": " + accuracy + ", " + (end.tps ? with_decimals(*end.tps, 0) : "?") + " tok/s" + power);
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
        print_line(has_started_ ? "Stopped. What was finished is stored; `kvscope-runner resume " +
                                      shell_word(session_) + "` goes on."
                                : "Stopped.");
    }
}

} // namespace kvscope
