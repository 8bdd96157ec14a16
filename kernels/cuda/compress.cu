#include "duplicates.cuh"
#include "ops.h"
#include "selection.cuh"

/* Cutting caches back to their budget: scores of every head at once, the best entries, and as few moves as that takes.
 *
 * Entries keep their slots; those beyond the budget move into the slots that became free, and `order` remembers how
 * they lie for the next scoring. A compression so moves at most n − budget rows a head instead of all of them. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 512;
constexpr int kWarps = kThreads / 32;

__device__ bool must_stay(const KvsScoreTerms &terms, int i, int n)
{
    return i < terms.num_first || i >= n - terms.num_last;
}

/* The max-pool of step 3: over neighbours in order, the window excluded. */
__device__ float pooled(const float *importance, const KvsScoreTerms &terms, int i, int past)
{
    const int reach = terms.pool_kernel / 2;
    float best = importance[max(0, i - reach)];
    for (int j = max(0, i - reach) + 1; j <= min(past - 1, i + reach); ++j) {
        best = fmaxf(best, importance[j]);
    }
    return best;
}

/* Steps 6 and 7 and the other terms, for the entries of one head. */
struct HeadScore {
    const ScoreCall &call;
    size_t base, channel;
    const uint16_t *order;
    const float *key_scales;
    uint64_t random_key;
    float top = 0, total = 1; /* of the softmax of step 6 */

    __device__ explicit HeadScore(const ScoreCall &c)
        : call(c), base(c.place() * c.n), channel(c.slots().channel(c.sequence[blockIdx.y], c.layer(), c.head())),
          order(c.order()), key_scales(c.key_scales()),
          random_key(random_bits(mix64(c.seed[blockIdx.y]),
                                 static_cast<uint64_t>(c.layer()) << 32 | static_cast<unsigned>(c.head())))
    {
    }

    /* Column means of the cosine matrix, and their softmax's denominator. Called by the whole block. */
    __device__ void prepare(float *partial)
    {
        if (call.terms.redundancy == 0) {
            return;
        }
        if (call.uses_tensor_cores()) {
            settle_open_rows(call);
        }
        const ScoreScratch &scratch = call.scratch;
        top = -INFINITY;
        for (int i = threadIdx.x; i < call.n; i += kThreads) {
            const auto units =
                static_cast<long long>(__ldcg(scratch.duplicate + base + order[i])); /* past L1: added to */
            const float taken = static_cast<float>(units) * 0x1.0p-40f;
            const float mean = (scratch.redundancy[base + i] - taken) / static_cast<float>(call.n);
            scratch.redundancy[base + i] = mean;
            top = fmaxf(top, mean);
        }
        top = max_of_block(top, partial);
        total = 0;
        for (int i = threadIdx.x; i < call.n; i += kThreads) {
            total += expf(scratch.redundancy[base + i] - top);
        }
        total = sum_of_block(total, partial);
    }

    /* −∞ for what stays in any case: it is added to the best. */
    __device__ float of(int i) const
    {
        const KvsScoreTerms &terms = call.terms;
        const ScoreScratch &scratch = call.scratch;
        const int past = call.n - terms.window_size;
        float score = 0;
        if (i < past) {
            score += terms.attention != 0 ? terms.attention * pooled(scratch.importance + base, terms, i, past) : 0;
            score -= terms.redundancy != 0 ? terms.redundancy * (expf(scratch.redundancy[base + i] - top) / total) : 0;
        }
        if (terms.norm != 0) {
            const float scale = key_scales ? key_scales[order[i]] : 1;
            score -= terms.norm * (scale / scratch.inverse_norms[base + i] - 1e-8f);
        }
        score += terms.mass != 0 ? terms.mass * call.pool.mass[channel + order[i]] : 0;
        score += terms.recency * static_cast<float>(i);
        if (terms.random != 0) {
            score +=
                terms.random * static_cast<float>(random_unit(random_key, call.pool.positions[channel + order[i]]));
        }
        return must_stay(terms, i, call.n) || isnan(score) ? -INFINITY : score;
    }
};

/* One block a head: scores in order, for checks. */
__global__ void __launch_bounds__(kThreads) write_scores(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float partial[kWarps];
    HeadScore score(call);
    score.prepare(partial);
    for (int i = threadIdx.x; i < call.n; i += kThreads) {
        call.scratch.scores[score.base + i] = score.of(i);
    }
}

