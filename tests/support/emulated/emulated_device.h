#pragma once

#include "engine/model.h"

#include <cstddef>

namespace kvscope {

/// A device with memory of its own, made of the host: the operations of kernels/device.h as plain loops and calls of
/// the CPU backend, in fp32, each done before it returns. It lets the engine's device loop run where there is no GPU;
/// it is no product. What differs from a GPU: nothing overlaps, and a compression moves all that stays, so that slots
/// lie in order.
///
/// One for the whole program; of one thread at a time.
Device open_emulated_device();

/// How many bytes may be allocated from now on, beside what is held; at first without a limit.
void set_emulated_memory(std::size_t num_bytes);
std::size_t emulated_bytes_left();

/// What a stream takes, as the CUDA module's does.
constexpr std::size_t kEmulatedStreamBytes = std::size_t{64} << 20;

} // namespace kvscope
