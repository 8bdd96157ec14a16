#include "common.cuh"
#include "ops.h"

namespace kvs::cuda {

namespace {

__global__ void write_row(KvsBatchState state, int row, int sequence, int slot, int position, int step, uint64_t seed)
{
    wait_for_predecessor();
    state.sequence[row] = sequence;
    state.slot[row] = slot;
    state.position[row] = position;
    state.step[row] = step;
    state.seed[row] = seed;
}

__global__ void write_prompt_rows(int32_t *sequence, int32_t *slot, int32_t *position, int num_rows, int to_sequence,
                                  int first_slot, int first_position)
{
    wait_for_predecessor();
    const int row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row < num_rows) {
        sequence[row] = to_sequence;
        slot[row] = first_slot + row;
        position[row] = first_position + row;
    }
}

} // namespace

void set_row(KvsStream *stream, const KvsBatchState *state, int32_t row, int32_t sequence, int32_t slot,
             int32_t position, int32_t step, uint64_t seed)
{
    launch(write_row, dim3(1), dim3(1), 0, stream, *state, row, sequence, slot, position, step, seed);
}

void set_prompt_rows(KvsStream *stream, int32_t *sequence, int32_t *slot, int32_t *position, int32_t num_rows,
                     int32_t to_sequence, int32_t first_slot, int32_t first_position)
{
    launch(write_prompt_rows, dim3((num_rows + 255) / 256), dim3(256), 0, stream, sequence, slot, position, num_rows,
           to_sequence, first_slot, first_position);
}

} // namespace kvs::cuda