/* Exclusive prefix over the block of one flag a thread; total in `sum`. */
__device__ int rank_in_block(bool flag, int *warp_counts, int &sum)
{
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const unsigned ballot = __ballot_sync(0xffffffffu, flag);
    if (lane == 0) {
        warp_counts[warp] = __popc(ballot);
    }
    __syncthreads();
    int before = __popc(ballot & ((1u << lane) - 1));
    sum = 0;
    for (int w = 0; w < kWarps; ++w) {
        before += w < warp ? warp_counts[w] : 0;
        sum += warp_counts[w];
    }
    __syncthreads();
    return before;
}

/* One block a head: which entries have the best scores, ties to the lower place, as many as stay beside those that stay
 * in any case. Keys lie in shared memory, where it has room for them. */
__global__ void __launch_bounds__(kThreads) select_best(ScoreCall call, bool in_shared)
{
    extern __shared__ uint32_t shared_keys[];
    __shared__ float partial[kWarps];
    __shared__ CutMemory memory;
    __shared__ int warp_counts[kWarps];
    wait_for_predecessor();
    HeadScore score(call);
    score.prepare(partial);
    const int n = call.n, want = call.budget - min(n, call.terms.num_first + call.terms.num_last);
    auto *keys = in_shared ? shared_keys : reinterpret_cast<uint32_t *>(call.scratch.scores + score.base);
    for (int i = threadIdx.x; i < n; i += kThreads) {
        keys[i] = ordered_bits(score.of(i));
    }
    const Cut cut = find_cut(keys, n, want, memory);
    uint8_t *selected = call.scratch.selected + score.base;
    int num_equal = 0;
    for (int first = 0; first < n; first += kThreads) {
        const int i = first + threadIdx.x;
        const bool is_equal = i < n && keys[i] == cut.key;
        bool is_taken = is_equal;
        if (cut.num_taken < cut.num_equal) {
            int sum = 0;
            is_taken = rank_in_block(is_equal, warp_counts, sum) + num_equal < cut.num_taken && is_equal;
            num_equal += sum;
        }
        if (i < n) {
            selected[i] = is_taken || keys[i] > cut.key;
        }
    }
}

struct ApplyCall {
    ScoreCall score;
    KvsKvPool target;
    int target_sequence[kMaxAtOnce];
    bool in_place;
    const uint16_t *keep;
    int32_t *slot;
    int32_t *dropped;
};

/* Bytes of one entry's K or V row. */
__device__ int row_bytes(const ApplyCall &call)
{
    const KvsDType dtype = call.score.pool.dtype;
    return call.score.head_dim * (dtype == KVS_F32 ? 4 : dtype == KVS_BF16 ? 2 : 1);
}

/* Copies entries from[i] → to[i] of one head, K, V and channels. Sources and targets do not overlap. */
__device__ void move_entries(const ApplyCall &call, const uint16_t *from, const uint16_t *to, int count)
{
    const ScoreCall &score = call.score;
    const int bytes = row_bytes(call), source = score.sequence[blockIdx.y], target = call.target_sequence[blockIdx.y];
    const SlotPlace at{score.pool, score.num_layers, score.num_kv_heads, bytes};
    const SlotPlace into{call.target, score.num_layers, score.num_kv_heads, bytes};
    const int words = bytes / 4;
    for (int values = 0; values < 2; ++values) {
        const auto *rows =
            static_cast<const char *>(at.block(source, 0)) + at.in_block(score.layer(), values, score.head(), 0);
        auto *targets =
            static_cast<char *>(into.block(target, 0)) + into.in_block(score.layer(), values, score.head(), 0);
        for (int i = threadIdx.x; i < count * words; i += kThreads) {
            reinterpret_cast<uint32_t *>(targets + static_cast<size_t>(to[i / words]) * bytes)[i % words] =
                reinterpret_cast<const uint32_t *>(rows + static_cast<size_t>(from[i / words]) * bytes)[i % words];
        }
        if (score.pool.scales) {
            const float *scales = score.pool.scales + at.scale(source, score.layer(), values, score.head());
            float *new_scales = call.target.scales + into.scale(target, score.layer(), values, score.head());
            for (int i = threadIdx.x; i < count; i += kThreads) {
                new_scales[to[i]] = scales[from[i]];
            }
        }
    }
    const size_t old_channel = at.channel(source, score.layer(), score.head());
    const size_t new_channel = into.channel(target, score.layer(), score.head());
    for (int i = threadIdx.x; i < count; i += kThreads) {
        call.target.positions[new_channel + to[i]] = score.pool.positions[old_channel + from[i]];
        if (score.pool.mass) {
            call.target.mass[new_channel + to[i]] = score.pool.mass[old_channel + from[i]];
        }
    }
}

