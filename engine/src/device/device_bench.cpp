#include "engine/device_bench.h"

#include "device/device_batch.h"
#include "device/device_evictor.h"
#include "device/device_forward.h"
#include "device/device_kv.h"
#include "device/device_prefill.h"
#include "engine/counter_random.h"
#include "model/weights.h"

#include <algorithm>
#include <memory>

namespace kvscope {

namespace {

constexpr std::uint64_t kMargin = std::uint64_t{1} << 30;

/// A batch whose caches are full, and the graph that decodes one token for each.
class DecodeBench {
    /// When a step's compressions began and ended on the device.
    struct Compression {
        KvsEvent *from, *to;
    };

public:
    DecodeBench(const Model &model, const DecodeBenchOptions &options)
        : model_(model), options_(options), backend_(*model.device().backend), ops_(*backend_.device),
          stream_(backend_.stream_create()), from_(ops_.event_create()), to_(ops_.event_create()), ledger_(0)
    {
        const KvsDType dtype = model.device().compute == ComputeType::Fp32 ? KVS_F32 : KVS_BF16;
        max_positions_ = options.cache.capacity() + (options.num_repeats + 2) * options.cache.buffer + 64;
        layout_ = make_device_kv_layout(model.config(), options.cache, dtype,
                                        options.kv_dtype == KvDType::Fp8 ? KVS_F8E4M3 : dtype, max_positions_);
    }
    ~DecodeBench()
    {
        if (stream_) {
            backend_.stream_synchronize(stream_);
        }
        if (graph_) {
            ops_.graph_destroy(graph_);
        }
        ops_.event_destroy(from_);
        ops_.event_destroy(to_);
        for (const Compression &compression : compressions_) {
            ops_.event_destroy(compression.from);
            ops_.event_destroy(compression.to);
        }
        evictor_.reset();
        prefill_.reset();
        batch_.reset();
        forward_.reset();
        kv_.reset();
        backend_.stream_destroy(stream_);
    }

    Result<DecodeBenchResult> run()
    {
        if (!stream_) {
            return make_error(ErrorCode::OutOfMemory,
                              "The GPU has no memory left beside the weights; end other programs "
                              "that use it.");
        }
        std::size_t free_before = 0, free_after = 0, total = 0;
        ops_.memory_info(&free_before, &total);
        if (Status ok = open(free_before); ok.has_error()) {
            return ok.error();
        }
        prime();
        capture();
        run_steps(options_.cache.buffer, nullptr); // warm: every kernel and compression once
        ops_.memory_info(&free_after, &total);
        result_.measured_bytes = free_before - free_after;
        if (options_.on_timed) {
            options_.on_timed(true);
        }
        for (int repeat = 0; repeat < options_.num_repeats; ++repeat) {
            DecodeBenchPass pass;
            run_steps(options_.cache.buffer, &pass);
            pass.tps = static_cast<double>(result_.batch) * options_.cache.buffer / pass.seconds;
            result_.passes.push_back(pass);
        }
        if (options_.on_timed) {
            options_.on_timed(false);
        }
        time_stages();
        describe();
        const char *failure = ops_.last_error();
        return failure ? Result<DecodeBenchResult>(make_error(ErrorCode::Device, failure)) : result_;
    }

private:
    std::uint64_t bytes_for(int batch) const
    {
        const int splits = DeviceForward::splits_for(layout_.shape.attention, batch, options_.cache.capacity());
        return batch * layout_.bytes_for(0) +
               DeviceForward::bytes_for(model_.config(), layout_.shape.dtype,
                                        std::max(batch, DevicePrefill::kPromptRows), batch, max_positions_,
                                        splits > 1 ? splits : 0) +
               DeviceEvictor::scratch_bytes(ops_, layout_, options_.cache.terms(), options_.cache.capacity());
    }

