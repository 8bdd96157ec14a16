// read_checkpoint pieces|f32 MODEL_DIR: reads all tensors as loading does and prints the speed.
//
// `pieces`: as stored, 32 MiB at a time into one buffer, which is the way to a GPU. `f32`: converted, the way to the
// CPU.
#include "engine/checkpoint.h"
#include "model/staging_buffer.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace kvscope;

namespace {

Status read_pieces(const Checkpoint &checkpoint, std::vector<std::byte> &buffer)
{
    for (const TensorInfo &tensor : checkpoint.tensors()) {
        for (std::uint64_t offset = 0; offset < tensor.num_bytes; offset += buffer.size()) {
            const auto size = std::min<std::uint64_t>(buffer.size(), tensor.num_bytes - offset);
            if (Status status = checkpoint.read_piece(tensor, offset, std::span(buffer).first(size));
                status.has_error()) {
                return status;
            }
        }
    }
    return Done{};
}

/// Into one buffer, as the weights of the CPU are.
Status read_converted(const Checkpoint &checkpoint)
{
    StagingBuffer staging;
    for (const TensorInfo &tensor : checkpoint.tensors()) {
        const std::size_t width = tensor.dtype == TensorDType::F32 ? 4 : 2;
        float *values = staging.reserve(tensor.num_bytes / width);
        if (Status status = checkpoint.read_f32(tensor.name, tensor.shape, values); status.has_error()) {
            return status;
        }
    }
    return Done{};
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::fputs("usage: read_checkpoint pieces|f32 MODEL_DIR\n", stderr);
        return 2;
    }
    const Result<Checkpoint> checkpoint = Checkpoint::open(argv[2]);
    if (checkpoint.has_error()) {
        std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
        return 1;
    }
    std::vector<std::byte> buffer(std::size_t{32} << 20);
    const auto start = std::chrono::steady_clock::now();
    const Status status =
        std::strcmp(argv[1], "f32") == 0 ? read_converted(checkpoint.value()) : read_pieces(checkpoint.value(), buffer);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (status.has_error()) {
        std::fprintf(stderr, "%s\n", status.error().message.c_str());
        return 1;
    }
    const double gigabytes = static_cast<double>(checkpoint.value().total_bytes()) / 1e9;
    std::printf("%.2f GB in %.3f s: %.2f GB/s\n", gigabytes, seconds, gigabytes / seconds);
    return 0;
}
