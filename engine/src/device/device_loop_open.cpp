// How a run is laid out on the device before its first step: batch, memory and graphs.

#include "device/device_loop.h"

#include <algorithm>

namespace kvscope {

namespace {

/// Left alone when a run fills what memory there is: what the driver and the library take later.
std::uint64_t margin_of(std::uint64_t total_bytes)
{
    return std::max<std::uint64_t>(std::uint64_t{512} << 20, total_bytes / 100);
}

/// Entries that one compression can look at: its lists lie in the shared memory of one block, on any GPU.
constexpr int kMostToCompress = 20000;

/// A batch of a multiple of this runs faster on tensor cores than one of a few rows more.
constexpr int kGoodMultiple = 8;

} // namespace

DeviceLoop::DeviceLoop(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests,
                       const GenerationCallbacks &callbacks, std::stop_token stop)
    : model_(model), options_(options), callbacks_(callbacks), stop_(std::move(stop)),
      backend_(*model.device().backend), ops_(*backend_.device), stream_(backend_.stream_create()),
      ledger_(options.batch.kind == BatchPolicy::Kind::FillMemory ? options.batch.kv_memory_bytes : 0)
{
    for (SampleRequest &request : requests) {
        waiting_.push_back(make_sequence(std::move(request)));
    }
    sampling_ = {static_cast<float>(options.sampling.temperature), static_cast<float>(options.sampling.top_p),
                 options.sampling.top_k};
    for (int parity = 0; parity < 2; ++parity) {
        for (KvsEvent **event : {&started_[parity], &computed_[parity], &ended_[parity]}) {
            *event = ops_.event_create();
        }
    }
}

DeviceLoop::~DeviceLoop()
{
    if (stream_) {
        backend_.stream_synchronize(stream_);
    }
    for (int parity = 0; parity < 2; ++parity) {
        if (graphs_[parity]) {
            ops_.graph_destroy(graphs_[parity]);
        }
        for (KvsEvent *event : {started_[parity], computed_[parity], ended_[parity]}) {
            ops_.event_destroy(event);
        }
    }
    close();
    backend_.stream_destroy(stream_);
}

void DeviceLoop::close()
{
    prefill_.reset();
    evictor_.reset();
    batch_.reset();
    forward_.reset();
    kv_.reset();
}

DeviceLoop::SequencePtr DeviceLoop::make_sequence(SampleRequest request) const
{
    auto sequence = std::make_shared<Sequence>();
    const int context_left = model_.config().max_position_embeddings - static_cast<int>(request.prompt.size());
    const int wanted = request.max_new_tokens > 0 ? request.max_new_tokens : options_.sampling.max_new_tokens;
    sequence->max_new_tokens = std::max(0, std::min(wanted, context_left));
    sequence->sample.tag = request.tag;
    sequence->request = std::move(request);
    return sequence;
}

Status DeviceLoop::open()
{
    const Error out_of_memory =
        make_error(ErrorCode::OutOfMemory,
                   "The GPU has too little free memory for one sequence beside the weights. Lower the budget, "
                   "use another GPU, or end other programs that use this one.");
    if (!stream_) {
        return out_of_memory;
    }
    int longest_prompt = 1;
    for (const SequencePtr &sequence : waiting_) {
        const int prompt = static_cast<int>(sequence->request.prompt.size());
        longest_prompt = std::max(longest_prompt, prompt);
        longest_ = std::max(longest_, prompt + sequence->max_new_tokens);
    }
    longest_ += 2; // a sequence that has ended may run one step more
    const KvsDType dtype = model_.device().compute == ComputeType::Fp32 ? KVS_F32 : KVS_BF16;
    const KvsDType kv_dtype = options_.kv_dtype == KvDType::Fp8 ? KVS_F8E4M3 : dtype;
    if (options_.cache.evicts() && std::max(longest_prompt, options_.cache.capacity()) > kMostToCompress) {
        return make_error(ErrorCode::InvalidArgument,
                          "On a GPU a budget with its buffer, and a prompt under a budget, may have "
                          "at most " +
                              std::to_string(kMostToCompress) + " tokens.");
    }
    const DeviceKvLayout layout = make_device_kv_layout(model_.config(), options_.cache, dtype, kv_dtype, longest_);
    const int wanted = choose_batch(layout, longest_prompt);
    for (int tried = wanted; tried >= 1; tried -= std::max(1, tried / 8)) {
        if (const int opened = try_open(layout, tried, longest_prompt); opened > 0) {
            most_running_ = opened;
            batch_shrunk_ = opened < wanted ? opened : 0;
            return capture();
        }
        close();
    }
    return out_of_memory;
}

/// Everything that a run of so many sequences takes, so that little can be missing once it goes. How many there is room
/// for; 0: a part that all need is missing.
int DeviceLoop::try_open(const DeviceKvLayout &layout, int batch, int longest_prompt)
{
    forward_ = std::make_unique<DeviceForward>(model_, layout, stream_, std::max(batch, DevicePrefill::kPromptRows),
                                               batch, longest_);
    if (!forward_->is_complete()) {
        return 0;
    }
    kv_ = std::make_unique<DeviceKv>(backend_, stream_, layout, ledger_);
    const int opened = kv_->open(batch);
    if (opened < 1) {
        return 0;
    }
    batch_ = std::make_unique<DeviceBatch>(backend_, opened);
    if (options_.cache.evicts()) {
        evictor_ = std::make_unique<DeviceEvictor>(backend_, stream_, layout, options_.cache);
    }
    prefill_ = std::make_unique<DevicePrefill>(backend_, stream_, *forward_, *kv_, *batch_, evictor_.get(),
                                               options_.cache, sampling_, model_.config().vocab_size, ledger_);
    rows_.resize(opened);
    const bool can_compress =
        !evictor_ || evictor_->reserve_scratch(std::max(longest_prompt, options_.cache.capacity()));
    return batch_->is_complete() && can_compress && prefill_->can_stage(longest_prompt) ? opened : 0;
}

int DeviceLoop::choose_batch(const DeviceKvLayout &layout, int longest_prompt) const
{
    const auto num_requests = static_cast<std::uint64_t>(waiting_.size());
    if (options_.batch.kind == BatchPolicy::Kind::Fixed) {
        return static_cast<int>(std::min<std::uint64_t>(options_.batch.batch, num_requests));
    }
    std::size_t free_bytes = 0, total_bytes = 0;
    ops_.memory_info(&free_bytes, &total_bytes);
    // `full` grows on demand: room for half of what the longest may need; who outgrows it makes another wait.
    const std::uint64_t each = layout.bytes_for(layout.evicts ? 0 : longest_prompt + (longest_ - longest_prompt) / 2);
    const std::uint64_t scratch =
        layout.evicts ? DeviceEvictor::scratch_bytes(ops_, layout, options_.cache.terms(),
                                                     std::max(longest_prompt, options_.cache.capacity()))
                      : 0;
    const std::uint64_t per_row = DeviceForward::bytes_for(model_.config(), layout.shape.dtype, 1, 1, 0, 2);
    const std::uint64_t prompt_rows =
        DeviceForward::bytes_for(model_.config(), layout.shape.dtype, DevicePrefill::kPromptRows, 1, longest_, 1);
    const std::uint64_t staging = layout.evicts && longest_prompt > layout.block_tokens
                                      ? layout.bytes_for(0) / layout.block_tokens * longest_prompt
                                      : 0;
    const std::uint64_t fixed = margin_of(total_bytes) + scratch + prompt_rows + staging;
    std::uint64_t batch = free_bytes > fixed ? (free_bytes - fixed) / (each + per_row) : 0;
    if (options_.batch.kv_memory_bytes > 0) {
        batch = std::min(batch, options_.batch.kv_memory_bytes / each);
    }
    batch = std::min(batch, num_requests);
    return static_cast<int>(batch >= 8 * kGoodMultiple ? batch / kGoodMultiple * kGoodMultiple : batch);
}

Status DeviceLoop::capture()
{
    const int num_rows = static_cast<int>(rows_.size());
    const int longest_kv = options_.cache.evicts() ? options_.cache.capacity() : longest_;
    const int splits = DeviceForward::splits_for(kv_->layout().shape.attention, num_rows, longest_kv);
    forward_->prepare(num_rows, num_rows);
    for (int parity = 0; parity < 2; ++parity) {
        ops_.graph_begin(stream_);
        const KvsRows rows = batch_->rows();
        const KvsBatchState state = batch_->state(parity);
        forward_->run_layers(rows, batch_->ids(), kv_->pool(), splits, 0);
        logits_ = forward_->run_head(0, num_rows);
        ops_.sample(stream_, &sampling_, logits_, model_.config().vocab_size, &state);
        graphs_[parity] = ops_.graph_end(stream_);
    }
    return device_status();
}

Status DeviceLoop::device_status() const
{
    const char *failure = ops_.last_error();
    return failure ? Status(make_error(ErrorCode::Device, failure)) : Status(Done{});
}

CellTiming DeviceLoop::summarize() const
{
    CellTiming timing = clock_.summarize(options_.batch.kind == BatchPolicy::Kind::Fixed ? options_.batch.batch : 0,
                                         options_.cache.evicts());
    timing.kv_bytes_held_peak = ledger_.peak_bytes();
    timing.num_preemptions = num_preemptions_;
    timing.batch_shrunk = batch_shrunk_;
    timing.load_s = model_.load_seconds();
    timing.device = model_.device().description;
    return timing;
}

} // namespace kvscope
