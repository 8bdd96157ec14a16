#include "database/session_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace kvscope;

namespace {

/// In memory where the system has such a folder: millions of files are written.
const std::string &session_path()
{
    static const std::string path = [] {
        const std::string folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        return folder + "/fuzz-" + std::to_string(getpid()) + ".kvsession";
    }();
    return path;
}

bool write_file(const std::uint8_t *data, std::size_t size)
{
    static const int fd = open(session_path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    static const bool is_removed_at_exit = std::atexit([] { unlink(session_path().c_str()); }) == 0;
    return is_removed_at_exit && ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == static_cast<ssize_t>(size);
}

} // namespace

/// Input: a session file. Whatever it is, everything that a reader can be asked gives an answer or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (!write_file(data, size)) {
        std::abort();
    }
    const auto opened = SessionReader::open(session_path());
    if (opened.has_error()) {
        if (opened.error().message.empty()) {
            std::abort();
        }
        return 0;
    }
    const SessionReader &reader = opened.value();
    (void)reader.revision();
    (void)reader.manifest();
    (void)reader.spec();
    (void)reader.log(10);
    const auto rows = reader.read_rows();
    for (std::int64_t id = 0; id < 4; ++id) {
        (void)reader.sample(id);
    }
    if (rows.has_value() && !rows.value().cells.empty()) {
        SampleQuery query;
        query.cells = {{rows.value().cells.front().counts.cell_key, ""}};
        const auto list = reader.sample_list(query);
        if (list.has_value() && list.value().refs.size() <= 1000) {
            (void)reader.sample_rows(list.value().refs);
        }
    }
    (void)reader.verify();
    return 0;
}
