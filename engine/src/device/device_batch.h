#pragma once

#include "cache/device_buffer.h"
#include "engine/model.h"
#include "kernels/device.h"

#include <array>
#include <cstdint>

namespace kvscope {

/// The state that a batch keeps on the device from step to step, and where its results arrive on the host. Two sets of
/// results take turns, so that the host reads one step's while the next one runs. Check is_complete() before use.
class DeviceBatch {
public:
    DeviceBatch(const KvsBackend &backend, int num_rows);
    DeviceBatch(const DeviceBatch &) = delete;
    DeviceBatch &operator=(const DeviceBatch &) = delete;
    ~DeviceBatch();
    bool is_complete() const { return is_complete_; }

    int num_rows() const { return num_rows_; }
    /// All rows, results into set `parity`.
    KvsBatchState state(int parity) const;
    /// One row alone, for its first token: slot and position are left as they are.
    KvsBatchState row_state(int row, int parity) const;
    KvsRows rows() const;
    const std::int32_t *ids() const { return ids_.data(); }
    std::int32_t *slots() const { return slots_.data(); }
    std::int32_t result(int row, int parity) const
    {
        return results_[static_cast<std::size_t>(parity) * num_rows_ + row];
    }

private:
    const KvsBackend &backend_;
    int num_rows_;
    DeviceArray<std::int32_t> sequences_, ids_, slots_, positions_, steps_;
    DeviceArray<std::uint64_t> seeds_;
    std::int32_t *results_; ///< pinned: [2, num_rows]
    bool is_complete_;
};

} // namespace kvscope
