#include "run_progress.h"

#include <algorithm>

namespace kvscope {

namespace {

constexpr std::chrono::milliseconds kRateWindow{3000};
constexpr double kMinJudgedSeconds = 2;

double seconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

ProgressTracker::ProgressTracker(int sweep_samples, int sweep_committed)
{
    now_.sweep_samples = sweep_samples;
    now_.sweep_committed = sweep_committed;
}

void ProgressTracker::begin_cell(const std::string &key, int num_samples, int num_committed)
{
    const std::lock_guard lock(mutex_);
    now_.cell_key = key;
    now_.cell_samples = num_samples;
    now_.cell_committed = num_committed;
    now_.num_running = 0;
    now_.num_tokens = 0;
    now_.tps = 0;
    now_.eta.reset();
    committed_here_ = 0;
    token_marks_.clear();
    cell_begin_ = Clock::now();
    ++num_beats_;
    in_cell_ = true;
}

void ProgressTracker::end_cell()
{
    const std::lock_guard lock(mutex_);
    if (const auto cost = current_cost()) {
        costs_.push_back(*cost);
    }
    in_cell_ = false;
    ++num_beats_;
}

void ProgressTracker::commit(int num_samples)
{
    const std::lock_guard lock(mutex_);
    now_.cell_committed += num_samples;
    now_.sweep_committed += num_samples;
    committed_here_ += num_samples;
}

void ProgressTracker::step(int num_running, std::int64_t num_tokens)
{
    const std::lock_guard lock(mutex_);
    now_.num_running = num_running;
    now_.num_tokens = num_tokens;
    ++num_beats_;
}

void ProgressTracker::beat()
{
    const std::lock_guard lock(mutex_);
    ++num_beats_;
}

void ProgressTracker::set_loading(bool is_loading)
{
    const std::lock_guard lock(mutex_);
    is_loading_ = is_loading;
    loaded_ = 0;
}

void ProgressTracker::load(std::uint64_t num_bytes, std::uint64_t total_bytes)
{
    const std::lock_guard lock(mutex_);
    loaded_ = total_bytes > 0 ? static_cast<double>(num_bytes) / static_cast<double>(total_bytes) : 0;
}

void ProgressTracker::look(const GpuReading &reading)
{
    const std::lock_guard lock(mutex_);
    now_.gpu = reading;
}

std::uint64_t ProgressTracker::num_beats()
{
    const std::lock_guard lock(mutex_);
    num_beats_ += is_loading_ ? 1 : 0;
    return num_beats_;
}

std::optional<RunProgress> ProgressTracker::snapshot()
{
    const std::lock_guard lock(mutex_);
    if (!in_cell_) {
        return std::nullopt;
    }
    const auto now = Clock::now();
    token_marks_.emplace_back(now, now_.num_tokens);
    while (token_marks_.size() > 2 && now - token_marks_.front().first > kRateWindow) {
        token_marks_.pop_front();
    }
    const double span = seconds(now - token_marks_.front().first);
    now_.tps = span > 0 ? static_cast<double>(now_.num_tokens - token_marks_.front().second) / span : 0;
    now_.eta = estimate();
    now_.loaded = is_loading_ ? std::optional(loaded_) : std::nullopt;
    return now_;
}

std::optional<ProgressTracker::Cost> ProgressTracker::current_cost() const
{
    const double elapsed = seconds(Clock::now() - cell_begin_);
    if (committed_here_ == 0 || elapsed < kMinJudgedSeconds / 10) {
        return std::nullopt;
    }
    // Those that run are partly done: counting none of them overestimates the cost, counting all underestimates it.
    return Cost{elapsed / (committed_here_ + now_.num_running), elapsed / committed_here_};
}

std::optional<SecondsRange> ProgressTracker::estimate() const
{
    std::vector<Cost> known = costs_;
    if (const auto cost = current_cost(); cost && seconds(Clock::now() - cell_begin_) >= kMinJudgedSeconds) {
        known.push_back(*cost);
    }
    if (known.empty()) {
        return std::nullopt;
    }
    double low = known.front().low_s;
    double high = known.front().high_s;
    for (const Cost &cost : known) {
        low = std::min(low, cost.low_s);
        high = std::max(high, cost.high_s);
    }
    const int remaining = now_.sweep_samples - now_.sweep_committed;
    return SecondsRange{low * remaining, high * remaining};
}

} // namespace kvscope
