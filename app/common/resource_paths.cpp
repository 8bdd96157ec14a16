#include "common/resource_paths.h"

#include <filesystem>

namespace kvscope {

std::string resource_dir()
{
    std::error_code error;
    std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        program = std::filesystem::current_path(error) / "kvscope";
    }
    return (program.parent_path().parent_path() / "share" / "kvscope").lexically_normal().string();
}

} // namespace kvscope
