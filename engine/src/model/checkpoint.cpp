#include "engine/checkpoint.h"

#include "model/checkpoint_file.h"
#include "model/checkpoint_index.h"
#include "model/json_read.h"
#include "model/parallel_parts.h"
#include "model/safetensors.h"
#include "model/safetensors_convert.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <new>
#include <numeric>
#include <utility>

namespace kvscope {
namespace {

namespace fs = std::filesystem;

Error invalid(std::string message)
{
    return make_error(ErrorCode::InvalidData, std::move(message));
}

std::optional<TensorDType> supported_dtype(const std::string &name)
{
    if (name == "F32") {
        return TensorDType::F32;
    }
    if (name == "F16") {
        return TensorDType::F16;
    }
    return name == "BF16" ? std::optional(TensorDType::BF16) : std::nullopt;
}

Result<std::vector<SafetensorsEntry>> read_header(const std::string &model_dir, const std::string &name)
{
    auto opened = CheckpointFile::open(model_dir, name);
    if (opened.has_error()) {
        return std::move(opened).error();
    }
    const CheckpointFile &file = opened.value();
    std::string bytes(std::min<std::uint64_t>(file.size(), 8), '\0');
    if (auto status = file.read_at(0, std::as_writable_bytes(std::span(bytes))); status.has_error()) {
        return std::move(status).error();
    }
    auto header_size = safetensors_header_size(bytes, file.size());
    if (header_size.has_error()) {
        return invalid(file.path() + ": " + header_size.error().message);
    }
    try {
        bytes.resize(header_size.value());
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory, file.path() + ": not enough memory to read the header");
    }
    if (auto status = file.read_at(0, std::as_writable_bytes(std::span(bytes))); status.has_error()) {
        return std::move(status).error();
    }
    auto entries = parse_safetensors_header(bytes, file.size());
    if (entries.has_error()) {
        return make_error(entries.error().code, file.path() + ": " + entries.error().message);
    }
    return entries;
}

/// Which file holds which tensor, as far as the folder says it.
Result<ShardMap> shards_of(const std::string &model_dir)
{
    std::error_code code;
    if (!fs::is_directory(model_dir, code)) {
        return make_error(ErrorCode::NotFound, "There is no model folder " + model_dir);
    }
    if (has_checkpoint_file(model_dir, single_file_name)) {
        return ShardMap{{single_file_name}, {}};
    }
    if (has_checkpoint_file(model_dir, index_file_name)) {
        return load_shard_map(model_dir);
    }
    return make_error(ErrorCode::NotFound, model_dir + ": there is neither " + single_file_name + " nor " +
                                               index_file_name + "; only safetensors checkpoints are read");
}

} // namespace

Result<Checkpoint> Checkpoint::open(const std::string &model_dir)
{
    auto shards = shards_of(model_dir);
    if (shards.has_error()) {
        return std::move(shards).error();
    }
    const auto &[names, weight_map] = shards.value();
    Checkpoint checkpoint;
    for (const std::string &name : names) {
        const int shard = static_cast<int>(checkpoint.files_.size());
        checkpoint.files_.push_back((fs::path(model_dir) / name).string());
        auto entries = read_header(model_dir, name);
        if (entries.has_error()) {
            return std::move(entries).error();
        }
        for (SafetensorsEntry &entry : entries.value()) {
            // The index decides: what it does not assign to this file is not part of the model.
            const auto assigned = weight_map.find(entry.name);
            if (!weight_map.empty() && (assigned == weight_map.end() || assigned->second != name)) {
                continue;
            }
            if (const auto dtype = supported_dtype(entry.dtype)) {
                checkpoint.tensors_.push_back({.name = std::move(entry.name),
                                               .dtype = *dtype,
                                               .shape = std::move(entry.shape),
                                               .shard = shard,
                                               .offset = entry.offset,
                                               .num_bytes = entry.num_bytes});
            } else {
                checkpoint.unsupported_.emplace(std::move(entry.name), checkpoint.files_.back() + ": " + entry.dtype);
            }
        }
    }
    std::ranges::sort(checkpoint.tensors_, {}, &TensorInfo::name);
    for (const auto &[tensor, name] : weight_map) {
        if (checkpoint.find(tensor) == nullptr && !checkpoint.unsupported_.contains(tensor)) {
            return invalid((fs::path(model_dir) / name).string() + ": tensor " + in_quotes(tensor) +
                           " is missing, though " + index_file_name + " says that it is in this file");
        }
    }
    return checkpoint;
}

const TensorInfo *Checkpoint::find(std::string_view name) const
{
    const auto place = std::ranges::lower_bound(tensors_, name, {}, &TensorInfo::name);
    return place != tensors_.end() && place->name == name ? &*place : nullptr;
}

std::uint64_t Checkpoint::total_bytes() const
{
    return std::transform_reduce(tensors_.begin(), tensors_.end(), std::uint64_t{0}, std::plus<>(),
                                 [](const TensorInfo &tensor) { return tensor.num_bytes; });
}

