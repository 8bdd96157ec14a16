#include "model/weights.h"

#include "kernels/device.h"

#include <algorithm>
#include <array>

namespace kvscope {

namespace {

/// Bytes read while the piece before is on its way to the device.
constexpr std::uint64_t kPieceBytes = std::uint64_t{32} << 20;

KvsDType stored_dtype(TensorDType dtype)
{
    return dtype == TensorDType::F32 ? KVS_F32 : dtype == TensorDType::F16 ? KVS_F16 : KVS_BF16;
}

std::uint64_t bytes_of(TensorDType dtype)
{
    return dtype == TensorDType::F32 ? 4 : 2;
}

/// Pinned host memory whose contents are on their way until the event has passed.
class Piece {
public:
    explicit Piece(const KvsDeviceOps &ops)
        : ops_(ops), memory_(static_cast<std::byte *>(ops.pinned_alloc(kPieceBytes))), sent_(ops.event_create())
    {
    }
    Piece(const Piece &) = delete;
    Piece &operator=(const Piece &) = delete;
    ~Piece()
    {
        ops_.event_synchronize(sent_);
        ops_.event_destroy(sent_);
        ops_.pinned_release(memory_);
    }

    bool is_empty() const { return memory_ == nullptr; }
    std::byte *wait()
    {
        ops_.event_synchronize(sent_);
        return memory_;
    }
    void mark_sent(KvsStream *stream) { ops_.event_record(sent_, stream); }

private:
    const KvsDeviceOps &ops_;
    std::byte *memory_;
    KvsEvent *sent_;
};

/// Streams a checkpoint to the device in its compute type: reading one piece overlaps sending the one before.
class DeviceWeights : public WeightSource {
public:
    DeviceWeights(const Checkpoint &checkpoint, const KvsBackend &backend, KvsDType dtype)
        : checkpoint_(checkpoint), backend_(backend), ops_(*backend.device), dtype_(dtype),
          stream_(backend.stream_create()), pieces_{Piece(ops_), Piece(ops_)}
    {
        if (!stream_ || pieces_[0].is_empty() || pieces_[1].is_empty()) {
            out_of_memory(2 * kPieceBytes);
        }
    }
    ~DeviceWeights() override
    {
        if (stream_) {
            backend_.stream_synchronize(stream_);
            backend_.stream_destroy(stream_);
        }
    }

    WeightPtr matrix(const std::vector<TensorRows> &parts, std::int64_t in_features) override
    {
        std::int64_t num_rows = 0;
        for (const TensorRows &part : parts) {
            num_rows += part.num_rows;
        }
        WeightPtr weight(nullptr, {&backend_});
        if (error_) {
            return weight;
        }
        weight.reset(ops_.weight_alloc(dtype_, static_cast<int>(num_rows), static_cast<int>(in_features)));
        if (!weight) {
            out_of_memory(static_cast<std::uint64_t>(num_rows * in_features) * (dtype_ == KVS_F32 ? 4 : 2));
            return weight;
        }
        std::int64_t first_row = 0;
        for (const TensorRows &part : parts) {
            send(*weight, part, first_row, in_features);
            first_row += part.num_rows;
        }
        return weight;
    }

    DeviceBuffer vector(const std::vector<TensorRows> &parts) override
    {
        std::vector<float> all;
        for (const auto &[name, num_rows] : parts) {
            if (!error_) {
                const auto values = checkpoint_.read_f32(name, {num_rows});
                if (values.has_error()) {
                    error_ = values.error();
                } else {
                    all.insert(all.end(), values.value().begin(), values.value().end());
                }
            }
        }
        if (error_) {
            return {};
        }
        DeviceBuffer buffer(backend_, all.size());
        if (buffer.is_empty()) {
            out_of_memory(all.size() * sizeof(float));
        } else {
            ops_.copy_to_device(stream_, buffer.data(), all.data(), all.size() * sizeof(float));
            backend_.stream_synchronize(stream_);
        }
        return buffer;
    }

    void embedding_and_head(ModelWeights &weights, const ModelConfig &config) override
    {
        weights.embedding_table = matrix({{"model.embed_tokens.weight", config.vocab_size}}, config.hidden_size);
        if (!config.tie_word_embeddings) {
            weights.head = matrix({{"lm_head.weight", config.vocab_size}}, config.hidden_size);
        }
    }

private:
    void send(KvsWeight &weight, const TensorRows &part, std::int64_t first_row, std::int64_t in_features)
    {
        const auto tensor =
            error_ ? Result<const TensorInfo *>(*error_) : checkpoint_.require(part.name, {part.num_rows, in_features});
        if (tensor.has_error()) {
            error_ = tensor.error();
            return;
        }
        const std::uint64_t row_bytes = static_cast<std::uint64_t>(in_features) * bytes_of(tensor.value()->dtype);
        const std::int64_t rows_at_once = std::max<std::int64_t>(1, static_cast<std::int64_t>(kPieceBytes / row_bytes));
        for (std::int64_t row = 0; row < part.num_rows; row += rows_at_once) {
            const std::int64_t now = std::min(rows_at_once, part.num_rows - row);
            Piece &piece = pieces_[next_++ % pieces_.size()];
            std::byte *memory = piece.wait();
            const Status read = checkpoint_.read_piece(*tensor.value(), static_cast<std::uint64_t>(row) * row_bytes,
                                                       {memory, static_cast<std::size_t>(now) * row_bytes});
            if (read.has_error()) {
                error_ = read.error();
                return;
            }
            ops_.weight_write(stream_, &weight, static_cast<int>(first_row + row), static_cast<int>(now),
                              stored_dtype(tensor.value()->dtype), memory);
            piece.mark_sent(stream_);
        }
    }

    const Checkpoint &checkpoint_;
    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsDType dtype_;
    KvsStream *stream_;
    std::array<Piece, 2> pieces_;
    std::size_t next_ = 0;
};

} // namespace

std::unique_ptr<WeightSource> device_weights(const Checkpoint &checkpoint, const KvsBackend &backend, KvsDType dtype)
{
    return std::make_unique<DeviceWeights>(checkpoint, backend, dtype);
}

} // namespace kvscope
