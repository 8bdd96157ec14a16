#include "engine/backend_module.h"

#include "kernels/backend.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace kvscope {

namespace {

std::string module_path(const std::string &name)
{
    std::error_code ignored;
    const auto program_dir = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    const std::string file = "libkvscope_" + name + ".so";
    for (const auto &dir : {program_dir, program_dir / "../lib/kvscope", program_dir / "../bin"}) {
        if (std::filesystem::exists(dir / file, ignored)) {
            return (dir / file).string();
        }
    }
    return {};
}

} // namespace

Result<const KvsBackend *> load_backend_module(const std::string &name, const std::string &which)
{
    const std::string path = module_path(name);
    if (path.empty()) {
        return make_error(ErrorCode::NotFound, "The module libkvscope_" + name +
                                                   ".so does not lie beside the program: this "
                                                   "build was made without it.");
    }
    void *module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        return make_error(ErrorCode::Device, "Cannot load " + path + ": " + dlerror());
    }
    const auto entry = reinterpret_cast<KvsBackendEntry>(dlsym(module, KVS_BACKEND_ENTRY));
    char reason[1024] = "it exports no backend"; // eight GPUs by name and UUID fit
    const KvsBackend *backend = entry ? entry(KVS_ABI_VERSION, which.c_str(), reason, sizeof reason) : nullptr;
    if (!backend) {
        return make_error(ErrorCode::Device, path + ": " + reason);
    }
    return backend;
}

} // namespace kvscope
