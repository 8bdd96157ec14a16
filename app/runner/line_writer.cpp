#include "line_writer.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace kvscope {

namespace {

constexpr std::size_t kMaxWaitingLines = 100000;
constexpr std::size_t kChunkBytes = 4096; // what a pipe that polls as writable takes without blocking
constexpr int kPollMs = 200;

} // namespace

LineWriter::LineWriter(int fd, std::function<void()> on_broken)
    : fd_(fd), on_broken_(std::move(on_broken)), thread_([this] { run(); })
{
}

LineWriter::~LineWriter()
{
    close();
}

void LineWriter::write(std::string line, Kind kind)
{
    const std::lock_guard lock(mutex_);
    if (closing_ || broken_) {
        return;
    }
    line += '\n';
    if (kind == Kind::LatestOnly) {
        latest_ = std::move(line);
    } else if (kind == Kind::Expendable && lines_.size() >= kMaxWaitingLines) {
        ++num_dropped_;
    } else {
        lines_.push_back(std::move(line));
        if (kind == Kind::MustHave) {
            latest_.clear(); // it is about what was before
        }
    }
    changed_.notify_one();
}

void LineWriter::close(std::chrono::milliseconds patience)
{
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        patience_ = patience;
        changed_.notify_one();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

std::size_t LineWriter::num_dropped() const
{
    const std::lock_guard lock(mutex_);
    return num_dropped_;
}

void LineWriter::run()
{
    for (;;) {
        std::string bytes;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return closing_ || !lines_.empty() || !latest_.empty(); });
            if (lines_.empty() && latest_.empty()) {
                return;
            }
            if (!lines_.empty()) {
                bytes = std::move(lines_.front());
                lines_.pop_front();
            } else {
                bytes = std::exchange(latest_, {});
            }
        }
        if (!write_bytes(bytes)) {
            const std::lock_guard lock(mutex_);
            broken_ = true;
            lines_.clear();
            latest_.clear();
            return;
        }
    }
}

bool LineWriter::write_bytes(const std::string &bytes)
{
    auto last_progress = std::chrono::steady_clock::now();
    for (std::size_t done = 0; done < bytes.size();) {
        pollfd writable{fd_, POLLOUT, 0};
        const int ready = ::poll(&writable, 1, kPollMs);
        if (ready <= 0 || (writable.revents & POLLOUT) == 0) {
            if (ready > 0 && (writable.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
                on_broken_();
                return false;
            }
            const std::lock_guard lock(mutex_);
            if (closing_ && std::chrono::steady_clock::now() - last_progress > patience_) {
                return false;
            }
            continue;
        }
        const ssize_t written = ::write(fd_, bytes.data() + done, std::min(kChunkBytes, bytes.size() - done));
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            on_broken_();
            return false;
        }
        if (written > 0) {
            done += static_cast<std::size_t>(written);
            last_progress = std::chrono::steady_clock::now();
        }
    }
    return true;
}

} // namespace kvscope
