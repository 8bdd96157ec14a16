#include "run_control.h"

#include "common/exit_codes.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace kvscope {

namespace {

constexpr int kPollMs = 100;
constexpr std::size_t kMaxLineBytes = 4096;

sigset_t stop_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

RunControl::RunControl()
{
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a reader that goes away is an error of write()
    signal_thread_ = std::jthread([this, signals](const std::stop_token &end) {
        const timespec patience{0, kPollMs * 1000000L};
        while (!end.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &patience) < 0) {
                continue;
            }
            if (stop_.stop_requested()) {
                std::_Exit(kExitCanceled);
            }
            stop_.request_stop();
        }
    });
}

RunControl::~RunControl() = default;

void RunControl::listen_to_stdin(std::function<void(bool)> on_pause)
{
    on_pause_ = std::move(on_pause);
    stdin_thread_ = std::jthread([this](const std::stop_token &end) { read_lines(end); });
}

void RunControl::obey(const std::string &line)
{
    if (line == "stop") {
        stop_.request_stop();
    } else if (line == "pause" || line == "continue") {
        const bool pause = line == "pause";
        if (paused_.exchange(pause) != pause) {
            on_pause_(pause);
        }
    }
}

void RunControl::read_lines(const std::stop_token &end)
{
    std::string pending;
    while (!end.stop_requested()) {
        pollfd readable{STDIN_FILENO, POLLIN, 0};
        if (::poll(&readable, 1, kPollMs) <= 0) {
            continue;
        }
        char bytes[512];
        const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (count <= 0) {
            stop_.request_stop();
            return;
        }
        pending.append(bytes, static_cast<std::size_t>(count));
        for (std::size_t newline; (newline = pending.find('\n')) != std::string::npos;) {
            std::string line = pending.substr(0, newline);
            pending.erase(0, newline + 1);
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            obey(line);
        }
        if (pending.size() > kMaxLineBytes) {
            pending.clear();
        }
    }
}

} // namespace kvscope
