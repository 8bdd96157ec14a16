#include "common.cuh"
#include "ops.h"
#include "sample_memory.cuh"
#include "team.cuh"

#include <climits>

/* Drawing a token without sorting the vocabulary.
 *
 * A token's key is how far its logit lies below the best one, over the temperature, in units of 2^-27; its mass is
 * exp(−depth) in units of 2^-40. Masses are integers, so sums do not depend on their order. Where the cumulative mass,
 * best token first, passes a target is found by the key's first digit, then among the tokens that share it, which are
 * listed and sorted; where they are too many, by a descent over the other digits. One search ends the nucleus (top-p),
 * one finds the drawn token. Ties go to the lower id, as on the CPU.
 *
 * Where the GPU has clusters of blocks, a cluster takes a row, each block the logits of a stretch of ids, which it
 * keeps in shared memory. They add up in the memory of the first block, the leader, which searches. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = kSampleThreads;
constexpr int kWarps = kSampleWarps;
constexpr float kDeepest = 28; /* e^-28 is less than 2^-40 */
constexpr uint32_t kNoKey = 0xffffffffu;

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

/* The draw of one token. All threads of the team call every function, except where it says otherwise. */
template <int kBlocks>
struct Drawing {
    using Team = cuda::Team<kBlocks>;
    Stretch stretch;
    SampleMemory &mine, &leader;
    float top = 0, inverse_temperature = 1;
    int turn = 0; /* of found */

    __device__ uint32_t key_of(float logit) const
    {
        const float depth = (top - logit) * inverse_temperature;
        return depth < kDeepest ? static_cast<uint32_t>(depth * 0x1.0p27f) : kNoKey;
    }