    Status open(std::uint64_t free_bytes)
    {
        int batch = options_.batch;
        if (batch == 0) {
            batch = 1;
            while (bytes_for(batch + 8) + kMargin < free_bytes && batch < 4096) {
                batch = batch / 8 * 8 + 8;
            }
        }
        result_.estimated_bytes = bytes_for(batch);
        forward_ = std::make_unique<DeviceForward>(model_, layout_, stream_,
                                                   std::max(batch, DevicePrefill::kPromptRows), batch, max_positions_);
        kv_ = std::make_unique<DeviceKv>(backend_, stream_, layout_, ledger_);
        if (!forward_->is_complete() || kv_->open(batch) < batch) {
            return make_error(ErrorCode::OutOfMemory,
                              "The GPU's memory does not hold " + std::to_string(batch) +
                                  " sequences at this budget; choose a smaller --batch or 'fill'.");
        }
        batch_ = std::make_unique<DeviceBatch>(backend_, batch);
        evictor_ = std::make_unique<DeviceEvictor>(backend_, stream_, layout_, options_.cache);
        sampling_ = {static_cast<float>(options_.sampling.temperature), static_cast<float>(options_.sampling.top_p),
                     options_.sampling.top_k};
        prefill_ = std::make_unique<DevicePrefill>(backend_, stream_, *forward_, *kv_, *batch_, evictor_.get(),
                                                   options_.cache, sampling_, model_.config().vocab_size, ledger_);
        result_.batch = batch;
        result_.num_splits = DeviceForward::splits_for(layout_.shape.attention, batch, options_.cache.capacity());
        kv_lens_.resize(batch);
        return Done{};
    }

    template <typename T>
    void copy_channel(T *channel, std::size_t per_sequence, int row)
    {
        if (channel) {
            ops_.copy(stream_, channel + per_sequence * row, channel, per_sequence * sizeof(T));
        }
    }

    /// Row 0 reads a prompt as long as a cache may become; the others get copies of it and shorter lengths.
    void prime()
    {
        const int capacity = options_.cache.capacity();
        std::vector<std::int32_t> prompt(capacity - 1);
        for (std::size_t i = 0; i < prompt.size(); ++i) {
            prompt[i] =
                static_cast<std::int32_t>(random_bits(7, i) % static_cast<unsigned>(model_.config().vocab_size));
        }
        prefill_->read_only(prompt, 0);
        const auto &a = layout_.shape.attention;
        const KvsKvPool &pool = kv_->pool();
        const std::size_t slots =
            static_cast<std::size_t>(layout_.shape.num_layers) * a.num_kv_heads * layout_.block_tokens;
        const std::size_t ring = std::size_t{layout_.shape.dtype == KVS_F32 ? 4U : 2U} * layout_.shape.num_layers *
                                 a.num_heads * layout_.window_size * a.head_dim;
        const KvsBatchState state = batch_->state(0);
        for (int row = 0; row < result_.batch; ++row) {
            if (row > 0) {
                ops_.copy(stream_, kv_->slab(row), kv_->slab(0), layout_.block_bytes());
                copy_channel(pool.positions, slots, row);
                copy_channel(pool.order, slots, row);
                copy_channel(pool.mass, slots, row);
                copy_channel(pool.nearest, slots, row);
                copy_channel(pool.scales, 2 * slots, row);
                copy_channel(static_cast<char *>(pool.query_ring), ring, row);
            }
            kv_lens_[row] = options_.cache.retained +
                            static_cast<int>(static_cast<std::int64_t>(row) * options_.cache.buffer / result_.batch);
            ops_.set_row(stream_, &state, row, row, kv_lens_[row], capacity - 1, 0, random_bits(11, row));
        }
        backend_.stream_synchronize(stream_);
    }

    void capture()
    {
        forward_->prepare(result_.batch, result_.batch);
        const KvsRows rows = batch_->rows();
        const KvsBatchState state = batch_->state(0);
        ops_.graph_begin(stream_);
        forward_->run_layers(rows, batch_->ids(), kv_->pool(), result_.num_splits, 0);
        logits_ = forward_->run_head(0, result_.batch);
        ops_.sample(stream_, &sampling_, logits_, model_.config().vocab_size, &state);
        graph_ = ops_.graph_end(stream_);
    }

    /// `timed`: where to note begin and end; may be null. False: nothing was due.
    bool compress_due(const Compression *timed)
    {
        std::vector<DueSequence> due;
        for (int row = 0; row < result_.batch; ++row) {
            if (kv_lens_[row] == options_.cache.capacity()) {
                due.push_back({row, row, static_cast<std::uint64_t>(row), false});
                kv_lens_[row] = options_.cache.retained;
            }
        }
        if (due.empty()) {
            return false;
        }
        if (timed) {
            ops_.event_record(timed->from, stream_);
        }
        evictor_->compress(kv_->pool(), kv_->pool(), due, options_.cache.capacity(), batch_->slots(), 0);
        if (timed) {
            ops_.event_record(timed->to, stream_);
        }
        return true;
    }

