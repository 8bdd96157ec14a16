#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#include <sys/mman.h>

namespace kvscope {

/// For a table of megabytes that is read at random: asks for large pages, without which finding the page costs as much
/// as reading it. Where the system has none, the memory is like any other.
template <typename T>
struct LargePageAllocator {
    using value_type = T;

    LargePageAllocator() = default;
    template <typename U>
    LargePageAllocator(const LargePageAllocator<U> & /*other*/)
    {
    }

    T *allocate(std::size_t count)
    {
        if (count > max_bytes / sizeof(T)) {
            throw std::bad_array_new_length();
        }
        const std::size_t num_bytes = count * sizeof(T);
        if (num_bytes < page_bytes) {
            return static_cast<T *>(::operator new(num_bytes, std::align_val_t(alignof(T))));
        }
        void *memory = ::operator new(num_bytes, std::align_val_t(page_bytes));
        (void)madvise(memory, num_bytes, MADV_HUGEPAGE); // a wish
        return static_cast<T *>(memory);
    }
    void deallocate(T *memory, std::size_t count)
    {
        const std::size_t alignment = count * sizeof(T) < page_bytes ? alignof(T) : page_bytes;
        ::operator delete(memory, std::align_val_t(alignment));
    }
    bool operator==(const LargePageAllocator &) const = default;

private:
    static constexpr std::size_t page_bytes = std::size_t{2} << 20;
    static constexpr std::size_t max_bytes = ~std::size_t{0} / 2;
};

} // namespace kvscope
