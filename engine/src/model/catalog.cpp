#include "engine/checkpoint.h"
#include "engine/model_catalog.h"
#include "engine/sha256.h"

#include "model/catalog_label.h"
#include "model/catalog_template.h"
#include "model/checkpoint_file.h"
#include "model/safetensors.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

namespace kvscope {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t small_file_bytes = 64 << 20; // up to here a whole file is hashed
constexpr std::uint64_t max_text_bytes = 256 << 20;
constexpr std::uint64_t num_samples = 1024; // of a large file's data: 4 MiB, read in under a second
constexpr std::uint64_t sample_bytes = 4096;

Result<std::string> hash_file(const std::string &model_dir, const std::string &name)
{
    auto file = CheckpointFile::open(model_dir, name);
    if (file.has_error()) {
        return std::move(file).error();
    }
    auto bytes = file.value().read_all(max_text_bytes);
    if (bytes.has_error()) {
        return std::move(bytes).error();
    }
    return sha256_hex(bytes.value());
}

/// `header` and the data behind it, in blocks that lie evenly from its first byte to its last. Fine-tuned models share
/// the header with what they come from; hashing all of sixteen gigabytes would take minutes at every start.
Result<std::string> hash_samples(const CheckpointFile &file, std::string header)
{
    std::string bytes = std::move(header);
    const std::uint64_t first = bytes.size();
    const std::uint64_t last = file.size() - sample_bytes;
    bytes.resize(first + num_samples * sample_bytes);
    for (std::uint64_t i = 0; i < num_samples; ++i) {
        const std::uint64_t offset = first + (last - first) / (num_samples - 1) * i;
        const auto target = std::as_writable_bytes(std::span(bytes)).subspan(first + i * sample_bytes, sample_bytes);
        if (auto status = file.read_at(i + 1 == num_samples ? last : offset, target); status.has_error()) {
            return std::move(status).error();
        }
    }
    return sha256_hex(bytes);
}

/// Of a small file all of it, of a large one the header, which says what is where, and samples of the data.
Result<std::string> hash_weights_file(const CheckpointFile &file)
{
    if (file.size() < small_file_bytes) {
        auto bytes = file.read_all(small_file_bytes);
        return bytes.has_error() ? std::move(bytes) : Result<std::string>(sha256_hex(bytes.value()));
    }
    std::string bytes(8, '\0');
    if (auto status = file.read_at(0, std::as_writable_bytes(std::span(bytes))); status.has_error()) {
        return std::move(status).error();
    }
    auto header_size = safetensors_header_size(bytes, file.size());
    if (header_size.has_error()) {
        return make_error(header_size.error().code, file.path() + ": " + header_size.error().message);
    }
    bytes.resize(header_size.value());
    if (auto status = file.read_at(0, std::as_writable_bytes(std::span(bytes))); status.has_error()) {
        return std::move(status).error();
    }
    if (bytes.size() + sample_bytes > file.size()) {
        return sha256_hex(bytes); // a header without data; loading refuses it
    }
    return hash_samples(file, std::move(bytes));
}

/// Over one line per file: name, size and the hash from above. The order is the checkpoint's, by name.
Result<std::string> hash_weights(const std::string &model_dir, const Checkpoint &checkpoint)
{
    std::string lines;
    for (const std::string &path : checkpoint.files()) {
        const std::string name = fs::path(path).filename().string();
        auto file = CheckpointFile::open(model_dir, name);
        if (file.has_error()) {
            return std::move(file).error();
        }
        auto hash = hash_weights_file(file.value());
        if (hash.has_error()) {
            return hash;
        }
        lines += name + " " + std::to_string(file.value().size()) + " " + hash.value() + "\n";
    }
    return sha256_hex(lines);
}

Status fill_hashes(const std::string &model_dir, const Checkpoint &checkpoint, ModelRef &model)
{
    auto config = hash_file(model_dir, "config.json");
    if (config.has_error()) {
        return std::move(config).error();
    }
    model.config_sha256 = std::move(config).value();
    if (has_checkpoint_file(model_dir, "tokenizer.json")) {
        auto tokenizer = hash_file(model_dir, "tokenizer.json");
        if (tokenizer.has_error()) {
            return std::move(tokenizer).error();
        }
        model.tokenizer_sha256 = std::move(tokenizer).value();
    }
    auto template_text = read_template_text(model_dir);
    if (template_text.has_error()) {
        return std::move(template_text).error();
    }
    if (!template_text.value().empty()) {
        model.template_sha256 = sha256_hex(template_text.value());
    }
    auto weights = hash_weights(model_dir, checkpoint);
    if (weights.has_error()) {
        return std::move(weights).error();
    }
    model.weights_sha256 = std::move(weights).value();
    model.id = sha256_hex(model.config_sha256 + "\n" + model.tokenizer_sha256 + "\n" + model.weights_sha256 + "\n")
                   .substr(0, 16);
    return Done{};
}

} // namespace

Result<ModelRef> inspect_model(const std::string &model_dir)
{
    auto loaded = load_model_config(model_dir);
    if (loaded.has_error()) {
        return std::move(loaded).error();
    }
    auto checkpoint = Checkpoint::open(model_dir);
    if (checkpoint.has_error()) {
        return std::move(checkpoint).error();
    }
    const ModelConfig &config = loaded.value();
    ModelRef model = model_ref_of(config, model_dir);
    model.weight_bytes = checkpoint.value().total_bytes();
    try {
        if (auto status = fill_hashes(model_dir, checkpoint.value(), model); status.has_error()) {
            return std::move(status).error();
        }
    } catch (const std::exception &failure) {
        return make_error(ErrorCode::OutOfMemory, model_dir + ": hashing the model failed: " + failure.what());
    }
    return model;
}

} // namespace kvscope