/* The kept entries in their new order, as places in the old one, into kept[budget]; flags[i] = 1 for each. */
__device__ void list_kept(const ApplyCall &apply, uint16_t *kept, uint8_t *flags, int *warp_counts)
{
    const ScoreCall &call = apply.score;
    const int n = call.n, budget = call.budget;
    const uint8_t *selected = call.scratch.selected + call.place() * n;
    for (int i = threadIdx.x; i < n; i += kThreads) {
        flags[i] = !apply.keep && (must_stay(call.terms, i, n) || selected[i]) ? 1 : 0;
    }
    __syncthreads();
    if (apply.keep) {
        const uint16_t *given = apply.keep + call.place() * budget;
        for (int i = threadIdx.x; i < budget; i += kThreads) {
            kept[i] = given[i];
            flags[given[i]] = 1;
        }
        __syncthreads();
        return;
    }
    int done = 0;
    for (int first = 0; first < n; first += kThreads) {
        const int i = first + threadIdx.x;
        const bool is_kept = i < n && flags[i] == 1;
        int sum = 0;
        const int rank = done + rank_in_block(is_kept, warp_counts, sum);
        if (is_kept) {
            kept[rank] = static_cast<uint16_t>(i);
        }
        done += sum;
    }
    __syncthreads();
}

/* Shared memory of one block of apply. */
struct ApplyMemory {
    uint16_t *kept;      /* [budget] places of the kept entries in the old order; later the slots they get */
    uint16_t *old_slots; /* [budget] slots of the kept entries */
    uint16_t *movers;    /* [n − budget] slots beyond the budget whose entries stay, ascending */
    uint16_t *holes;     /* [n − budget] slots below it that become free, ascending */
    uint8_t *flags;      /* [n] */
    int *warp_counts;
};

/* Original positions of what goes. */
__device__ void write_dropped(const ApplyCall &call, const ApplyMemory &memory, const uint16_t *order, size_t channel)
{
    const int n = call.score.n, excess = n - call.score.budget;
    int num_dropped = 0;
    for (int first = 0; call.dropped && first < n; first += kThreads) {
        const int i = first + threadIdx.x;
        int sum = 0;
        const int rank = num_dropped + rank_in_block(i < n && !memory.flags[i], memory.warp_counts, sum);
        if (i < n && !memory.flags[i]) {
            call.dropped[call.score.place() * excess + rank] = call.score.pool.positions[channel + order[i]];
        }
        num_dropped += sum;
    }
}

/* Lists holes and movers; returns how many there are of each. flags: which slots stay in use. */
__device__ int list_moves(const ApplyCall &call, const ApplyMemory &memory)
{
    const int n = call.score.n, budget = call.score.budget;
    for (int i = threadIdx.x; i < n; i += kThreads) {
        memory.flags[i] = 0;
    }
    __syncthreads();
    for (int i = threadIdx.x; i < budget; i += kThreads) {
        memory.flags[memory.old_slots[i]] = 1;
    }
    __syncthreads();
    int num_holes = 0, num_movers = 0;
    for (int first = 0; first < n; first += kThreads) {
        const int s = first + threadIdx.x;
        int sum = 0;
        const bool is_hole = s < budget && !memory.flags[s];
        const int hole = num_holes + rank_in_block(is_hole, memory.warp_counts, sum);
        num_holes += sum;
        const bool is_mover = s >= budget && s < n && memory.flags[s];
        const int mover = num_movers + rank_in_block(is_mover, memory.warp_counts, sum);
        num_movers += sum;
        if (is_hole) {
            memory.holes[hole] = static_cast<uint16_t>(s);
        }
        if (is_mover) {
            memory.movers[mover] = static_cast<uint16_t>(s);
        }
    }
    __syncthreads();
    return num_movers;
}

/* The slot of a kept entry afterwards: its own below the budget, else the hole with its number among the movers. */
__device__ uint16_t new_slot(const ApplyMemory &memory, uint16_t slot, int budget, int num_movers)
{
    if (slot < budget) {
        return slot;
    }
    int low = 0, high = num_movers - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        memory.movers[middle] < slot ? low = middle + 1 : high = middle;
    }
    return memory.holes[low];
}

/* What is known of duplicates, for the entries that stay: a duplicate that goes is to be looked for again, one that
 * moves is followed. memory.kept: new slots; flags: which old slots stay in use. */
