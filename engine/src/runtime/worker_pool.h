#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kvscope {

/// A few threads that stay, for work that is split many times a second. The caller is worker 0.
class WorkerPool {
public:
    explicit WorkerPool(int num_workers); ///< 0: one per core
    ~WorkerPool();

    int num_workers() const { return num_workers_; }

    /// Runs task(worker) once on each of the first `count` workers, side by side, and returns when all are done.
    void run_each(int count, const std::function<void(int worker)> &task);
    /// Runs task(index, worker) for every index below `count`, on whichever worker is free.
    void for_each(int count, const std::function<void(int index, int worker)> &task);

private:
    void serve(int worker);

    int num_workers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<unsigned> round_{0};
    std::atomic<int> unfinished_{0};
    int active_ = 0; ///< workers of this round; written before round_ grows
    const std::function<void(int)> *task_ = nullptr;
    bool stopping_ = false;
    std::vector<std::thread> threads_; ///< last: they use what stands above
};

} // namespace kvscope
