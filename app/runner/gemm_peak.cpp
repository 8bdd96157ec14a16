#include "gemm_peak.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace kvscope {

namespace {

constexpr int kRows = 256;
constexpr int kFeatures = 1024;
constexpr int kProductsPerRound = 24;
constexpr int kRounds = 7; // the first warms up

/// One thread's weight and buffers.
class Product {
public:
    explicit Product(const KvsBackend &backend) : backend_(backend)
    {
        const int rows = (kRows + backend.row_tile - 1) / backend.row_tile * backend.row_tile;
        const std::size_t num_bytes = static_cast<std::size_t>(rows) * kFeatures * sizeof(float);
        const std::vector<float> values(static_cast<std::size_t>(kFeatures) * kFeatures, 0.01F);
        stream_ = backend.stream_create();
        weight_ = backend.weight_create(KVS_F32, kFeatures, kFeatures, values.data());
        x_ = static_cast<float *>(backend.alloc(num_bytes));
        y_ = static_cast<float *>(backend.alloc(num_bytes));
    }
    ~Product()
    {
        if (weight_ != nullptr) {
            backend_.weight_destroy(weight_);
        }
        backend_.release(x_);
        backend_.release(y_);
        if (stream_ != nullptr) {
            backend_.stream_destroy(stream_);
        }
    }
    Product(const Product &) = delete;
    Product &operator=(const Product &) = delete;

    bool is_ready() const { return stream_ != nullptr && weight_ != nullptr && x_ != nullptr && y_ != nullptr; }
    void run_round()
    {
        for (int i = 0; i < kProductsPerRound; ++i) {
            backend_.linear(stream_, weight_, x_, nullptr, y_, kRows);
        }
        backend_.stream_synchronize(stream_);
    }

private:
    const KvsBackend &backend_;
    KvsStream *stream_ = nullptr;
    KvsWeight *weight_ = nullptr;
    float *x_ = nullptr;
    float *y_ = nullptr;
};

} // namespace

double measure_gemm_peak(const KvsBackend &backend, int num_threads)
{
    std::vector<std::unique_ptr<Product>> products;
    for (int i = 0; i < num_threads; ++i) {
        products.push_back(std::make_unique<Product>(backend));
        if (!products.back()->is_ready()) {
            return 0;
        }
    }
    using Clock = std::chrono::steady_clock;
    double best_s = 0;
    Clock::time_point begin;
    // Runs when all threads have arrived, before any goes on: it closes one round and opens the next.
    int num_arrivals = 0;
    std::barrier round(num_threads, [&]() noexcept {
        const Clock::time_point now = Clock::now();
        const double seconds = std::chrono::duration<double>(now - begin).count();
        if (num_arrivals > 1) {
            best_s = best_s == 0 ? seconds : std::min(best_s, seconds);
        }
        begin = now;
        ++num_arrivals;
    });
    {
        std::vector<std::jthread> threads;
        for (const auto &product : products) {
            threads.emplace_back([&round, &product] {
                for (int i = 0; i < kRounds; ++i) {
                    round.arrive_and_wait();
                    product->run_round();
                }
                round.arrive_and_wait();
            });
        }
    }
    const double flops = 2.0 * kRows * kFeatures * kFeatures * kProductsPerRound * num_threads;
    return best_s > 0 ? flops / best_s / 1e9 : 0;
}

} // namespace kvscope