    /* Best logit of the row and the lowest id that has it. */
    __device__ Best find_best() const
    {
        Best best{-INFINITY, INT_MAX, true};
        stretch.for_each([&](int id, float logit) {
            best.is_finite = best.is_finite && isfinite(logit);
            if (logit > best.logit) {
                best.logit = logit;
                best.id = id;
            }
        });
        best.is_finite = __syncthreads_and(best.is_finite);
        const float block_best = max_of_block(best.logit, mine.floats);
        int id = best.logit == block_best ? best.id : INT_MAX;
        id = __reduce_min_sync(0xffffffffu, id);
        if (threadIdx.x % 32 == 0) {
            mine.ints[threadIdx.x / 32] = id;
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int w = 0; w < kWarps; ++w) {
                id = min(id, mine.ints[w]);
            }
            mine.best = {block_best, id, best.is_finite};
        }
        Team::sync();
        best = {-INFINITY, INT_MAX, true};
        for (int rank = 0; rank < kBlocks; ++rank) { /* ids ascend with the rank */
            const Best other = Team::of(mine, rank).best;
            best = {fmaxf(best.logit, other.logit), other.logit > best.logit ? other.id : best.id,
                    best.is_finite && other.is_finite};
        }
        return best;
    }

    /* The first i < count whose cumulative weight exceeds `left`, or the last. The leader knows the weights. */
    template <typename WeightAt>
    __device__ Crossing find_crossing(int count, unsigned long long left, WeightAt weight_at)
    {
        if (Team::leads()) {
            const int per_thread = (count + kThreads - 1) / kThreads, lane = threadIdx.x % 32;
            const int from = min(count, static_cast<int>(threadIdx.x) * per_thread);
            const int to = min(count, from + per_thread);
            unsigned long long sum = 0;
            for (int i = from; i < to; ++i) {
                sum += weight_at(i);
            }
            unsigned long long before = sum;
            for (int offset = 1; offset < 32; offset *= 2) {
                const unsigned long long other = __shfl_up_sync(0xffffffffu, before, offset);
                before += lane >= offset ? other : 0;
            }
            if (lane == 31) {
                mine.sums[threadIdx.x / 32] = before;
            }
            before -= sum;
            __syncthreads();
            for (unsigned w = 0; w < threadIdx.x / 32; ++w) {
                before += mine.sums[w];
            }
            const bool crosses = before <= left && left - before < sum;
            const bool any_crosses = __syncthreads_or(crosses);
            if (crosses || (!any_crosses && from < count && to == count)) {
                int i = from;
                for (; i < to - 1 && before + weight_at(i) <= left; ++i) {
                    before += weight_at(i);
                }
                mine.found[turn] = {i, before};
            }
        }
        Team::sync();
        const Crossing found = leader.found[turn];
        turn = 1 - turn;
        return found;
    }

    __device__ Crossing find_bin(const Sum *leaders_bins, unsigned long long left)
    {
        return find_crossing(kBins, left, [&](int i) { return leaders_bins[i].value(); });
    }

    /* Weights by a digit of the key, of keys that begin with `prefix`, into the leader's bins of that name. */
    template <typename Weight>
    __device__ void fill_bins(Sum (SampleMemory::*name)[kBins], int shift, uint32_t prefix, int prefix_shift) const
    {
        Sum *bins = mine.*name;
        for (int i = threadIdx.x; i < kBins; i += kThreads) {
            bins[i] = {};
        }
        __syncthreads();
        stretch.for_each([&](int, float logit) {
            const uint32_t key = key_of(logit);
            if (key != kNoKey && (prefix_shift >= 32 || key >> prefix_shift == prefix)) {
                bins[key >> shift & (kBins - 1)].add(Weight::of(key));
            }
        });
        Team::sync();
        if constexpr (kBlocks > 1) {
            constexpr int kOwn = kBins / kBlocks; /* each block adds up some of them */
            for (int i = Team::rank() * kOwn + threadIdx.x; i < (Team::rank() + 1) * kOwn; i += kThreads) {
                uint64_t sum = 0;
#pragma unroll
                for (int rank = 0; rank < kBlocks; ++rank) {
                    sum += (Team::of(mine, rank).*name)[i].value();
                }
                (leader.*name)[i] = Sum::of(sum);
            }
            Team::sync();
        }
    }

    struct Place {
        uint32_t key;
        unsigned long long above; /* weight of all smaller keys */
    };

    /* The smallest key whose cumulative weight, itself included, exceeds `target`. `first`: where the leader has the
     * first digit's bins. */
    template <typename Weight>
    __device__ Place descend(const Sum *first, unsigned long long target)
    {
        const Crossing high = find_bin(first, target);
        uint32_t prefix = static_cast<uint32_t>(high.index);
        fill_bins<Weight>(&SampleMemory::bins, 10, prefix, 21);
        const Crossing middle = find_bin(mine.bins, target - high.before);
        prefix = prefix << 11 | static_cast<uint32_t>(middle.index);
        const unsigned long long above = high.before + middle.before;
        /* The last digit has 10 bits; the mask of fill_bins takes 11, the eleventh being the prefix's last. */
        fill_bins<Weight>(&SampleMemory::bins, 0, prefix, 10);
        const Crossing low = find_bin(mine.bins, target - above);
        return {prefix << 10 | (static_cast<uint32_t>(low.index) & 1023u), above + low.before};
    }

    /* The id of the n-th token, by id, that has this key. Every warp owns a part of the block's stretch. */
    __device__ int nth_id(uint32_t key, int n) const
    {
        const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
        const int part = (stretch.count + kWarps - 1) / kWarps, from = warp * part;
        const int to = min(stretch.count, from + part);
        const auto matches = [&](int i) { return i < to && key_of(stretch.logits[i]) == key; };
        int count = 0;
        for (int base = from; base < to; base += 32) {
            count += __popc(__ballot_sync(0xffffffffu, matches(base + lane)));
        }
        if (lane == 0) {
            mine.ints[warp] = count;
        }
        Team::sync();
        int before = 0, total = 0;
        for (int w = 0; w < kBlocks * kWarps; ++w) {
            const int other = Team::of(mine, w / kWarps).ints[w % kWarps];
            before += w < Team::rank() * kWarps + warp ? other : 0;
            total += other;
        }
        n = min(n, total - 1);
        if (n >= before && n < before + count) {
            for (int base = from; base < to; base += 32) {
                const bool is_match = matches(base + lane);
                const unsigned ballot = __ballot_sync(0xffffffffu, is_match);
                if (is_match && before + __popc(ballot & ((1u << lane) - 1)) == n) {
                    leader.nth_id = stretch.first_id + base + lane;
                }
                before += __popc(ballot);
            }
        }
        Team::sync();
        return leader.nth_id;
    }

    /* The leader lists the tokens whose key has this first digit; how many there are, listed or not. */
    __device__ int list_tokens(uint32_t first_digit) const
    {
        stretch.for_each([&](int id, float logit) {
            const uint32_t key = key_of(logit);
            if (key != kNoKey && key >> 21 == first_digit) {
                const int at = atomicAdd(&leader.num_listed, 1);
                if (at < kListed) {
                    leader.list[at] = static_cast<unsigned long long>(key) << 32 | static_cast<unsigned>(id);
                }
            }
        });
        Team::sync();
        return leader.num_listed;
    }

    /* Bitonic, ascending: by key, then by id, so the order in which tokens were listed does not matter. By the leader
     * alone. */
    __device__ void sort_list(int count) const
    {
        int size = 1;
        while (size < count) {
            size *= 2;
        }
        for (int i = count + threadIdx.x; i < size; i += kThreads) {
            mine.list[i] = ~0ull;
        }
        for (int width = 2; width <= size; width *= 2) {
            for (int step = width / 2; step > 0; step /= 2) {
                __syncthreads();
                for (int i = threadIdx.x; i < size / 2; i += kThreads) {
                    const int low = i / step * step * 2 + i % step, high = low + step;
                    const unsigned long long a = mine.list[low], b = mine.list[high];
                    if ((a > b) == ((low & width) == 0)) {
                        mine.list[low] = b;
                        mine.list[high] = a;
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

    /* The token at which the cumulative mass, best first, exceeds `target`. The leader has the mass by the first digit.
     */
    __device__ Token token_at(unsigned long long target)
    {
        if (Team::leads() && threadIdx.x == 0) {
            mine.num_listed = 0;
        }
        const Crossing bin = find_bin(mine.first, target);
        const int count = list_tokens(static_cast<uint32_t>(bin.index));
        if (count <= kListed) {
            if (Team::leads()) {
                sort_list(count);
            }
            const auto mass_at = [&](int i) { return mass_of(static_cast<uint32_t>(mine.list[i] >> 32)); };
            const Crossing crossing = find_crossing(count, target - bin.before, mass_at);
            const unsigned long long entry = leader.list[crossing.index];
            return {static_cast<int>(entry & 0xffffffffu),
                    bin.before + crossing.before + mass_of(static_cast<uint32_t>(entry >> 32))};
        }
        const Place place = descend<MassWeight>(mine.first, target);
        const unsigned long long each = max(mass_of(place.key), uint64_t{1}), rank = (target - place.above) / each;
        return {nth_id(place.key, static_cast<int>(rank)), place.above + (rank + 1) * each};
    }

    /* What top-k leaves: the mass of the k best. */
    __device__ unsigned long long mass_of_best(int k)
    {
        fill_bins<CountWeight>(&SampleMemory::bins, 21, 0, 32);
        if (threadIdx.x == 0) {
            mine.total = {};
        }
        /* The descent overwrites the bins, so the first digit is looked up before. */
        const Place last = descend<CountWeight>(mine.bins, static_cast<unsigned long long>(k) - 1);
        unsigned long long mass = 0;
        stretch.for_each([&](int, float logit) {
            const uint32_t key = key_of(logit);
            mass += key < last.key ? mass_of(key) : 0;
        });
        leader.total.add(mass);
        Team::sync();
        return leader.total.value() + (k - last.above) * mass_of(last.key);
    }

    __device__ int draw(const KvsSampling &sampling, int vocab_size, double unit)
    {
        fill_bins<MassWeight>(&SampleMemory::first, 21, 0, 32);
        /* Nothing exceeds it: the sum is what lies before the last bin, and that. */
        const Crossing all = find_bin(mine.first, ~0ull);
        unsigned long long kept = all.before + leader.first[all.index].value();
        if (sampling.top_k > 0 && sampling.top_k < vocab_size) {
            const unsigned long long best = mass_of_best(sampling.top_k);
            kept = best < kept ? best : kept;
        }
        if (sampling.top_p < 1) {
            const auto wanted =
                static_cast<unsigned long long>(static_cast<double>(sampling.top_p) * static_cast<double>(kept));
            kept = token_at(wanted > 0 ? wanted - 1 : 0).through;
        }
        const auto target = static_cast<unsigned long long>(unit * static_cast<double>(kept));
        return token_at(target < kept ? target : kept - 1).id;
    }
};

/* How many ids a block of a team has. */
__host__ __device__ constexpr int stretch_of(int vocab_size, int num_blocks)
{
    return (vocab_size + num_blocks * 4 - 1) / (num_blocks * 4) * 4;
}

/* kBlocks blocks a row. A cluster reads the row's logits once; one block 4 times with top-p, 3 times without, greedy
 * once, in part from L2. */
template <int kBlocks>
__global__ void __launch_bounds__(kThreads)
    sample_rows(KvsSampling sampling, const float *logits, int vocab_size, KvsBatchState state)
{
    using Team = cuda::Team<kBlocks>;
    extern __shared__ __align__(16) unsigned char memory[];
    SampleMemory &mine = *reinterpret_cast<SampleMemory *>(memory);
    wait_for_predecessor();
    const int row = blockIdx.x / kBlocks;
    if (state.sequence[row] < 0) {
        return;
    }
    const int first_id = Team::rank() * stretch_of(vocab_size, kBlocks);
    Stretch stretch{logits + static_cast<size_t>(row) * vocab_size + first_id, first_id,
                    max(0, min(stretch_of(vocab_size, kBlocks), vocab_size - first_id)), vocab_size % 4 == 0};
    if constexpr (kBlocks > 1) {
        stretch = stretch.copied_to(reinterpret_cast<float *>(memory + sizeof(SampleMemory)));
    }
    Drawing<kBlocks> drawing{stretch, mine, Team::of(mine, 0)};
    const Best best = drawing.find_best();
    const int step = state.step[row];
    int token = best.id;
    if (best.is_finite && sampling.temperature > 0) {
        drawing.top = best.logit;
        drawing.inverse_temperature = 1 / sampling.temperature;
        token = drawing.draw(sampling, vocab_size, random_unit(state.seed[row], static_cast<uint64_t>(step)));
    }
    Team::sync(); /* nobody looks into another's memory any more */
    if (Team::leads() && threadIdx.x == 0) {
        state.results[row] = best.is_finite ? token : -1;
        state.ids[row] =
            best.is_finite ? token : 0; /* an id in any case: the row runs once more before the host stops it */
        state.step[row] = step + 1;
        if (state.slot) {
            state.slot[row] += 1;
        }
        if (state.position) {
            state.position[row] += 1;
        }
    }
}

template <int kBlocks>
size_t shared_bytes_of(int vocab_size)
{
    return sizeof(SampleMemory) + (kBlocks > 1 ? sizeof(float) * stretch_of(vocab_size, kBlocks) : 0);
}

constexpr int kCluster = 8;

/* Whether the GPU has clusters of blocks, and places for all of these at once: where there are more rows, a block each
 * is faster. */
bool clusters_serve(int num_rows, int vocab_size)
{
    return device_attribute<cudaDevAttrClusterLaunch>() != 0 && num_rows * kCluster <= 2 * num_multiprocessors() &&
           shared_bytes_of<kCluster>(vocab_size) <= largest_shared_bytes();
}

template <int kBlocks>
void run(KvsStream *stream, const KvsSampling &sampling, const float *logits, int vocab_size,
         const KvsBatchState &state)
{
    const size_t shared_bytes = shared_bytes_of<kBlocks>(vocab_size);
    allow_shared(sample_rows<kBlocks>, shared_bytes);
    launch_clusters<kBlocks>(sample_rows<kBlocks>, dim3(state.num_rows * kBlocks), dim3(kThreads), shared_bytes, stream,
                             sampling, logits, vocab_size, state);
}

} // namespace

void sample(KvsStream *stream, const KvsSampling *sampling, const float *logits, int32_t vocab_size,
            const KvsBatchState *state)
{
    clusters_serve(state->num_rows, vocab_size) ? run<kCluster>(stream, *sampling, logits, vocab_size, *state)
                                                : run<1>(stream, *sampling, logits, vocab_size, *state);
}

} // namespace kvs::cuda
