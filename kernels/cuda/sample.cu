#include "common.cuh"
#include "ops.h"

/* Drawing a token without sorting the vocabulary.
 *
 * A token's key is how far its logit lies below the best one, over the temperature, in units of 2^-27; its mass is
 * exp(−depth) in units of 2^-40. Masses are integers, so sums do not depend on their order. Where the cumulative mass,
 * best token first, passes a target is found by the key's first digit, then among the tokens that share it, which are
 * listed and sorted; where they are too many, by a descent over the other digits. One search ends the nucleus (top-p),
 * one finds the drawn token. Ties go to the lower id, as on the CPU. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 1024;
constexpr int kWarps = kThreads / 32;
constexpr int kBins = 2048;    /* 11 bits of the key, then 11, then 10 */
constexpr float kDeepest = 28; /* e^-28 is less than 2^-40 */
constexpr uint32_t kNoKey = 0xffffffffu;

struct Row {
    const float *logits;
    int vocab_size;
    float top;
    float inverse_temperature;

    __device__ uint32_t key_of(float logit) const
    {
        const float depth = (top - logit) * inverse_temperature;
        return depth < kDeepest ? static_cast<uint32_t>(depth * 0x1.0p27f) : kNoKey;
    }
    __device__ uint32_t key(int id) const { return key_of(logits[id]); }
};

/* Calls f(id, logit) for every id, a thread's ids ascending; 16-byte loads, several in flight, where rows are aligned
 * to them. */
template <typename F>
__device__ void for_each_logit(const float *logits, int vocab_size, F f)
{
    constexpr int kInFlight = 4;
    if (vocab_size % 4 != 0) {
        for (int id = threadIdx.x; id < vocab_size; id += kThreads) {
            f(id, logits[id]);
        }
        return;
    }
    const auto *vectors = reinterpret_cast<const float4 *>(logits);
    const int count = vocab_size / 4;
    for (int first = threadIdx.x; first < count; first += kInFlight * kThreads) {
        float4 values[kInFlight];
#pragma unroll
        for (int k = 0; k < kInFlight; ++k) {
            values[k] = first + k * kThreads < count ? vectors[first + k * kThreads] : float4{};
        }
#pragma unroll
        for (int k = 0; k < kInFlight; ++k) {
            const int id = (first + k * kThreads) * 4;
            if (id < vocab_size) {
                f(id, values[k].x);
                f(id + 1, values[k].y);
                f(id + 2, values[k].z);
                f(id + 3, values[k].w);
            }
        }
    }
}

__device__ uint64_t mass_of(uint32_t key)
{
    return key == kNoKey ? 0
                         : static_cast<uint64_t>(exp2f(static_cast<float>(key) * (-1.4426950408889634f * 0x1.0p-27f)) *
                                                 0x1.0p40f);
}

struct MassWeight {
    __device__ static uint64_t of(uint32_t key) { return mass_of(key); }
};
struct CountWeight {
    __device__ static uint64_t of(uint32_t key) { return key == kNoKey ? 0 : 1; }
};

constexpr int kListed = 4096;

struct Shared {
    unsigned long long first[kBins]; /* mass by the first digit, shared by both searches */
    union {
        unsigned long long bins[kBins];
        unsigned long long list[kListed]; /* key · 2^32 + id */
    };
    int num_listed;
    unsigned long long above;
    unsigned long long total;
    int bin;
    float floats[kWarps];
    int ints[kWarps];
};

/* The first i < count whose cumulative weight exceeds `left`, into shared.bin, and what lies before it. Called by all;
 * one warp works. */