__device__ void follow_duplicates(const ApplyCall &call, const ApplyMemory &memory, int num_movers)
{
    const ScoreCall &score = call.score;
    if (!score.pool.nearest) {
        return;
    }
    const SlotPlace into{call.target, score.num_layers, score.num_kv_heads, score.head_dim};
    const uint32_t *from = score.nearest();
    uint32_t *to = call.target.nearest + into.channel(call.target_sequence[blockIdx.y], score.layer(), score.head());
    for (int i = threadIdx.x; i < score.budget; i += kThreads) {
        Find known = from[memory.old_slots[i]];
        if (known != 0 && known != KVS_NO_DUPLICATE) {
            const auto slot = static_cast<uint16_t>(place_of(known));
            known = call.in_place && memory.flags[slot]
                        ? find_at(new_slot(memory, slot, score.budget, num_movers), known)
                        : 0;
        }
        to[memory.kept[i]] = known;
    }
}

/* One block a head. Moves at most n − budget rows of K and V where source and target are one, else budget rows. */
__global__ void __launch_bounds__(kThreads) apply(ApplyCall call)
{
    wait_for_predecessor();
    extern __shared__ __align__(16) unsigned char bytes[];
    __shared__ int warp_counts[kWarps];
    const ScoreCall &score = call.score;
    const int budget = score.budget, excess = score.n - budget;
    auto *halves = reinterpret_cast<uint16_t *>(bytes);
    const ApplyMemory memory{halves,
                             halves + budget,
                             halves + 2 * budget,
                             halves + 2 * budget + excess,
                             reinterpret_cast<uint8_t *>(halves + 2 * (budget + excess)),
                             warp_counts};
    const uint16_t *order = score.order();
    list_kept(call, memory.kept, memory.flags, warp_counts);
    write_dropped(call, memory, order, score.slots().channel(score.sequence[blockIdx.y], score.layer(), score.head()));
    for (int i = threadIdx.x; i < budget; i += kThreads) {
        memory.old_slots[i] = order[memory.kept[i]];
    }
    __syncthreads();

    const SlotPlace into{call.target, score.num_layers, score.num_kv_heads, score.head_dim};
    uint16_t *new_order =
        call.target.order + into.channel(call.target_sequence[blockIdx.y], score.layer(), score.head());
    const int num_movers = call.in_place ? list_moves(call, memory) : 0;
    for (int i = threadIdx.x; i < budget; i += kThreads) {
        memory.kept[i] =
            call.in_place ? new_slot(memory, memory.old_slots[i], budget, num_movers) : static_cast<uint16_t>(i);
        new_order[i] = memory.kept[i];
    }
    __syncthreads();
    follow_duplicates(call, memory, num_movers);
    call.in_place ? move_entries(call, memory.movers, memory.holes, num_movers)
                  : move_entries(call, memory.old_slots, memory.kept, budget);
    if (call.slot && blockIdx.x == 0 && threadIdx.x == 0) {
        call.slot[call.target_sequence[blockIdx.y]] = budget;
    }
}

size_t rounded(size_t num_bytes)
{
    return (num_bytes + 255) / 256 * 256;
}

/* Lays the arrays out from `memory`; nullptr: only counts. */
ScoreScratch lay_out(const KvsDecoderShape &shape, const KvsScoreTerms &terms, int n, int count, void *memory)
{
    const size_t heads = static_cast<size_t>(count) * shape.num_layers * shape.attention.num_kv_heads,
                 entries = heads * n;
    size_t used = 0;
    const auto take = [&](size_t num_bytes) {
        auto *at = static_cast<char *>(memory) + used;
        used += rounded(num_bytes);
        return static_cast<void *>(at);
    };
    ScoreScratch scratch{};
    scratch.logits = static_cast<float *>(take(terms.attention != 0 ? sizeof(float) * entries * terms.window_size : 0));
    scratch.importance = static_cast<float *>(take(sizeof(float) * entries));
    scratch.inverse_norms = static_cast<float *>(take(sizeof(float) * entries));
    scratch.unit_sum = static_cast<float *>(take(sizeof(float) * heads * kSumParts * shape.attention.head_dim));
    scratch.redundancy = static_cast<float *>(take(sizeof(float) * entries));
    scratch.duplicate = static_cast<unsigned long long *>(take(sizeof(unsigned long long) * entries));
    scratch.open_rows = static_cast<int32_t *>(take(sizeof(int32_t) * entries));
    scratch.open = static_cast<OpenCounts *>(take(sizeof(OpenCounts) * heads));
    scratch.first_cosines = static_cast<float *>(take(sizeof(float) * entries));
    scratch.finds = static_cast<uint32_t *>(take(sizeof(uint32_t) * entries));
    scratch.scores = static_cast<float *>(take(sizeof(float) * entries));
    scratch.selected = static_cast<uint8_t *>(take(entries));
    scratch.num_bytes = used;
    return scratch;
}

