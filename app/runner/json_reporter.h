#pragma once

#include "line_writer.h"
#include "run_listener.h"

#include <functional>

namespace kvscope {

/// The events of PROTOCOL.md on standard output; logs for people go to standard error as well.
class JsonReporter : public RunListener {
public:
    /// `on_reader_gone` is called when standard output is closed at the other end.
    explicit JsonReporter(std::function<void()> on_reader_gone);

    void run_started(const RunStart &start) override;
    void cell_started(const CellStart &start) override;
    void sample_committed(const std::string &cell_key, const SampleResult &sample) override;
    void progressed(const RunProgress &progress) override;
    void cell_ended(const CellEnd &end) override;
    void paused(bool is_paused) override;
    void logged(const std::string &level, const std::string &message) override;
    void failed(const Error &error) override;
    void run_ended(RunState state) override;
    void close() override;

private:
    LineWriter out_;
};

} // namespace kvscope
