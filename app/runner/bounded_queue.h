#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace kvscope {

/// A first-in, first-out queue between threads that holds at most `capacity` items: a slow consumer slows the producer
/// down instead of filling the memory.
template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    /// Waits at most `timeout` for room. False: there was none (or the queue is closed), and `item` is untouched.
    bool push_for(T &item, std::chrono::milliseconds timeout)
    {
        std::unique_lock lock(mutex_);
        if (!has_room_.wait_for(lock, timeout, [this] { return closed_ || items_.size() < capacity_; }) || closed_) {
            return false;
        }
        items_.push_back(std::move(item));
        has_items_.notify_one();
        return true;
    }

    /// Waits for items and takes up to `max_items` of them; empty only when the queue is closed and drained.
    std::vector<T> pop(std::size_t max_items)
    {
        std::unique_lock lock(mutex_);
        has_items_.wait(lock, [this] { return closed_ || !items_.empty(); });
        std::vector<T> taken;
        while (!items_.empty() && taken.size() < max_items) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        has_room_.notify_all();
        return taken;
    }

    /// Nothing more comes in; what is there can still be taken.
    void close()
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        has_items_.notify_all();
        has_room_.notify_all();
    }

    bool is_closed() const
    {
        const std::lock_guard lock(mutex_);
        return closed_;
    }

private:
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable has_room_;
    std::condition_variable has_items_;
    std::deque<T> items_;
    bool closed_ = false;
};

} // namespace kvscope