namespace {

Result<CheckpointFile> open_shard(const std::string &path, const TensorInfo &tensor)
{
    auto file = CheckpointFile::open(fs::path(path).parent_path().string(), fs::path(path).filename().string());
    if (file.has_value() && file.value().size() < tensor.offset + tensor.num_bytes) {
        return make_error(ErrorCode::Io, path + ": tensor " + in_quotes(tensor.name) + " ends at byte " +
                                             std::to_string(tensor.offset + tensor.num_bytes) +
                                             ", but the file now has " + std::to_string(file.value().size()) +
                                             " bytes; it changed after it was opened");
    }
    return file;
}

Error tensor_error(const Error &error, const TensorInfo &tensor)
{
    return make_error(error.code, error.message + " (tensor " + in_quotes(tensor.name) + ")");
}

/// Elements [begin, end) of the tensor, through a buffer of a few MiB, so that a converted tensor is never held twice.
Status read_converted_part(const CheckpointFile &file, const TensorInfo &tensor, std::uint64_t begin, std::uint64_t end,
                           std::span<float> values)
{
    constexpr std::uint64_t chunk_elements = std::uint64_t{1} << 20;
    const std::size_t width = element_bytes(tensor.dtype);
    try {
        std::vector<std::byte> buffer(std::min(end - begin, chunk_elements) * width);
        for (std::uint64_t done = begin; done < end;) {
            const std::uint64_t count = std::min(end - done, chunk_elements);
            const std::span<std::byte> bytes = std::span(buffer).first(count * width);
            if (auto status = file.read_at(tensor.offset + done * width, bytes); status.has_error()) {
                return tensor_error(status.error(), tensor);
            }
            convert_to_f32(tensor.dtype, bytes, values.subspan(done, count));
            done += count;
        }
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory,
                          file.path() + ": not enough memory to read tensor " + in_quotes(tensor.name));
    }
    return Done{};
}

} // namespace

Result<std::vector<std::byte>> Checkpoint::read(const TensorInfo &tensor) const
{
    auto file = open_shard(files_[static_cast<std::size_t>(tensor.shard)], tensor);
    if (file.has_error()) {
        return tensor_error(file.error(), tensor);
    }
    try {
        std::vector<std::byte> bytes(tensor.num_bytes);
        if (auto status = file.value().read_at(tensor.offset, bytes); status.has_error()) {
            return tensor_error(status.error(), tensor);
        }
        return bytes;
    } catch (const std::exception &) {
        return make_error(ErrorCode::OutOfMemory, file.value().path() + ": not enough memory for tensor " +
                                                      in_quotes(tensor.name) + " of " +
                                                      std::to_string(tensor.num_bytes) + " bytes");
    }
}

Status Checkpoint::report_read(std::uint64_t num_bytes) const
{
    return !report_ || report_(num_bytes) ? Status(Done{}) : make_error(ErrorCode::Canceled, "Loading the weights was canceled.");
}

Status Checkpoint::read_piece(const TensorInfo &tensor, std::uint64_t offset, std::span<std::byte> to) const
{
    auto file = open_shard(files_[static_cast<std::size_t>(tensor.shard)], tensor);
    if (file.has_error()) {
        return tensor_error(file.error(), tensor);
    }
    const Status status = for_each_part(to.size(), min_bytes_per_reader, [&](std::uint64_t begin, std::uint64_t end) {
        return file.value().read_at(tensor.offset + offset + begin, to.subspan(begin, end - begin));
    });
    if (status.has_error()) {
        return tensor_error(status.error(), tensor);
    }
    return report_read(to.size());
}

Result<const TensorInfo *> Checkpoint::require(std::string_view name, const std::vector<std::int64_t> &shape) const
{
    const TensorInfo *tensor = find(name);
    if (tensor == nullptr) {
        const auto refused = unsupported_.find(std::string(name));
        if (refused != unsupported_.end()) {
            return invalid(refused->second + " is the dtype of tensor " + in_quotes(name) +
                           "; weights must be F32, F16 or BF16 (quantised checkpoints are not read)");
        }
        const std::string where = files_.size() == 1 ? files_.front() : fs::path(files_.front()).parent_path().string();
        return invalid(where + ": tensor " + in_quotes(name) + " of shape " + shape_text(shape) + " is missing");
    }
    if (tensor->shape != shape) {
        return invalid(files_[static_cast<std::size_t>(tensor->shard)] + ": tensor " + in_quotes(name) + " has shape " +
                       shape_text(tensor->shape) + ", but config.json calls for " + shape_text(shape));
    }
    return tensor;
}

Status Checkpoint::read_f32(std::string_view name, const std::vector<std::int64_t> &shape, float *to) const
{
    const auto required = require(name, shape);
    if (required.has_error()) {
        return required.error();
    }
    const TensorInfo *tensor = required.value();
    const std::string &path = files_[static_cast<std::size_t>(tensor->shard)];
    auto file = open_shard(path, *tensor);
    if (file.has_error()) {
        return tensor_error(file.error(), *tensor);
    }
    const std::size_t width = element_bytes(tensor->dtype);
    const std::span<float> values(to, tensor->num_bytes / width);
    const Status status =
        for_each_part(values.size(), min_bytes_per_reader / width, [&](std::uint64_t begin, std::uint64_t end) {
            return read_converted_part(file.value(), *tensor, begin, end, values);
        });
    return status.has_error() ? status : report_read(tensor->num_bytes);
}

Result<std::vector<float>> Checkpoint::read_f32(std::string_view name, const std::vector<std::int64_t> &shape) const
{
    const auto required = require(name, shape);
    if (required.has_error()) {
        return required.error();
    }
    const TensorInfo &tensor = *required.value();
    try {
        std::vector<float> values(tensor.num_bytes / element_bytes(tensor.dtype));
        const Status status = read_f32(name, shape, values.data());
        return status.has_error() ? Result<std::vector<float>>(status.error()) : std::move(values);
    } catch (const std::exception &) {
        return make_error(ErrorCode::OutOfMemory, files_[static_cast<std::size_t>(tensor.shard)] +
                                                      ": not enough memory for tensor " + in_quotes(name) +
                                                      " of shape " + shape_text(shape));
    }
}

} // namespace kvscope