template <typename WeightAt>
__device__ void find_crossing(Shared &shared, int count, unsigned long long left, WeightAt weight_at)
{
    if (threadIdx.x < 32) {
        const int lane = threadIdx.x, per_lane = (count + 31) / 32;
        const int from = min(count, lane * per_lane), to = min(count, from + per_lane);
        unsigned long long sum = 0;
#pragma unroll 8
        for (int i = from; i < to; ++i) {
            sum += weight_at(i);
        }
        unsigned long long before = sum;
        for (int offset = 1; offset < 32; offset *= 2) {
            const unsigned long long other = __shfl_up_sync(0xffffffffu, before, offset);
            before += lane >= offset ? other : 0;
        }
        const unsigned crossed = __ballot_sync(0xffffffffu, before > left);
        before -= sum;
        if (lane == (crossed ? __ffs(static_cast<int>(crossed)) - 1 : (count - 1) / per_lane)) {
            int i = from;
            for (; i < to - 1 && before + weight_at(i) <= left; ++i) {
                before += weight_at(i);
            }
            shared.bin = i;
            shared.above = before;
        }
    }
    __syncthreads();
}

__device__ void find_bin(Shared &shared, const unsigned long long *bins, unsigned long long left)
{
    find_crossing(shared, kBins, left, [&](int i) { return bins[i]; });
}

template <typename Weight>
__device__ void fill_bins(const Row &row, unsigned long long *bins, int shift, uint32_t prefix, int prefix_shift)
{
    for (int i = threadIdx.x; i < kBins; i += kThreads) {
        bins[i] = 0;
    }
    __syncthreads();
    for_each_logit(row.logits, row.vocab_size, [&](int, float logit) {
        const uint32_t key = row.key_of(logit);
        if (key != kNoKey && (prefix_shift >= 32 || key >> prefix_shift == prefix)) {
            atomicAdd(&bins[key >> shift & (kBins - 1)], static_cast<unsigned long long>(Weight::of(key)));
        }
    });
    __syncthreads();
}

struct Place {
    uint32_t key;
    unsigned long long above; /* weight of all smaller keys */
};

/* The smallest key whose cumulative weight, itself included, exceeds `target`. shared.first holds the first digit's
 * bins. */
template <typename Weight>
__device__ Place descend(const Row &row, Shared &shared, const unsigned long long *first, unsigned long long target)
{
    find_bin(shared, first, target);
    uint32_t prefix = static_cast<uint32_t>(shared.bin);
    unsigned long long above = shared.above;
    __syncthreads();
    fill_bins<Weight>(row, shared.bins, 10, prefix, 21);
    find_bin(shared, shared.bins, target - above);
    prefix = prefix << 11 | static_cast<uint32_t>(shared.bin);
    above += shared.above;
    __syncthreads();
    /* The last digit has 10 bits; the mask of fill_bins takes 11, the eleventh being the prefix's last. */
    fill_bins<Weight>(row, shared.bins, 0, prefix, 10);
    find_bin(shared, shared.bins, target - above);
    const uint32_t last = static_cast<uint32_t>(shared.bin) & 1023u;
    above += shared.above;
    __syncthreads();
    return {prefix << 10 | last, above};
}

/* The id of the n-th token, by id, that has this key. Every warp owns a stretch of ids. */
__device__ int nth_id(const Row &row, Shared &shared, uint32_t key, int n)
{
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const int stretch = (row.vocab_size + kWarps - 1) / kWarps, from = warp * stretch;
    const int to = min(row.vocab_size, from + stretch);
    int count = 0;
    for (int base = from; base < to; base += 32) {
        count += __popc(__ballot_sync(0xffffffffu, base + lane < to && row.key(base + lane) == key));
    }
    if (lane == 0) {
        shared.ints[warp] = count;
    }
    __syncthreads();
    int before = 0, total = 0;
    for (int w = 0; w < kWarps; ++w) {
        before += w < warp ? shared.ints[w] : 0;
        total += shared.ints[w];
    }
    n = min(n, total - 1);
    if (n >= before && n < before + count) {
        for (int base = from; base < to; base += 32) {
            const bool matches = base + lane < to && row.key(base + lane) == key;
            const unsigned ballot = __ballot_sync(0xffffffffu, matches);
            const int rank = before + __popc(ballot & ((1u << lane) - 1));
            if (matches && rank == n) {
                shared.bin = base + lane;
            }
            before += __popc(ballot);
        }
    }
    __syncthreads();
    return shared.bin;
}

