#include "device/device_prefill.h"

#include <algorithm>

namespace kvscope {

DevicePrefill::DevicePrefill(const KvsBackend &backend, KvsStream *stream, DeviceForward &forward, DeviceKv &kv,
                             DeviceBatch &batch, DeviceEvictor *evictor, const CacheSettings &settings,
                             const KvsSampling &sampling, int vocab_size, MemoryLedger &ledger)
    : backend_(backend), ops_(*backend.device), stream_(stream), forward_(forward), kv_(kv), batch_(batch),
      evictor_(evictor), settings_(settings), sampling_(sampling), vocab_size_(vocab_size), ledger_(ledger),
      ids_(backend, kPromptRows), sequences_(backend, kPromptRows), slots_(backend, kPromptRows),
      positions_(backend, kPromptRows)
{
}

std::optional<PrefillResult> DevicePrefill::run(const PrefillRequest &request)
{
    const int n = static_cast<int>(request.tokens.size());
    const bool staged = kv_.layout().evicts && n > kv_.layout().block_tokens;
    // A slab is there from the start, and a prompt that fills it is cut before the next token comes.
    const bool has_room = staged ? open_staging(n) : kv_.layout().evicts || kv_.reserve(request.row, n + 1);
    if (!has_room) {
        return std::nullopt;
    }
    read(request, staged ? staging_->pool() : kv_.pool(), staged ? 0 : request.row);

    PrefillResult result{n, kv_.layout().evicts && n > settings_.retained};
    if (result.compressed) {
        if (!compress(request, staged)) {
            return std::nullopt;
        }
        result.kv_len = settings_.retained;
    }
    const KvsBatchState all = batch_.state(0);
    ops_.set_row(stream_, &all, request.row, request.row, result.kv_len, n, request.step, request.seed);
    const KvsBatchState mine = batch_.row_state(request.row, 0);
    ops_.sample(stream_, &sampling_, logits_, vocab_size_, &mine);
    backend_.stream_synchronize(stream_);
    staging_.reset();
    return result;
}

bool DevicePrefill::can_stage(int num_tokens)
{
    const bool has_rows = !ids_.is_empty() && !sequences_.is_empty() && !slots_.is_empty() && !positions_.is_empty();
    const bool fits = !kv_.layout().evicts || num_tokens <= kv_.layout().block_tokens || open_staging(num_tokens);
    staging_.reset();
    return has_rows && fits;
}

bool DevicePrefill::open_staging(int num_tokens)
{
    DeviceKvLayout layout = kv_.layout();
    layout.block_tokens = num_tokens;
    staging_ = std::make_unique<DeviceKv>(backend_, stream_, layout, ledger_);
    return staging_->open(1) == 1;
}

void DevicePrefill::read(const PrefillRequest &request, const KvsKvPool &pool, int sequence)
{
    const int n = static_cast<int>(request.tokens.size());
    for (int first = 0; first < n; first += kPromptRows) {
        const int num_rows = std::min(kPromptRows, n - first);
        ops_.copy_to_device(stream_, ids_.data(), request.tokens.data() + first, sizeof(std::int32_t) * num_rows);
        ops_.set_prompt_rows(stream_, sequences_.data(), slots_.data(), positions_.data(), num_rows, sequence, first,
                             first);
        const KvsRows rows{num_rows, 1, sequences_.data(), slots_.data(), positions_.data()};
        forward_.run_layers(rows, ids_.data(), pool, 1, n - pool.window_size);
        if (first + num_rows == n) {
            logits_ = forward_.run_head(num_rows - 1, 1);
        }
    }
}

bool DevicePrefill::compress(const PrefillRequest &request, bool staged)
{
    const DueSequence due{staged ? 0 : request.row, request.row, request.seed, request.traced};
    const bool done = evictor_->compress(staged ? staging_->pool() : kv_.pool(), kv_.pool(), {&due, 1},
                                         static_cast<int>(request.tokens.size()), nullptr, 0);
    if (done && staged && kv_.pool().query_ring) {
        copy_query_ring(request.row);
    }
    return done;
}

/// The next compression may come before the window has filled with new queries.
void DevicePrefill::copy_query_ring(int to_sequence)
{
    const DeviceKvLayout &layout = kv_.layout();
    const auto &a = layout.shape.attention;
    const std::size_t num_bytes = std::size_t{layout.shape.dtype == KVS_F32 ? 4U : 2U} * layout.shape.num_layers *
                                  a.num_heads * layout.window_size * a.head_dim;
    ops_.copy(stream_, static_cast<char *>(kv_.pool().query_ring) + num_bytes * to_sequence,
              staging_->pool().query_ring, num_bytes);
}

} // namespace kvscope
