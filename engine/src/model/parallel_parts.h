#pragma once

#include "types/result.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

namespace kvscope {

/// Disks and file systems give their full speed to several readers only; beyond four little is gained.
inline constexpr std::uint64_t max_readers = 4;
/// Below this a thread costs more than it brings.
inline constexpr std::uint64_t min_bytes_per_reader = std::uint64_t{8} << 20;

/// Cuts [0, num_items) into parts of at least `min_items` and calls `work(begin, end)` for each, on threads of their
/// own where there is more than one. `work` returns a Status and does not throw. The first error of the lowest part
/// counts.
template <typename Work>
Status for_each_part(std::uint64_t num_items, std::uint64_t min_items, const Work &work)
{
    const std::uint64_t num_parts =
        std::clamp<std::uint64_t>(num_items / std::max<std::uint64_t>(min_items, 1), 1, max_readers);
    const auto bound = [&](std::uint64_t part) {
        return num_items / num_parts * part + std::min(part, num_items % num_parts);
    };
    std::vector<std::optional<Error>> errors(num_parts);
    const auto run = [&](std::uint64_t part) {
        Status status = work(bound(part), bound(part + 1));
        if (status.has_error()) {
            errors[part] = std::move(status).error();
        }
    };
    {
        std::vector<std::jthread> readers;
        for (std::uint64_t part = 1; part < num_parts; ++part) {
            try {
                readers.emplace_back(run, part);
            } catch (const std::system_error &) { // no more threads: it takes longer
                run(part);
            }
        }
        run(0);
    }
    for (std::optional<Error> &error : errors) {
        if (error) {
            return std::move(*error);
        }
    }
    return Done{};
}

} // namespace kvscope
