#pragma once

#include "kernels/backend.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace kvscope {

/// Bytes a second that `run`, which enqueues an operation moving `num_bytes` on the stream, reaches: the median of
/// several rounds, each long enough for the clock. The first, which loads code and fills caches, does not count.
template <typename Run>
double bytes_per_second(const KvsBackend &backend, KvsStream *stream, std::uint64_t num_bytes, Run run)
{
    using Clock = std::chrono::steady_clock;
    constexpr int kRounds = 5;
    constexpr std::chrono::milliseconds kRoundLength{10};
    std::vector<double> rates;
    int num_runs = 1;
    while (static_cast<int>(rates.size()) < kRounds) {
        const auto begin = Clock::now();
        for (int i = 0; i < num_runs; ++i) {
            run();
        }
        backend.stream_synchronize(stream);
        const auto elapsed = Clock::now() - begin;
        if (elapsed < kRoundLength && num_runs < 1 << 20) {
            num_runs *= 2;
            continue;
        }
        rates.push_back(static_cast<double>(num_bytes) * num_runs / std::chrono::duration<double>(elapsed).count());
    }
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

} // namespace kvscope
