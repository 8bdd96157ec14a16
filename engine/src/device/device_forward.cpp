#include "device/device_forward.h"

#include "model/weights.h"
#include "runtime/rope_table.h"

#include <algorithm>

namespace kvscope {

namespace {

/// Blocks that a large GPU holds at once, the warps of one, and the keys that a warp takes at a time: what the
/// attention kernel is built for. On a smaller GPU the choice is less good and no less right.
constexpr int kResidentBlocks = 264;
constexpr int kWarps = 4;
constexpr int kTileKeys = 16;
/// What an item costs beside its tiles, what one of several costs more, and what merging one more part costs; in tiles.
constexpr double kItemCost = 0.5, kSplitItemCost = 5, kPartCost = 0.15;

int rounded_up(int value, int unit)
{
    return (value + unit - 1) / unit;
}

std::size_t bytes_of(KvsDType dtype)
{
    return dtype == KVS_F32 ? 4 : 2;
}

} // namespace

DeviceForward::DeviceForward(const Model &model, const DeviceKvLayout &layout, KvsStream *stream, int max_rows,
                             int max_logit_rows, int max_positions)
    : model_(model), backend_(*model.device().backend), ops_(*backend_.device), layout_(layout), stream_(stream)
{
    const ModelConfig &config = model.config();
    const KvsDecoderShape &shape = layout.shape;
    const std::size_t rows = max_rows, t = bytes_of(shape.dtype);
    const std::size_t attention_width = static_cast<std::size_t>(config.num_heads) * config.head_dim;
    const std::size_t qkv_width = attention_width + std::size_t{2} * config.num_kv_heads * config.head_dim;
    const auto table = make_rope_table(config, max_positions);
    rope_table_ = {backend_, table.size()};
    x_ = {backend_, rows * config.hidden_size};
    normed_ = {backend_, rows * config.hidden_size * t};
    qkv_ = {backend_, rows * qkv_width * t};
    attended_ = {backend_, rows * attention_width * t};
    projected_ = {backend_, rows * config.hidden_size * t};
    gate_up_ = {backend_, rows * 2 * config.intermediate_size * t};
    activated_ = {backend_, rows * config.intermediate_size * t};
    logits_ = {backend_, static_cast<std::size_t>(max_logit_rows) * config.vocab_size};
    const int splits = splits_for(shape.attention, max_logit_rows, layout.evicts ? layout.block_tokens : max_positions);
    attention_scratch_ = {backend_, std::max(ops_.attention_scratch_bytes(&shape, max_logit_rows, splits),
                                             ops_.attention_scratch_bytes(&shape, max_rows, 1))};
    bool has_log_sums = true;
    if (layout.attention_mass) {
        log_sums_ = {backend_, rows * config.num_heads};
        has_log_sums = !log_sums_.is_empty();
    }
    is_complete_ = has_log_sums && !rope_table_.is_empty() && !x_.is_empty() && !normed_.is_empty() &&
                   !qkv_.is_empty() && !attended_.is_empty() && !projected_.is_empty() && !gate_up_.is_empty() &&
                   !activated_.is_empty() && !logits_.is_empty() && !attention_scratch_.is_empty();
    if (is_complete_) {
        ops_.copy_to_device(stream_, rope_table_.data(), table.data(), table.size() * sizeof(float));
        backend_.stream_synchronize(stream_);
    }
}

std::uint64_t DeviceForward::bytes_for(const ModelConfig &config, KvsDType dtype, int max_rows, int max_logit_rows,
                                       int max_positions, int max_splits)
{
    const std::uint64_t rows = max_rows, t = bytes_of(dtype);
    const std::uint64_t attention_width = static_cast<std::uint64_t>(config.num_heads) * config.head_dim;
    const std::uint64_t qkv_width = attention_width + std::uint64_t{2} * config.num_kv_heads * config.head_dim;
    const std::uint64_t per_row = config.hidden_size * (4 + 2 * t) + (qkv_width + attention_width) * t +
                                  std::uint64_t{3} * config.intermediate_size * t;
    const std::uint64_t parts = static_cast<std::uint64_t>(max_logit_rows) * config.num_kv_heads * max_splits * 8 *
                                (config.head_dim + 2) * sizeof(float);
    return rows * per_row + static_cast<std::uint64_t>(max_logit_rows) * config.vocab_size * sizeof(float) + parts +
           static_cast<std::uint64_t>(max_positions) * config.head_dim * sizeof(float);
}

int DeviceForward::splits_for(const KvsAttentionShape &shape, int num_rows, int max_kv_len)
{
    const int num_tiles = rounded_up(max_kv_len, kTileKeys), num_places = num_rows * shape.num_kv_heads;
    int best = 1;
    double best_cost = 1e30;
    for (int splits = 1; splits <= std::min(KVS_MAX_SPLITS, std::max(1, num_tiles / kWarps)); ++splits) {
        const double per_item =
            rounded_up(rounded_up(num_tiles, splits), kWarps) + kItemCost + (splits > 1 ? kSplitItemCost : 0);
        const double cost =
            rounded_up(num_places * splits, kResidentBlocks) * per_item + (splits > 1 ? kPartCost * splits : 0);
        if (cost < best_cost) {
            best_cost = cost;
            best = splits;
        }
    }
    return best;
}

void DeviceForward::prepare(int num_rows, int num_logit_rows)
{
    const KvsDType dtype = layout_.shape.dtype;
    const LayerWeights &layer = model_.weights().layers.front();
    for (const WeightPtr *weight : {&layer.qkv, &layer.output, &layer.gate_up, &layer.down}) {
        ops_.linear_prepare(stream_, weight->get(), num_rows, dtype);
    }
    ops_.linear_prepare(stream_, model_.weights().head_weight(), num_logit_rows, KVS_F32);
}

void DeviceForward::run_layers(const KvsRows &rows, const std::int32_t *ids, const KvsKvPool &pool, int num_splits,
                               int observe_from)
{
    if (runs(kRowStage)) {
        ops_.embed(stream_, model_.weights().embedding_table.get(), ids, x_.data(), rows.num_rows);
    }
    for (int layer = 0; layer < layout_.shape.num_layers; ++layer) {
        run_layer(layer, rows, pool, num_splits, observe_from);
    }
}

void DeviceForward::linear(const KvsWeight *weight, const void *x, void *y, KvsDType y_dtype, int num_rows) const
{
    if (runs(kLinearStage)) {
        ops_.linear(stream_, weight, x, y, y_dtype, num_rows);
    }
}

/// activated = silu(normed · gatesᵀ) · (normed · upsᵀ).
void DeviceForward::gated_linear(const KvsWeight *gate_up, int num_rows) const
{
    const KvsDType dtype = layout_.shape.dtype;
    if (ops_.gated_linear_serves(gate_up, num_rows) != 0) {
        if (runs(kLinearStage)) {
            ops_.gated_linear(stream_, gate_up, normed_.data(), activated_.data(), num_rows);
        }
        return;
    }
    linear(gate_up, normed_.data(), gate_up_.data(), dtype, num_rows);
    if (runs(kRowStage)) {
        ops_.silu_mul(stream_, dtype, gate_up_.data(), activated_.data(), num_rows, model_.config().intermediate_size);
    }
}

/// x += projected (or not), normed = norm of x.
void DeviceForward::norm(const float *weight, bool with_residual, std::size_t first_row, int num_rows) const
{
    const std::size_t offset = first_row * model_.config().hidden_size, bytes = offset * bytes_of(layout_.shape.dtype);
    if (runs(kRowStage)) {
        ops_.add_rms_norm(stream_, layout_.shape.dtype, x_.data() + offset,
                          with_residual ? projected_.data() + bytes : nullptr, weight,
                          static_cast<float>(model_.config().rms_norm_eps), normed_.data() + bytes, num_rows,
                          model_.config().hidden_size);
    }
}

void DeviceForward::run_layer(int layer, const KvsRows &rows, const KvsKvPool &pool, int num_splits, int observe_from)
{
    const LayerWeights &weights = model_.weights().layers[layer];
    const KvsDecoderShape &shape = layout_.shape;
    const int n = rows.num_rows;

    // The residual of the layer before is added here, one pass over x for both.
    norm(weights.input_norm.data(), layer > 0, 0, n);
    linear(weights.qkv.get(), normed_.data(), qkv_.data(), shape.dtype, n);
    if (runs(kRowStage)) {
        ops_.rope_append(stream_, &shape, layer, qkv_.data(), weights.qkv_bias.data(), rope_table_.data(), &rows, &pool,
                         observe_from);
    }
    if (runs(kAttentionStage)) {
        ops_.attention(stream_, &shape, layer, qkv_.data(), attended_.data(), &rows, &pool, num_splits,
                       attention_scratch_.data(), log_sums_.data());
        if (pool.mass) {
            ops_.attention_mass(stream_, &shape, layer, qkv_.data(), log_sums_.data(), &rows, &pool);
        }
    }
    linear(weights.output.get(), attended_.data(), projected_.data(), shape.dtype, n);
    norm(weights.post_norm.data(), true, 0, n);
    gated_linear(weights.gate_up.get(), n);
    linear(weights.down.get(), activated_.data(), projected_.data(), shape.dtype, n);
}

const float *DeviceForward::run_head(int first_row, int num_rows)
{
    const std::size_t bytes =
        static_cast<std::size_t>(first_row) * model_.config().hidden_size * bytes_of(layout_.shape.dtype);
    norm(model_.weights().final_norm.data(), true, first_row, num_rows);
    linear(model_.weights().head_weight(), normed_.data() + bytes, logits_.data(), KVS_F32, num_rows);
    return logits_.data();
}

} // namespace kvscope
