#include "engine/generation.h"

#include "device/device_kv.h"
#include "device/device_loop.h"
#include "runtime/generation_loop.h"

#include <algorithm>

namespace kvscope {

namespace {

Status check_requests(const Model &model, const GenerationOptions &options, const std::vector<SampleRequest> &requests)
{
    const ModelConfig &config = model.config();
    if (options.batch.kind == BatchPolicy::Kind::Fixed && options.batch.batch < 1) {
        return make_error(ErrorCode::InvalidArgument,
                          "The batch is " + std::to_string(options.batch.batch) + "; it must be at least 1.");
    }
    for (const SampleRequest &request : requests) {
        if (request.prompt.empty()) {
            return make_error(ErrorCode::InvalidArgument, "A prompt without tokens cannot be continued.");
        }
        if (std::ssize(request.prompt) >= config.max_position_embeddings) {
            return make_error(ErrorCode::InvalidArgument, "A prompt of " + std::to_string(request.prompt.size()) +
                                                              " tokens leaves no room in the model's context of " +
                                                              std::to_string(config.max_position_embeddings) +
                                                              " tokens.");
        }
        const auto outside = std::find_if(request.prompt.begin(), request.prompt.end(),
                                          [&](std::int32_t id) { return id < 0 || id >= config.vocab_size; });
        if (outside != request.prompt.end()) {
            return make_error(ErrorCode::InvalidArgument, "Token id " + std::to_string(*outside) +
                                                              " is outside the model's vocabulary of " +
                                                              std::to_string(config.vocab_size) + " tokens.");
        }
        if (request.max_new_tokens <= 0 && options.sampling.max_new_tokens <= 0) {
            return make_error(ErrorCode::InvalidArgument, "The number of new tokens must be at least 1.");
        }
    }
    return Done{};
}

} // namespace

Result<CellTiming> generate(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests,
                            const GenerationCallbacks &callbacks, std::stop_token stop)
{
    if (Status ok = validate_cache_settings(options.cache); ok.has_error()) {
        return ok.error();
    }
    if (Status ok = check_requests(model, options, requests); ok.has_error()) {
        return ok.error();
    }
    if (model.device().backend->device) {
        return DeviceLoop(model, options, std::move(requests), callbacks, std::move(stop)).run();
    }
    if (options.kv_dtype == KvDType::Fp8) {
        return make_error(ErrorCode::InvalidArgument, "An fp8 KV cache needs a GPU; the CPU stores entries as fp32.");
    }
    return GenerationLoop(model, options, std::move(requests), callbacks, std::move(stop)).run();
}

std::uint64_t kv_bytes_per_sequence(const ModelConfig &config, const CacheSettings &settings, int max_tokens)
{
    const KvLayout layout = make_kv_layout(config, settings);
    const int num_tokens =
        layout.evicts ? layout.slab_tokens : (max_tokens + kFullBlockTokens - 1) / kFullBlockTokens * kFullBlockTokens;
    return layout.sequence_bytes() + layout.block_bytes(num_tokens);
}

std::uint64_t device_kv_bytes_per_sequence(const ModelConfig &config, const CacheSettings &settings,
                                           ComputeType compute, KvDType kv_dtype, int max_tokens)
{
    const KvsDType dtype = compute == ComputeType::Fp32 ? KVS_F32 : KVS_BF16;
    return make_device_kv_layout(config, settings, dtype, kv_dtype == KvDType::Fp8 ? KVS_F8E4M3 : dtype, max_tokens)
        .bytes_for(max_tokens);
}

} // namespace kvscope
