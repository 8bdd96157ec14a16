#include "patient_writer.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>

namespace kvscope {

namespace {

constexpr std::chrono::seconds kRetryInterval{2};
/// A commit also needs its rollback journal and whole pages.
constexpr std::uint64_t kOverheadBytes = 1 << 20;

std::string waiting_message(const Error &error, std::uint64_t bytes_needed)
{
    if (error.code == ErrorCode::DiskFull) {
        const std::uint64_t kib = (2 * bytes_needed + kOverheadBytes + 1023) / 1024;
        return "the disk is full: the run waits until about " + std::to_string(kib) + " KiB are free (" +
               error.message + ")";
    }
    return "the session is held by another program: the run waits (" + error.message + ")";
}

} // namespace

Status write_patiently(const WriteContext &context, std::uint64_t bytes_needed, const std::function<Status()> &write)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    for (bool told = false;;) {
        Status status = write();
        const bool may_pass = status.has_error() &&
                              (status.error().code == ErrorCode::DiskFull || status.error().code == ErrorCode::Locked);
        if (!may_pass) {
            if (told && status.has_value()) {
                context.listener.logged("info", "the session can be written again: the run goes on");
            }
            return status;
        }
        if (!told) {
            context.listener.logged("warning", waiting_message(status.error(), bytes_needed));
            told = true;
        }
        context.tracker.beat();
        stopped.wait_for(lock, context.stop, kRetryInterval, [&context] { return context.stop.stop_requested(); });
        if (context.stop.stop_requested()) {
            return make_error(ErrorCode::Canceled,
                              "stopped while the session could not be written; what was not stored is "
                              "generated again on resume (" +
                                  status.error().message + ")");
        }
    }
}

} // namespace kvscope
