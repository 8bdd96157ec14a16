#include "device/device_batch.h"

#include <vector>

namespace kvscope {

DeviceBatch::DeviceBatch(const KvsBackend &backend, int num_rows)
    : backend_(backend), num_rows_(num_rows), sequences_(backend, num_rows), ids_(backend, num_rows),
      slots_(backend, num_rows), positions_(backend, num_rows), steps_(backend, num_rows), seeds_(backend, num_rows),
      results_(static_cast<std::int32_t *>(backend.device->pinned_alloc(sizeof(std::int32_t) * 2 * num_rows))),
      is_complete_(!sequences_.is_empty() && !ids_.is_empty() && !slots_.is_empty() && !positions_.is_empty() &&
                   !steps_.is_empty() && !seeds_.is_empty() && results_)
{
    if (is_complete_) {
        // Rows are idle until a sequence is put there.
        KvsStream *stream = backend.stream_create();
        if (!stream) {
            is_complete_ = false;
            return;
        }
        const std::vector<std::int32_t> idle(num_rows, -1);
        backend.device->copy_to_device(stream, sequences_.data(), idle.data(), idle.size() * sizeof(std::int32_t));
        backend.stream_synchronize(stream);
        backend.stream_destroy(stream);
    }
}

DeviceBatch::~DeviceBatch()
{
    backend_.device->pinned_release(results_);
}

KvsBatchState DeviceBatch::state(int parity) const
{
    return {
        num_rows_,         sequences_.data(), ids_.data(),   slots_.data(),
        positions_.data(), steps_.data(),     seeds_.data(), results_ + static_cast<std::size_t>(parity) * num_rows_};
}

KvsBatchState DeviceBatch::row_state(int row, int parity) const
{
    const KvsBatchState all = state(parity);
    return {1, all.sequence + row, all.ids + row, nullptr, nullptr, all.step + row, all.seed + row, all.results + row};
}

KvsRows DeviceBatch::rows() const
{
    return {num_rows_, 0, sequences_.data(), slots_.data(), positions_.data()};
}

} // namespace kvscope
