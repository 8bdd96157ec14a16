#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace kvscope {

/// Stop and pause, from signals and from lines on standard input.
///
/// Construct it before any other thread starts: SIGINT and SIGTERM are blocked in the calling thread, which later
/// threads inherit, and taken by one thread of its own. The first asks for a stop, a second one ends the program at
/// once.
class RunControl {
public:
    RunControl();
    ~RunControl();
    RunControl(const RunControl &) = delete;
    RunControl &operator=(const RunControl &) = delete;

    /// Obeys lines on standard input: pause, continue, stop; its end means stop. `on_pause` is told of every change.
    void listen_to_stdin(std::function<void(bool)> on_pause);

    void request_stop() { stop_.request_stop(); }
    std::stop_token stop_token() const { return stop_.get_token(); }
    bool is_paused() const { return paused_.load(); }

private:
    void obey(const std::string &line);
    void read_lines(const std::stop_token &end);

    std::stop_source stop_;
    std::atomic<bool> paused_ = false;
    std::function<void(bool)> on_pause_;
    std::jthread signal_thread_;
    std::jthread stdin_thread_;
};

} // namespace kvscope
