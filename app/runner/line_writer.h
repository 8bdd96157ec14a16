#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace kvscope {

/// Writes lines to a file descriptor from its own thread, so that a reader that stops reading never stalls the run.
///
/// Must-have lines are kept in order. Of latest-only lines just the newest is kept and it is written when nothing else
/// waits. Expendable lines are dropped, and counted, once too many wait.
class LineWriter {
public:
    enum class Kind { MustHave, Expendable, LatestOnly };

    /// `on_broken` is called once, from the writing thread, when the reader has gone.
    LineWriter(int fd, std::function<void()> on_broken);
    ~LineWriter();
    LineWriter(const LineWriter &) = delete;
    LineWriter &operator=(const LineWriter &) = delete;

    void write(std::string line, Kind kind);
    /// Waits until all is written, at most `patience` without any progress; then ends the thread. Further lines are
    /// dropped.
    void close(std::chrono::milliseconds patience = std::chrono::seconds(5));
    std::size_t num_dropped() const;

private:
    void run();
    bool write_bytes(const std::string &bytes);

    const int fd_;
    const std::function<void()> on_broken_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> lines_;
    std::string latest_;
    std::size_t num_dropped_ = 0;
    bool closing_ = false;
    bool broken_ = false;
    std::chrono::milliseconds patience_{0};
    std::thread thread_;
};

} // namespace kvscope
