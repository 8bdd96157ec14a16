#pragma once

#include "run_listener.h"

#include <chrono>
#include <mutex>
#include <string>

namespace kvscope {

/// Progress for a person, on standard error: two bars that redraw themselves on a terminal, plain lines elsewhere.
class ConsoleReporter : public RunListener {
public:
    ConsoleReporter();

    /// Whether the run came as far as its first cell.
    bool has_started() const;

    void run_started(const RunStart &start) override;
    void cell_started(const CellStart &start) override;
    void sample_committed(const std::string &, const SampleResult &) override {}
    void progressed(const RunProgress &progress) override;
    void cell_ended(const CellEnd &end) override;
    void paused(bool is_paused) override;
    void logged(const std::string &level, const std::string &message) override;
    void failed(const Error &error) override;
    void run_ended(RunState state) override;

private:
    void print_line(const std::string &line);
    void draw_bars(const RunProgress &progress, const std::string &cell_tail, const std::string &eta);
    void erase_bars();

    mutable std::mutex mutex_;
    const bool is_terminal_;
    bool bars_shown_ = false;
    bool has_started_ = false;
    std::string session_; ///< known once the run has started
    std::string cell_title_;
    std::chrono::steady_clock::time_point last_plain_line_;
};

/// "about 40 s", "3–5 min", "2.1–2.6 h".
std::string format_range(const SecondsRange &range);

} // namespace kvscope
