#include "engine/checkpoint.h"
#include "engine/model_catalog.h"

#include "model/catalog_label.h"
#include "model/checkpoint_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
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

/// Reads configuration and headers, as loading would, and says what stands in the way.
FoundModel look_at(const fs::path &folder, std::string label, std::string origin)
{
    FoundModel found;
    found.dir = folder.string();
    found.label = std::move(label);
    found.origin = std::move(origin);
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
    found.weight_bytes = checkpoint.value().total_bytes();
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

/// The revision that refs/main points to, or nothing.
std::string main_revision(const fs::path &repository)
{
    const auto file = CheckpointFile::open((repository / "refs").string(), "main");
    const auto text = file.has_value() ? file.value().read_all(256) : Result<std::string>(file.error());
    if (text.has_error()) {
        return {};
    }
    const std::string &revision = text.value();
    return revision.substr(0, revision.find_first_of(" \t\r\n"));
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
    const std::string main = main_revision(repository);
    const bool downloading = is_downloading(repository);
    std::vector<fs::path> snapshots = folders_in(repository / "snapshots");
    std::ranges::stable_partition(snapshots, [&](const fs::path &path) { return path.filename() == main; });
    if (snapshots.empty()) {
        models.push_back({.dir = repository.string(),
                          .label = label,
                          .origin = origin,
                          .problem = repository.string() + ": the download is incomplete, there is no snapshot yet",
                          .weight_bytes = 0,
                          .architecture = {}});
    }
    for (const fs::path &snapshot : snapshots) {
        const std::string revision = snapshot.filename().string();
        const bool is_plain = snapshots.size() == 1 || revision == main;
        FoundModel found = look_at(snapshot, is_plain ? label : label + " (" + revision.substr(0, 8) + ")", origin);
        if (!found.problem.empty() && downloading) {
            found.problem += "; a download of this repository is unfinished";
        }
        models.push_back(std::move(found));
    }
}

} // namespace

std::vector<FoundModel> find_models(const std::string &resource_dir)
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
    return models;
}

} // namespace kvscope
