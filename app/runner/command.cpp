#include "command.h"

#include "json_text.h"
#include "terminal_text.h"

#include "common/exit_codes.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace kvscope {

int report_error(const Error &error, bool as_json)
{
    std::string message = error.message;
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::fprintf(stderr, "kvscope-runner: %s\n", printable(message).c_str());
    if (as_json) {
        print_line(to_line({{"event", "error"}, {"code", name_of(error.code)}, {"message", message}}));
    }
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
        return kExitWrongArguments;
    case ErrorCode::Canceled:
        return kExitCanceled;
    default:
        return kExitFailed;
    }
}

Result<std::string> read_text_file(const std::string &path, std::size_t max_bytes)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return make_error(ErrorCode::NotFound, path + ": the file cannot be opened: " + std::strerror(errno));
    }
    std::string text;
    char bytes[65536];
    while (file.read(bytes, sizeof bytes), file.gcount() > 0) {
        text.append(bytes, static_cast<std::size_t>(file.gcount()));
        if (text.size() > max_bytes) {
            return make_error(ErrorCode::InvalidData, path + ": larger than " + std::to_string(max_bytes) + " bytes");
        }
    }
    if (file.bad()) {
        return make_error(ErrorCode::Io, path + ": reading failed; a file with text is expected");
    }
    return text;
}

CLI::Validator whole_number()
{
    return {[](const std::string &text) {
                const bool is_whole = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
                return is_whole ? std::string() : "\"" + text + "\" is not a whole number from 0";
            },
            ""};
}

void print_line(const std::string &line)
{
    std::fwrite(line.data(), 1, line.size(), stdout); // not %s: a decoded text can hold a NUL
    std::fputc('\n', stdout);
}

} // namespace kvscope
