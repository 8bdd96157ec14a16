#include "export_files.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>

namespace kvscope {

std::string file_name_part(const std::string &label)
{
    std::string name;
    for (const char c : label) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
                              c == '-' || c == '_';
        name += is_plain ? c : '_';
    }
    return name.empty() || name.front() == '.' ? "_" + name : name.substr(0, 100);
}

std::string date_text(const char *format)
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[40];
    return std::string(text, std::strftime(text, sizeof text, format, &utc));
}

Status write_new_file(const std::string &path, const std::string &content)
{
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (std::filesystem::create_directories(folder, error); error) {
        return make_error(ErrorCode::Io,
                          folder.string() + ": the folder cannot be made: " + error.message() + "; choose another one");
    }
    std::FILE *file = std::fopen(path.c_str(), "wxb"); // x: never over a file that is there
    if (file == nullptr) {
        return make_error(errno == EEXIST ? ErrorCode::InvalidArgument : ErrorCode::Io,
                          path + ": cannot be written: " + std::strerror(errno) + "; choose another folder");
    }
    const bool is_written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    if (std::fclose(file) != 0 || !is_written) {
        std::filesystem::remove(path, error);
        return make_error(ErrorCode::Io, path + ": writing failed; is the disk full?");
    }
    return Done{};
}

std::string json_text(const nlohmann::ordered_json &json, int indent)
{
    return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace kvscope