/* Lists the tokens whose key has this first digit; how many there are, listed or not. */
__device__ int list_tokens(const Row &row, Shared &shared, uint32_t first_digit)
{
    if (threadIdx.x == 0) {
        shared.num_listed = 0;
    }
    __syncthreads();
    for_each_logit(row.logits, row.vocab_size, [&](int id, float logit) {
        const uint32_t key = row.key_of(logit);
        if (key != kNoKey && key >> 21 == first_digit) {
            const int at = atomicAdd(&shared.num_listed, 1);
            if (at < kListed) {
                shared.list[at] = static_cast<unsigned long long>(key) << 32 | static_cast<unsigned>(id);
            }
        }
    });
    __syncthreads();
    return shared.num_listed;
}

/* Bitonic, ascending: by key, then by id, so the order in which tokens were listed does not matter. */
__device__ void sort_list(Shared &shared, int count)
{
    int size = 1;
    while (size < count) {
        size *= 2;
    }
    for (int i = count + threadIdx.x; i < size; i += kThreads) {
        shared.list[i] = ~0ull;
    }
    for (int width = 2; width <= size; width *= 2) {
        for (int step = width / 2; step > 0; step /= 2) {
            __syncthreads();
            for (int i = threadIdx.x; i < size / 2; i += kThreads) {
                const int low = i / step * step * 2 + i % step, high = low + step;
                const unsigned long long a = shared.list[low], b = shared.list[high];
                if ((a > b) == ((low & width) == 0)) {
                    shared.list[low] = b;
                    shared.list[high] = a;
                }
            }
        }
    }
    __syncthreads();
}

struct Token {
    int id;
    unsigned long long through; /* mass of all better tokens and its own */
};

/* The token at which the cumulative mass, best first, exceeds `target`. shared.first holds the mass by the first digit.
 */
__device__ Token token_at(const Row &row, Shared &shared, unsigned long long target)
{
    find_bin(shared, shared.first, target);
    const unsigned long long above = shared.above;
    const auto digit = static_cast<uint32_t>(shared.bin);
    __syncthreads();
    const int count = list_tokens(row, shared, digit);
    if (count <= kListed) {
        sort_list(shared, count);
        find_crossing(shared, count, target - above,
                      [&](int i) { return mass_of(static_cast<uint32_t>(shared.list[i] >> 32)); });
        const unsigned long long entry = shared.list[shared.bin];
        const Token token{static_cast<int>(entry & 0xffffffffu),
                          above + shared.above + mass_of(static_cast<uint32_t>(entry >> 32))};
        __syncthreads();
        return token;
    }
    const Place place = descend<MassWeight>(row, shared, shared.first, target);
    const unsigned long long each = max(mass_of(place.key), uint64_t{1}), rank = (target - place.above) / each;
    return {nth_id(row, shared, place.key, static_cast<int>(rank)), place.above + (rank + 1) * each};
}

/* Best logit and the lowest id that has it; false: a value is not finite. */
__device__ bool find_best(const float *logits, int vocab_size, Shared &shared, float &top, int &best_id)
{
    float best = -INFINITY;
    int id_of_best = vocab_size;
    bool is_finite = true;
    for_each_logit(logits, vocab_size, [&](int id, float logit) {
        is_finite = is_finite && isfinite(logit);
        if (logit > best) {
            best = logit;
            id_of_best = id;
        }
    });
    is_finite = __syncthreads_and(is_finite);
    top = max_of_block(best, shared.floats);
    int candidate = best == top ? id_of_best : vocab_size;
    for (int offset = 16; offset > 0; offset /= 2) {
        candidate = min(candidate, __shfl_xor_sync(0xffffffffu, candidate, offset));
    }
    if (threadIdx.x % 32 == 0) {
        shared.ints[threadIdx.x / 32] = candidate;
    }
    __syncthreads();
    best_id = shared.ints[0];
    for (int w = 1; w < kWarps; ++w) {
        best_id = min(best_id, shared.ints[w]);
    }
    __syncthreads();
    return is_finite;
}

