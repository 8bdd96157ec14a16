#include "ui/runner_event.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: two bytes, then what the window reads from the runner's pipe, which is given in pieces of the first byte's
/// length under a limit of the second's. Lines are the same however the bytes arrive, within the limit, and events or
/// nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2) {
        return 0;
    }
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 2, static_cast<qsizetype>(size) - 2);
    const qsizetype step = data[0] + 1;
    const qsizetype limit = 16 * data[1];
    LineSplitter in_pieces(limit);
    LineSplitter at_once(limit);
    std::vector<QByteArray> lines;
    for (qsizetype from = 0; from < bytes.size(); from += step) {
        for (const QByteArray &line : in_pieces.feed(bytes.mid(from, step))) {
            lines.push_back(line);
        }
    }
    if (at_once.feed(bytes) != lines || at_once.numDropped() != in_pieces.numDropped()) {
        std::abort();
    }
    for (const QByteArray &line : lines) {
        if (line.isEmpty() || line.size() > limit || line.contains('\n')) {
            std::abort();
        }
        (void)parseRunnerEvent(line);
    }
    return 0;
}
