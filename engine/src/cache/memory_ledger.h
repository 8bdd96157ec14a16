#pragma once

#include <algorithm>
#include <cstdint>

namespace kvscope {

/// Physical bytes that KV storage holds now, against an optional limit. Used by the generating thread only.
class MemoryLedger {
public:
    explicit MemoryLedger(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {} ///< 0: no limit

    bool has_room(std::uint64_t num_bytes) const { return limit_bytes_ == 0 || held_ + num_bytes <= limit_bytes_; }
    void take(std::uint64_t num_bytes)
    {
        held_ += num_bytes;
        peak_ = std::max(peak_, held_);
    }
    void give_back(std::uint64_t num_bytes) { held_ -= num_bytes; }

    std::uint64_t limit_bytes() const { return limit_bytes_; }
    std::uint64_t peak_bytes() const { return peak_; }

private:
    std::uint64_t limit_bytes_;
    std::uint64_t held_ = 0;
    std::uint64_t peak_ = 0;
};

} // namespace kvscope
