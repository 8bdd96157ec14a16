#include "engine/tokenizer.h"

#include "engine/sha256.h"
#include "text/json_reader.h"
#include "text/normalizer.h"
#include "text/tokenizer_impl.h"
#include "text/utf8.h"

namespace kvscope {
namespace {

constexpr std::uint64_t max_tokenizer_bytes = 64ull << 20;
constexpr std::uint64_t max_config_bytes = 4ull << 20;

Error in_file(const std::string &file, const Error &error)
{
    return make_error(error.code, "cannot use " + file + ": " + error.message);
}

Status read_tokenizer(const nlohmann::json &root, Tokenizer::Impl &impl)
{
    const nlohmann::json *model = find_member(root, "model");
    const nlohmann::json *pre_tokenizer = find_member(root, "pre_tokenizer");
    const nlohmann::json *decoder = find_member(root, "decoder");
    if (!model || !pre_tokenizer || !decoder) {
        return make_error(ErrorCode::InvalidData, "model, pre_tokenizer or decoder is missing");
    }
    // Older files leave the type out.
    if (const nlohmann::json *type = find_member(*model, "type"); type && *type != "BPE") {
        return make_error(ErrorCode::InvalidData,
                          "model type " + preview_text(type->dump()) + " is not supported (BPE is)");
    }
    if (const nlohmann::json *type = find_member(*decoder, "type"); !type || *type != "ByteLevel") {
        return make_error(ErrorCode::InvalidData, "the decoder is not of type ByteLevel");
    }
    Result<PreTokenizer> splitter = PreTokenizer::from_json(*pre_tokenizer);
    if (splitter.has_error()) {
        return splitter.error();
    }
    impl.pre_tokenizer = std::move(splitter).value();

    Status status = read_normalizer(root, impl);
    if (status.has_value()) {
        status = read_vocabulary(*model, impl);
    }
    if (status.has_value()) {
        status = read_merges(*model, impl);
    }
    if (const nlohmann::json *added = find_member(root, "added_tokens"); added && status.has_value()) {
        status = read_added_tokens(*added, impl);
    }
    if (const nlohmann::json *post = find_member(root, "post_processor"); post && status.has_value()) {
        status = read_post_processor(*post, impl);
    }
    return status;
}

Status read_config(const std::string &file, Tokenizer::Impl &impl)
{
    const Result<std::string> text = read_whole_file(file, max_config_bytes);
    if (text.has_error()) {
        return text.error().code == ErrorCode::NotFound ? Status(Done{}) : Status(text.error());
    }
    const Result<nlohmann::json> config = parse_json(text.value(), file);
    if (config.has_error()) {
        return config.error();
    }
    const Status status = read_special_roles(config.value(), impl);
    return status.has_error() ? Status(in_file(file, status.error())) : status;
}

} // namespace

Tokenizer::Tokenizer(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer &&) noexcept = default;
Tokenizer &Tokenizer::operator=(Tokenizer &&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<std::unique_ptr<Tokenizer::Impl>> parse_tokenizer(const std::string &text, const std::string &file)
{
    auto impl = std::make_unique<Tokenizer::Impl>();
    const Result<nlohmann::json> root = parse_json(text, file);
    if (root.has_error()) {
        return root.error();
    }
    if (const Status status = read_tokenizer(root.value(), *impl); status.has_error()) {
        return in_file(file, status.error());
    }
    return impl;
}

Result<Tokenizer> Tokenizer::load(const std::string &model_dir)
{
    const std::string file = model_dir + "/tokenizer.json";
    const Result<std::string> text = read_whole_file(file, max_tokenizer_bytes);
    if (text.has_error()) {
        return text.error();
    }
    auto parsed = parse_tokenizer(text.value(), file);
    if (parsed.has_error()) {
        return parsed.error();
    }
    std::unique_ptr<Impl> impl = std::move(parsed).value();
    if (const Status status = read_config(model_dir + "/tokenizer_config.json", *impl); status.has_error()) {
        return status.error();
    }
    impl->sha256 = sha256_hex(text.value());
    return Tokenizer(std::move(impl));
}

std::vector<std::int32_t> Tokenizer::Impl::encode(std::string_view text, bool add_special_tokens) const
{
    std::string repaired;
    if (!is_valid_utf8(text)) {
        append_repaired_utf8(text, false, repaired);
        text = repaired;
    }
    std::vector<std::int32_t> ids;
    if (add_special_tokens) {
        ids = prefix_ids;
    }
    const WorkspacePool::Loan workspace(workspaces);
    const auto encode_plain = [&](std::string_view plain) {
        BpeMerger::Group group(merger, *workspace, ids);
        pre_tokenizer->split(plain, [&](std::string_view piece) { group.add(piece); });
    };
    for (const AddedTokenSplitter::Segment &segment : raw_added.split(text)) {
        if (segment.id >= 0) {
            ids.push_back(segment.id);
            continue;
        }
        const std::string normalized = normalizes_to_nfc ? to_nfc(segment.text) : std::string();
        const std::string_view plain = normalizes_to_nfc ? std::string_view(normalized) : segment.text;
        for (const AddedTokenSplitter::Segment &inner : normalized_added.split(plain)) {
            if (inner.id >= 0) {
                ids.push_back(inner.id);
            } else {
                encode_plain(inner.text);
            }
        }
    }
    if (add_special_tokens) {
        ids.insert(ids.end(), suffix_ids.begin(), suffix_ids.end());
    }
    return ids;
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text, bool add_special_tokens) const
{
    return impl_->encode(text, add_special_tokens);
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skip_special_tokens) const
{
    std::string bytes;
    for (const std::int32_t id : ids) {
        if (!skip_special_tokens || !is_special(id)) {
            bytes += token_bytes(id);
        }
    }
    std::string text;
    text.reserve(bytes.size());
    append_repaired_utf8(bytes, false, text);
    return text;
}

std::string_view Tokenizer::token_bytes(std::int32_t id) const
{
    return id < 0 || id >= vocab_size() ? std::string_view() : impl_->tokens[static_cast<std::size_t>(id)].bytes;
}

bool Tokenizer::is_special(std::int32_t id) const
{
    return id >= 0 && id < vocab_size() && impl_->tokens[static_cast<std::size_t>(id)].special;
}

bool Tokenizer::is_added(std::int32_t id) const
{
    return id >= 0 && id < vocab_size() && impl_->tokens[static_cast<std::size_t>(id)].added;
}

std::int32_t Tokenizer::vocab_size() const
{
    return static_cast<std::int32_t>(impl_->tokens.size());
}

std::int32_t Tokenizer::bos_id() const
{
    return impl_->bos_id;
}

std::int32_t Tokenizer::eos_id() const
{
    return impl_->eos_id;
}

std::int32_t Tokenizer::id_of(std::string_view token) const
{
    return impl_->id_of(token);
}

const std::string &Tokenizer::sha256() const
{
    return impl_->sha256;
}

} // namespace kvscope