    void run_steps(int num_steps, DecodeBenchPass *pass)
    {
        double kv_len_sum = 0;
        std::size_t num_compressions = 0;
        while (pass && compressions_.size() < static_cast<std::size_t>(num_steps)) {
            compressions_.push_back({ops_.event_create(), ops_.event_create()});
        }
        ops_.event_record(from_, stream_);
        for (int step = 0; step < num_steps; ++step) {
            ops_.graph_launch(graph_, stream_);
            for (int &kv_len : kv_lens_) {
                kv_len_sum += ++kv_len;
            }
            num_compressions += compress_due(pass ? &compressions_[num_compressions] : nullptr) ? 1 : 0;
        }
        ops_.event_record(to_, stream_);
        ops_.event_synchronize(to_);
        if (pass) {
            pass->seconds = 1e-3 * ops_.event_elapsed_ms(from_, to_);
            for (std::size_t i = 0; i < num_compressions; ++i) {
                pass->compress_s += 1e-3 * ops_.event_elapsed_ms(compressions_[i].from, compressions_[i].to);
            }
            result_.mean_kv_len = kv_len_sum / (static_cast<double>(num_steps) * result_.batch);
        }
    }

    template <typename Work>
    double median_ms(Work work)
    {
        std::vector<double> times;
        for (int i = 0; i < 5; ++i) {
            ops_.event_record(from_, stream_);
            work();
            ops_.event_record(to_, stream_);
            ops_.event_synchronize(to_);
            times.push_back(ops_.event_elapsed_ms(from_, to_));
        }
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    }

    /// The work as a graph, so that what is timed is the device's and not the launching.
    template <typename Work>
    double graph_ms(Work work)
    {
        ops_.graph_begin(stream_);
        work();
        KvsGraph *graph = ops_.graph_end(stream_);
        if (!graph) {
            return 0;
        }
        const double ms = median_ms([&] { ops_.graph_launch(graph, stream_); });
        ops_.graph_destroy(graph);
        return ms;
    }

    void time_stages()
    {
        const KvsRows rows = batch_->rows();
        const auto stage = [&](unsigned stages) {
            forward_->set_stages(stages);
            return graph_ms([&] {
                forward_->run_layers(rows, batch_->ids(), kv_->pool(), result_.num_splits, 0);
                forward_->run_head(0, result_.batch);
            });
        };
        result_.linear_ms = stage(kLinearStage);
        result_.attention_ms = stage(kAttentionStage);
        result_.rows_ms = stage(kRowStage);
        result_.step_ms = stage(kAllStages);
        KvsBatchState state = batch_->state(0);
        state.slot = nullptr; // only the draw: the caches stay as they are
        state.position = nullptr;
        result_.sample_ms =
            graph_ms([&] { ops_.sample(stream_, &sampling_, logits_, model_.config().vocab_size, &state); });
    }

    void describe()
    {
        const ModelConfig &config = model_.config();
        const double hidden = config.hidden_size;
        const double per_layer = hidden * (config.num_heads + 2.0 * config.num_kv_heads) * config.head_dim +
                                 hidden * config.num_heads * config.head_dim + 3.0 * hidden * config.intermediate_size;
        const double weights = config.num_layers * per_layer + hidden * config.vocab_size;
        result_.weight_flops = 2 * weights;
        result_.weight_bytes = static_cast<std::uint64_t>(weights * (layout_.shape.dtype == KVS_F32 ? 4 : 2));
        result_.kv_bytes_per_token = layout_.block_bytes() / static_cast<unsigned>(layout_.block_tokens);
    }

    const Model &model_;
    const DecodeBenchOptions &options_;
    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsStream *stream_;
    KvsEvent *from_, *to_;
    std::vector<Compression> compressions_;
    MemoryLedger ledger_;
    DeviceKvLayout layout_;
    int max_positions_ = 0;
    KvsSampling sampling_{};
    std::unique_ptr<DeviceForward> forward_;
    std::unique_ptr<DeviceKv> kv_;
    std::unique_ptr<DeviceBatch> batch_;
    std::unique_ptr<DeviceEvictor> evictor_;
    std::unique_ptr<DevicePrefill> prefill_;
    KvsGraph *graph_ = nullptr;
    const float *logits_ = nullptr;
    std::vector<int> kv_lens_;
    DecodeBenchResult result_;
};

} // namespace

Result<DecodeBenchResult> bench_decode(const Model &model, const DecodeBenchOptions &options)
{
    if (Status ok = validate_cache_settings(options.cache); ok.has_error()) {
        return ok.error();
    }
    if (!model.device().backend->device || !options.cache.evicts()) {
        return make_error(ErrorCode::InvalidArgument, "This benchmark needs a GPU and a KV budget.");
    }
    return DecodeBench(model, options).run();
}

} // namespace kvscope
