#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <sys/mman.h>

namespace kvscope {

/// Memory for one tensor after the other, not initialised and used again: the first touch of a page costs more than
/// converting what goes into it. Large pages where the system gives them, for the same reason.
class StagingBuffer {
public:
    /// Room for so many floats, with anything in it; nullptr: not enough memory. What was given before is void.
    float *reserve(std::size_t num_floats)
    {
        if (num_floats <= capacity_ && memory_) {
            return memory_.get();
        }
        memory_.reset();
        const std::size_t num_bytes = (num_floats * sizeof(float) / page + 1) * page;
        memory_.reset(static_cast<float *>(std::aligned_alloc(page, num_bytes)));
        capacity_ = memory_ ? num_bytes / sizeof(float) : 0;
        if (memory_) {
            (void)madvise(memory_.get(), num_bytes, MADV_HUGEPAGE); // a wish
        }
        return memory_.get();
    }

private:
    static constexpr std::size_t page = std::size_t{2} << 20;

    struct Free {
        void operator()(float *memory) const { std::free(memory); }
    };
    std::unique_ptr<float, Free> memory_;
    std::size_t capacity_ = 0;
};

} // namespace kvscope