ScoreCall make_call(const KvsDecoderShape &shape, const KvsScoreTerms &terms, const KvsKvPool &pool, int n, int budget,
                    int count, void *scratch)
{
    ScoreCall call{};
    call.pool = pool;
    call.terms = terms;
    call.dtype = shape.dtype;
    call.num_layers = shape.num_layers;
    call.num_heads = shape.attention.num_heads;
    call.num_kv_heads = shape.attention.num_kv_heads;
    call.head_dim = shape.attention.head_dim;
    call.n = n;
    call.budget = budget;
    call.scratch = lay_out(shape, terms, n, count, scratch);
    return call;
}

void measure(KvsStream *stream, const ScoreCall &call, int count)
{
    if (call.terms.attention != 0 || call.terms.redundancy != 0 || call.terms.norm != 0) {
        call.uses_tensor_cores() ? measure_with_tensor_cores(stream, call, count)
                                 : measure_plainly(stream, call, count);
    }
}

void select(KvsStream *stream, const ScoreCall &call, int count)
{
    constexpr size_t kRoom = 32768; /* bytes that a block has without asking, less what it has beside the keys */
    const size_t bytes = sizeof(uint32_t) * call.n;
    const bool in_shared = bytes <= kRoom;
    launch(select_best, dim3(call.num_layers * call.num_kv_heads, count), dim3(kThreads), in_shared ? bytes : 0, stream,
           call, in_shared);
}

} // namespace

size_t compress_scratch_bytes(const KvsDecoderShape *shape, const KvsScoreTerms *terms, int32_t n, int32_t count)
{
    return lay_out(*shape, *terms, n, count < kMaxAtOnce ? count : kMaxAtOnce, nullptr).num_bytes;
}

void compress(KvsStream *stream, const KvsDecoderShape *shape, const KvsScoreTerms *terms, const KvsKvPool *source,
              const KvsKvPool *target, const KvsCompression *what, int32_t count, int32_t n, int32_t budget,
              const uint16_t *keep, int32_t *slot, void *scratch, int32_t *dropped)
{
    const int heads = shape->num_layers * shape->attention.num_kv_heads;
    const size_t shared_bytes = sizeof(uint16_t) * 2 * (budget + (n - budget)) + n;
    allow_shared(apply, shared_bytes);
    for (int first = 0; first < count; first += kMaxAtOnce) {
        const int now = count - first < kMaxAtOnce ? count - first : kMaxAtOnce;
        ScoreCall call = make_call(*shape, *terms, *source, n, budget, now, scratch);
        ApplyCall applied{};
        for (int i = 0; i < now; ++i) {
            call.sequence[i] = what[first + i].source;
            call.seed[i] = what[first + i].seed;
            applied.target_sequence[i] = what[first + i].target;
        }
        if (!keep) {
            measure(stream, call, now);
            select(stream, call, now);
        }
        applied.keep = keep ? keep + static_cast<size_t>(first) * heads * budget : nullptr;
        applied.score = call;
        applied.target = *target;
        applied.in_place = source == target;
        applied.slot = slot;
        applied.dropped = dropped ? dropped + static_cast<size_t>(first) * heads * (n - budget) : nullptr;
        launch(apply, dim3(heads, now), dim3(kThreads), shared_bytes, stream, applied);
    }
}

void score(KvsStream *stream, const KvsDecoderShape *shape, const KvsScoreTerms *terms, const KvsKvPool *pool,
           int32_t sequence, uint64_t seed, int32_t n, int32_t budget, void *scratch, float *scores)
{
    ScoreCall call = make_call(*shape, *terms, *pool, n, budget, 1, scratch);
    call.sequence[0] = sequence;
    call.seed[0] = seed;
    measure(stream, call, 1);
    launch(write_scores, dim3(call.num_layers * call.num_kv_heads, 1), dim3(kThreads), 0, stream, call);
    copy(stream, scores, call.scratch.scores,
         sizeof(float) * static_cast<size_t>(shape->num_layers) * shape->attention.num_kv_heads * n);
}

} // namespace kvs::cuda
