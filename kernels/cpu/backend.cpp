#include "kernels/backend.h"

#include "ops.h"
#ifdef KVS_WITH_ONEDNN
#include "gemm_onednn.h"
#endif

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <sys/mman.h>

struct KvsWeight {
    int32_t out_features = 0;
    int32_t in_features = 0;
    float *panels = nullptr;
#ifdef KVS_WITH_ONEDNN
    std::unique_ptr<kvs::OneDnnProduct> product;
#endif
    ~KvsWeight() { std::free(panels); }
};

namespace kvs {

float *scratch(KvsStream *stream, size_t num_floats)
{
    if (stream->scratch_floats < num_floats) {
        std::free(stream->scratch);
        stream->scratch_floats = num_floats + num_floats / 2;
        stream->scratch = static_cast<float *>(std::aligned_alloc(64, (stream->scratch_floats * 4 + 63) / 64 * 64));
        if (!stream->scratch) {
            /* Scratch is a few rows of scores; without it no result could be right. */
            std::fputs("kvscope: out of memory for attention scratch\n", stderr);
            std::_Exit(1);
        }
    }
    return stream->scratch;
}

namespace {

const CpuOps &chosen_ops()
{
#ifdef KVS_HAVE_X86
    static const CpuOps &best = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                                        __builtin_cpu_supports("avx512dq")
                                    ? avx512::ops()
                                : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2::ops()
                                                                                                   : generic::ops();
    return best;
#else
    return generic::ops();
#endif
}

void *allocate(size_t num_bytes)
{
    /* Large pages: touching small ones for the first time takes most of the time of loading weights. */
    constexpr size_t huge = size_t{2} << 20;
    const size_t align = num_bytes >= 4 * huge ? huge : 64;
    const size_t rounded = (num_bytes + align - 1) / align * align;
    void *memory = std::aligned_alloc(align, rounded ? rounded : align);
    if (memory) {
        if (align == huge) {
            (void)madvise(memory, rounded, MADV_HUGEPAGE);
        }
        std::memset(memory, 0, rounded);
    }
    return memory;
}

void release(void *memory) { std::free(memory); }

void describe(char *text, size_t capacity)
{
    char model[128] = "CPU";
    if (FILE *file = std::fopen("/proc/cpuinfo", "re")) {
        char line[256];
        while (std::fgets(line, sizeof line, file)) {
            if (std::strncmp(line, "model name", 10) == 0 && std::strchr(line, ':')) {
                std::snprintf(model, sizeof model, "%.100s", std::strchr(line, ':') + 2);
                model[std::strcspn(model, "\n")] = 0;
                break;
            }
        }
        std::fclose(file);
    }
    std::snprintf(text, capacity, "%s, %s", model, chosen_ops().isa);
}

KvsStream *stream_create() { return new (std::nothrow) KvsStream{nullptr, 0}; }

void stream_destroy(KvsStream *stream)
{
    if (stream) {
        std::free(stream->scratch);
        delete stream;
    }
}

void stream_synchronize(KvsStream *) {}

float to_f32(KvsDType dtype, const void *data, size_t i)
{
    if (dtype == KVS_F32) {
        float value;
        std::memcpy(&value, static_cast<const char *>(data) + i * 4, 4);
        return value;
    }
    uint16_t half;
    std::memcpy(&half, static_cast<const char *>(data) + i * 2, 2);
    if (dtype == KVS_BF16) {
        const uint32_t bits = static_cast<uint32_t>(half) << 16;
        float value;
        std::memcpy(&value, &bits, 4);
        return value;
    }
    /* Shifted, a half is the same number but for a factor of 2^112, its subnormals too; infinities and NaN lose their
     * exponent. */
    uint32_t bits = static_cast<uint32_t>(half & 0x7FFFu) << 13;
    float value;
    std::memcpy(&value, &bits, 4);
    value *= 0x1p112f;
    std::memcpy(&bits, &value, 4);
    bits |= (half & 0x7C00u) == 0x7C00u ? 0x7F800000u : 0u;
    bits |= static_cast<uint32_t>(half & 0x8000u) << 16;
    std::memcpy(&value, &bits, 4);
    return value;
}

#ifdef KVS_WITH_ONEDNN

bool fill(KvsWeight &weight, KvsDType dtype, const void *data)
try {
    if (dtype == KVS_F32) {
        weight.product = std::make_unique<OneDnnProduct>(static_cast<const float *>(data), weight.out_features,
                                                         weight.in_features);
        return true;
    }
    const size_t count = static_cast<size_t>(weight.out_features) * weight.in_features;
    const std::unique_ptr<float[]> plain(new float[count]);
    for (size_t i = 0; i < count; ++i) {
        plain[i] = to_f32(dtype, data, i);
    }
    weight.product = std::make_unique<OneDnnProduct>(plain.get(), weight.out_features, weight.in_features);
    return true;
} catch (const std::exception &) {
    return false;
}

#else

bool fill(KvsWeight &weight, KvsDType dtype, const void *data)
{
    const size_t num_panels = (weight.out_features + 15) / 16, k = weight.in_features;
    weight.panels = static_cast<float *>(allocate(num_panels * k * 16 * sizeof(float)));
    if (!weight.panels) {
        return false;
    }
    for (int32_t row = 0; row < weight.out_features; ++row) {
        float *panel = weight.panels + static_cast<size_t>(row / 16) * k * 16 + row % 16;
        for (size_t i = 0; i < k; ++i) {
            panel[i * 16] = to_f32(dtype, data, row * k + i);
        }
    }
    return true;
}

#endif

KvsWeight *weight_create(KvsDType dtype, int32_t out_features, int32_t in_features, const void *data)
{
    std::unique_ptr<KvsWeight> weight(new (std::nothrow) KvsWeight);
    if (!weight) {
        return nullptr;
    }
    weight->out_features = out_features;
    weight->in_features = in_features;
    return fill(*weight, dtype, data) ? weight.release() : nullptr;
}

void weight_destroy(KvsWeight *weight) { delete weight; }

size_t weight_bytes(const KvsWeight *weight)
{
#ifdef KVS_WITH_ONEDNN
    return weight->product->num_bytes();
#else
    return static_cast<size_t>((weight->out_features + 15) / 16) * 16 * weight->in_features * sizeof(float);
#endif
}

void linear(KvsStream *, const KvsWeight *weight, const float *x, const float *bias, float *y, int32_t num_rows)
{
    const size_t n = weight->out_features, k = weight->in_features;
    for (int32_t row = 0; row < num_rows; row += kRowTile) {
#ifdef KVS_WITH_ONEDNN
        float *tile = y + row * n;
        weight->product->run_tile(x + row * k, tile);
        for (size_t i = 0; bias && i < kRowTile * n; ++i) {
            tile[i] += bias[i % n];
        }
#else
        chosen_ops().gemm_tile({weight->panels, weight->out_features, weight->in_features}, x + row * k, bias,
                               y + row * n);
#endif
    }
}

void embed(KvsStream *, const float *table, const int32_t *ids, float *y, int32_t num_rows, int32_t width)
{
    for (int32_t r = 0; r < num_rows; ++r) {
        std::memcpy(y + static_cast<size_t>(r) * width, table + static_cast<size_t>(ids[r]) * width,
                    sizeof(float) * width);
    }
}

void compact_rows(KvsStream *stream, float *x, int32_t width, const int32_t *keep, int32_t num_keep)
{
    const size_t row_floats = width;
    float *kept = scratch(stream, num_keep * row_floats);
    for (int32_t i = 0; i < num_keep; ++i) {
        std::memcpy(kept + i * row_floats, x + keep[i] * row_floats, sizeof(float) * row_floats);
    }
    std::memcpy(x, kept, sizeof(float) * row_floats * num_keep);
}

} // namespace

} // namespace kvs

const KvsBackend *kvs_cpu_backend(void)
{
    using namespace kvs;
    static const KvsBackend backend = [] {
        const CpuOps &ops = chosen_ops();
        KvsBackend b{};
        b.abi_version = KVS_ABI_VERSION;
        b.name = "cpu";
        b.describe = describe;
        b.alloc = allocate;
        b.release = release;
        b.stream_create = stream_create;
        b.stream_destroy = stream_destroy;
        b.stream_synchronize = stream_synchronize;
        b.weight_create = weight_create;
        b.weight_destroy = weight_destroy;
        b.weight_bytes = weight_bytes;
        b.linear = linear;
        b.row_tile = kRowTile;
        b.embed = embed;
        b.add_rms_norm = ops.add_rms_norm;
        b.rope_append = ops.rope_append;
        b.attention = ops.attention;
        b.silu_mul = ops.silu_mul;
        b.check_finite = ops.check_finite;
        b.window_attention = ops.window_attention;
        b.key_redundancy = ops.key_redundancy;
        b.key_norms = ops.key_norms;
        b.compact_rows = compact_rows;
        return b;
    }();
    return &backend;
}