/* What top-k leaves: the mass of the k best. */
__device__ unsigned long long mass_of_best(const Row &row, Shared &shared, int k)
{
    fill_bins<CountWeight>(row, shared.bins, 21, 0, 32);
    /* The descent overwrites shared.bins, so the first digit is looked up before. */
    const Place last = descend<CountWeight>(row, shared, shared.bins, static_cast<unsigned long long>(k) - 1);
    if (threadIdx.x == 0) {
        shared.total = 0;
    }
    __syncthreads();
    unsigned long long mass = 0;
    for_each_logit(row.logits, row.vocab_size, [&](int, float logit) {
        const uint32_t key = row.key_of(logit);
        mass += key < last.key ? mass_of(key) : 0;
    });
    atomicAdd(&shared.total, mass);
    __syncthreads();
    const unsigned long long total = shared.total + (k - last.above) * mass_of(last.key);
    __syncthreads();
    return total;
}

__device__ int draw(const Row &row, Shared &shared, const KvsSampling &sampling, double unit)
{
    fill_bins<MassWeight>(row, shared.first, 21, 0, 32);
    find_bin(shared, shared.first, ~0ull); /* nothing exceeds it: the sum is what lies before the last bin, and that */
    unsigned long long kept = shared.above + shared.first[shared.bin];
    __syncthreads();
    if (sampling.top_k > 0 && sampling.top_k < row.vocab_size) {
        const unsigned long long best = mass_of_best(row, shared, sampling.top_k);
        kept = best < kept ? best : kept;
    }
    if (sampling.top_p < 1) {
        const auto wanted =
            static_cast<unsigned long long>(static_cast<double>(sampling.top_p) * static_cast<double>(kept));
        kept = token_at(row, shared, wanted > 0 ? wanted - 1 : 0).through;
    }
    const auto target = static_cast<unsigned long long>(unit * static_cast<double>(kept));
    return token_at(row, shared, target < kept ? target : kept - 1).id;
}

/* One block a row. Reads the row's logits 4 times with top-p, 3 times without, greedy once, mostly from L2. */
__global__ void __launch_bounds__(kThreads, 1)
    sample_rows(KvsSampling sampling, const float *logits, int vocab_size, KvsBatchState state)
{
    extern __shared__ __align__(16) unsigned char memory[];
    Shared &shared = *reinterpret_cast<Shared *>(memory);
    wait_for_predecessor();
    const int row = blockIdx.x;
    if (state.sequence[row] < 0) {
        return;
    }
    float top = 0;
    int token = 0;
    const float *mine = logits + static_cast<size_t>(row) * vocab_size;
    const bool is_finite = find_best(mine, vocab_size, shared, top, token);
    const int step = state.step[row];
    if (is_finite && sampling.temperature > 0) {
        const Row values{mine, vocab_size, top, 1 / sampling.temperature};
        token = draw(values, shared, sampling, random_unit(state.seed[row], static_cast<uint64_t>(step)));
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        state.results[row] = is_finite ? token : -1;
        state.ids[row] = is_finite ? token : 0; /* an id in any case: the row runs once more before the host stops it */
        state.step[row] = step + 1;
        if (state.slot) {
            state.slot[row] += 1;
        }
        if (state.position) {
            state.position[row] += 1;
        }
    }
}

} // namespace

void sample(KvsStream *stream, const KvsSampling *sampling, const float *logits, int32_t vocab_size,
            const KvsBatchState *state)
{
    allow_shared(sample_rows, sizeof(Shared));
    launch(sample_rows, dim3(state->num_rows), dim3(kThreads), sizeof(Shared), stream, *sampling, logits, vocab_size,
           *state);
}

} // namespace kvs::cuda
