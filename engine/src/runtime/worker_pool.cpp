#include "runtime/worker_pool.h"

#include <algorithm>

namespace kvscope {

namespace {

/// A step takes about a millisecond and the gap between two rounds some ten microseconds: a short spin saves the wake-up.
constexpr int kSpins = 4000;

void relax()
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

} // namespace

WorkerPool::WorkerPool(int num_workers)
    : num_workers_(num_workers > 0 ? num_workers : std::max(1u, std::thread::hardware_concurrency()))
{
    for (int worker = 1; worker < num_workers_; ++worker) {
        threads_.emplace_back([this, worker] { serve(worker); });
    }
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        round_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    for (std::thread &thread : threads_) {
        thread.join();
    }
}

void WorkerPool::run_each(int count, const std::function<void(int)> &task)
{
    count = std::min(count, num_workers_);
    if (count > 1) {
        {
            const std::lock_guard lock(mutex_);
            task_ = &task;
            active_ = count;
            unfinished_.store(num_workers_ - 1, std::memory_order_relaxed);
            round_.fetch_add(1, std::memory_order_release);
        }
        wake_.notify_all();
    }
    if (count > 0) {
        task(0);
    }
    while (count > 1 && unfinished_.load(std::memory_order_acquire) > 0) {
        for (int spin = 0; spin < kSpins && unfinished_.load(std::memory_order_acquire) > 0; ++spin) {
            relax();
        }
        std::this_thread::yield();
    }
}

void WorkerPool::for_each(int count, const std::function<void(int, int)> &task)
{
    std::atomic<int> next{0};
    run_each(std::min(count, num_workers_), [&](int worker) {
        for (int index = next.fetch_add(1); index < count; index = next.fetch_add(1)) {
            task(index, worker);
        }
    });
}

void WorkerPool::serve(int worker)
{
    unsigned seen = 0;
    for (;;) {
        for (int spin = 0; spin < kSpins && round_.load(std::memory_order_acquire) == seen; ++spin) {
            relax();
        }
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return round_.load(std::memory_order_relaxed) != seen; });
            seen = round_.load(std::memory_order_relaxed);
            if (stopping_) {
                return;
            }
        }
        if (worker < active_) {
            (*task_)(worker);
        }
        unfinished_.fetch_sub(1, std::memory_order_release);
    }
}

} // namespace kvscope
