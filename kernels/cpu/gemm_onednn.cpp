#include "gemm_onednn.h"

#include "ops.h"

#include <oneapi/dnnl/dnnl.hpp>
#include <omp.h>

#include <algorithm>
#include <vector>

namespace kvs {

namespace {

dnnl::engine &cpu_engine()
{
    static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

} // namespace

struct OneDnnProduct::State {
    dnnl::matmul product;
    dnnl::memory weight;
    dnnl::memory::desc x_desc, y_desc, scratch_desc;
};

OneDnnProduct::OneDnnProduct(const float *weight, int32_t out_features, int32_t in_features)
    : state_(std::make_unique<State>())
{
    using dnnl::memory;
    const auto f32 = memory::data_type::f32;
    state_->x_desc = memory::desc({kRowTile, in_features}, f32, memory::format_tag::ab);
    state_->y_desc = memory::desc({kRowTile, out_features}, f32, memory::format_tag::ab);
    const memory::desc any({in_features, out_features}, f32, memory::format_tag::any);
    /* The library's own scratchpad is shared between threads; ours is one a thread. */
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
#if DNNL_VERSION_MAJOR >= 3
    const dnnl::matmul::primitive_desc desc(cpu_engine(), state_->x_desc, any, state_->y_desc, attributes);
#else
    const dnnl::matmul::primitive_desc desc(dnnl::matmul::desc(state_->x_desc, any, state_->y_desc), attributes,
                                            cpu_engine());
#endif
    state_->scratch_desc = desc.scratchpad_desc();
    state_->product = dnnl::matmul(desc);
    state_->weight = memory(desc.weights_desc(), cpu_engine());
    /* A row of W is a column of the product's right side: format "ba". */
    memory plain({{in_features, out_features}, f32, memory::format_tag::ba}, cpu_engine(), const_cast<float *>(weight));
    dnnl::stream stream(cpu_engine());
    dnnl::reorder(plain, state_->weight).execute(stream, plain, state_->weight);
    stream.wait();
}

OneDnnProduct::~OneDnnProduct() = default;

void OneDnnProduct::run_tile(const float *x, float *y) const
{
    /* One thread a product: the engine runs products side by side, and a team of one cannot reorder a sum. */
    thread_local const bool single = (omp_set_num_threads(1), true);
    (void)single;
    thread_local dnnl::stream stream(cpu_engine());
    dnnl::memory source(state_->x_desc, cpu_engine(), const_cast<float *>(x));
    dnnl::memory target(state_->y_desc, cpu_engine(), y);
    thread_local std::vector<float> scratch_floats;
    scratch_floats.resize(std::max(scratch_floats.size(), state_->scratch_desc.get_size() / sizeof(float) + 1));
    dnnl::memory scratch(state_->scratch_desc, cpu_engine(), scratch_floats.data());
    state_->product.execute(stream, {{DNNL_ARG_SRC, source},
                                     {DNNL_ARG_WEIGHTS, state_->weight},
                                     {DNNL_ARG_DST, target},
                                     {DNNL_ARG_SCRATCHPAD, scratch}});
    stream.wait();
}

std::size_t OneDnnProduct::num_bytes() const { return state_->weight.get_desc().get_size(); }

} // namespace kvs
