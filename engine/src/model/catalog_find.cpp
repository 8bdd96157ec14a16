#include "engine/checkpoint.h"
#include "engine/model_catalog.h"

#include "model/catalog_files.h"
#include "model/catalog_label.h"
#include "model/checkpoint_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <utility>

namespace kvscope {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const fs::path &parent)
{
    std::vector<fs::path> folders;
    std::error_code code;
    for (fs::directory_iterator entry(parent, code), end; !code && entry != end; entry.increment(code)) {
        std::error_code ignored;
        if (entry->is_directory(ignored)) {
            folders.push_back(entry->path());
        }
    }
    std::ranges::sort(folders);
    return folders;
}

/// Shapes and the dtype of most bytes, from the headers.
void describe_weights(const Checkpoint &checkpoint, FoundModel &found)
{
    std::map<TensorDType, std::uint64_t> bytes;
    for (const TensorInfo &tensor : checkpoint.tensors()) {
        bytes[tensor.dtype] += tensor.num_bytes;
        found.num_parameters += tensor.num_bytes / (tensor.dtype == TensorDType::F32 ? 4 : 2);
    }
    found.weight_bytes = checkpoint.total_bytes();
    const auto most = std::ranges::max_element(bytes, {}, [](const auto &entry) { return entry.second; });
    if (most != bytes.end()) {
        found.dtype = most->first == TensorDType::F32 ? "F32" : most->first == TensorDType::F16 ? "F16" : "BF16";
    }
}

/// Reads configuration and headers, as loading would, and says what stands in the way.
FoundModel look_at(const fs::path &folder, std::string label, std::string origin)
{
    FoundModel found;
    found.dir = folder.string();
    found.label = std::move(label);
    found.origin = std::move(origin);
    find_missing_files(found.dir, found);
    const auto config = load_model_config(found.dir);
    if (config.has_error()) {
        found.problem = config.error().message;
        return found;
    }
    found.architecture = config.value().architecture;
    const auto checkpoint = Checkpoint::open(found.dir);
    if (checkpoint.has_error()) {
        found.problem = checkpoint.error().message;
        return found;
    }
    describe_weights(checkpoint.value(), found);
    if (auto tokenizer = CheckpointFile::open(found.dir, "tokenizer.json"); tokenizer.has_error()) {
        found.problem = tokenizer.error().message;
    }
    return found;
}

std::string env_text(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// Empty: there is no home to look in.
fs::path hub_folder()
{
    if (const std::string cache = env_text("HF_HUB_CACHE"); !cache.empty()) {
        return cache;
    }
    if (const std::string home = env_text("HF_HOME"); !home.empty()) {
        return fs::path(home) / "hub";
    }
    const std::string home = env_text("HOME");
    return home.empty() ? fs::path() : fs::path(home) / ".cache" / "huggingface" / "hub";
}

/// Commit → names in refs/ that point to it; a name may have folders ("pr/1").
std::map<std::string, std::string> refs_by_revision(const fs::path &repository)
{
    std::map<std::string, std::string> refs;
    const fs::path root = repository / "refs";
    std::vector<std::string> names;
    std::error_code code;
    for (fs::recursive_directory_iterator entry(root, code), end; !code && entry != end; entry.increment(code)) {
        std::error_code ignored;
        if (entry->is_regular_file(ignored)) {
            names.push_back(entry->path().lexically_relative(root).string());
        }
    }
    std::ranges::sort(
        names, [](const auto &a, const auto &b) { return (a == "main") != (b == "main") ? a == "main" : a < b; });
    for (const std::string &name : names) {
        const fs::path path = root / name;
        const auto file = CheckpointFile::open(path.parent_path().string(), path.filename().string());
        const auto text = file.has_value() ? file.value().read_all(256) : Result<std::string>(file.error());
        if (text.has_value()) {
            std::string &list = refs[text.value().substr(0, text.value().find_first_of(" \t\r\n"))];
            list += (list.empty() ? "" : ", ") + name;
        }
    }
    return refs;
}

bool is_main(const std::string &refs)
{
    return refs == "main" || refs.starts_with("main,");
}

bool is_downloading(const fs::path &repository)
{
    std::error_code code;
    for (fs::directory_iterator entry(repository / "blobs", code), end; !code && entry != end; entry.increment(code)) {
        if (entry->path().extension() == ".incomplete") {
            return true;
        }
    }
    return false;
}

/// One entry per snapshot, the main revision first and under the plain name.
void add_repository(const fs::path &repository, std::vector<FoundModel> &models)
{
    const std::string label = repository_label(repository.filename().string());
    const std::string origin = "Hugging Face cache";
    const auto refs = refs_by_revision(repository);
    const auto refs_of = [&](const fs::path &snapshot) {
        const auto found = refs.find(snapshot.filename().string());
        return found == refs.end() ? std::string() : found->second;
    };
    const bool downloading = is_downloading(repository);
    std::vector<fs::path> snapshots = folders_in(repository / "snapshots");
    std::stable_partition(snapshots.begin(), snapshots.end(),
                          [&](const fs::path &path) { return is_main(refs_of(path)); });
    if (snapshots.empty()) {
        FoundModel started;
        started.dir = repository.string();
        started.label = label;
        started.origin = origin;
        started.missing = "all files";
        started.problem = started.dir + ": the download is incomplete, there is no snapshot yet";
        models.push_back(std::move(started));
    }
    for (const fs::path &snapshot : snapshots) {
        const std::string revision = snapshot.filename().string();
        const bool is_plain = snapshots.size() == 1 || is_main(refs_of(snapshot));
        FoundModel found = look_at(snapshot, is_plain ? label : label + " (" + revision.substr(0, 8) + ")", origin);
        found.revision = revision;
        found.refs = refs_of(snapshot);
        if (!found.problem.empty() && downloading) {
            found.problem += "; a download of this repository is unfinished";
        }
        models.push_back(std::move(found));
    }
}

/// A model folder, or one whose subfolders are.
void add_folder(const fs::path &folder, std::vector<FoundModel> &models)
{
    std::error_code code;
    if (fs::exists(folder / "config.json", code)) {
        models.push_back(look_at(folder, model_label(folder.string()), "folder"));
        return;
    }
    std::size_t num_found = 0;
    for (const fs::path &inner : folders_in(folder)) {
        if (fs::exists(inner / "config.json", code)) {
            models.push_back(look_at(inner, model_label(inner.string()), "folder"));
            ++num_found;
        }
    }
    if (num_found == 0) {
        models.push_back(look_at(folder, model_label(folder.string()), "folder")); // which says what is missing
    }
}

} // namespace

std::uint64_t free_host_bytes()
{
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::uint64_t kib = 0;
    while (file >> name >> kib) {
        if (name == "MemAvailable:") {
            return kib * 1024;
        }
        file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return 0;
}

FoundModel look_at_folder(const std::string &model_dir)
{
    return look_at(model_dir, model_label(model_dir), "folder");
}

std::vector<FoundModel> find_models(const std::string &resource_dir, const std::vector<std::string> &folders)
{
    std::vector<FoundModel> models;
    for (const fs::path &folder : folders_in(fs::path(resource_dir) / "models")) {
        models.push_back(look_at(folder, model_label(folder.string()), "bundled"));
    }
    const fs::path hub = hub_folder();
    if (!hub.empty()) {
        for (const fs::path &folder : folders_in(hub)) {
            if (folder.filename().string().starts_with("models--")) {
                add_repository(folder, models);
            }
        }
    }
    for (const std::string &folder : folders) {
        add_folder(folder, models);
    }
    return models;
}

} // namespace kvscope
