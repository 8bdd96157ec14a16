#include "common.cuh"
#include "ops.h"

#include <cstdio>
#include <map>
#include <mutex>
#include <tuple>

namespace kvs::cuda {

namespace {

/* One product's description for cuBLASLt and the algorithm that serves it. */
struct Plan {
    cublasLtMatmulDesc_t product = nullptr;
    cublasLtMatrixLayout_t weight = nullptr, x = nullptr, y = nullptr;
    cublasLtMatmulAlgo_t algorithm{};
    bool is_ready = false;
};

using Key = std::tuple<int32_t, int32_t, int32_t, KvsDType, KvsDType>; /* out, in, rows, dtype, y dtype */

std::mutex plans_mutex;
std::map<Key, Plan> plans; /* lives as long as the module */

bool keep_blas(cublasStatus_t status, const char *what)
{
    if (status == CUBLAS_STATUS_SUCCESS) {
        return true;
    }
    char text[256];
    std::snprintf(text, sizeof text, "cuBLAS failed in %s: %s.", what, cublasLtGetStatusString(status));
    keep_error_text(text);
    return false;
}

cudaDataType_t data_type(KvsDType dtype)
{
    return dtype == KVS_F32 ? CUDA_R_32F : CUDA_R_16BF;
}

/* Column-major for the library: y [out, rows] = Wᵀ-stored [in, out], transposed, times x [in, rows]. */
Plan make_plan(cublasLtHandle_t blas, int32_t out, int32_t in, int32_t rows, KvsDType dtype, KvsDType y_dtype)
{
    Plan plan;
    const cublasOperation_t transposed = CUBLAS_OP_T;
    cublasLtMatmulDescCreate(&plan.product, CUBLAS_COMPUTE_32F, CUDA_R_32F);
    cublasLtMatmulDescSetAttribute(plan.product, CUBLASLT_MATMUL_DESC_TRANSA, &transposed, sizeof transposed);
    cublasLtMatrixLayoutCreate(&plan.weight, data_type(dtype), in, out, in);
    cublasLtMatrixLayoutCreate(&plan.x, data_type(dtype), in, rows, in);
    cublasLtMatrixLayoutCreate(&plan.y, data_type(y_dtype), out, rows, out);
    cublasLtMatmulPreference_t preference = nullptr;
    cublasLtMatmulPreferenceCreate(&preference);
    cublasLtMatmulPreferenceSetAttribute(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &kWorkspaceBytes,
                                         sizeof kWorkspaceBytes);
    cublasLtMatmulHeuristicResult_t best{};
    int num_found = 0;
    const auto status = cublasLtMatmulAlgoGetHeuristic(blas, plan.product, plan.weight, plan.x, plan.y, plan.y,
                                                       preference, 1, &best, &num_found);
    cublasLtMatmulPreferenceDestroy(preference);
    plan.is_ready = keep_blas(status, "choosing a matrix product") && num_found > 0;
    if (num_found == 0) {
        keep_error_text("cuBLAS knows no algorithm for one of the model's matrix products.");
    }
    plan.algorithm = best.algo;
    return plan;
}

const Plan &plan_of(KvsStream *stream, const KvsWeight &weight, int32_t num_rows, KvsDType y_dtype)
{
    const std::lock_guard lock(plans_mutex);
    const Key key{weight.out_features, weight.in_features, num_rows, weight.dtype, y_dtype};
    const auto found = plans.find(key);
    if (found != plans.end()) {
        return found->second;
    }
    return plans
        .emplace(key, make_plan(stream->blas, weight.out_features, weight.in_features, num_rows, weight.dtype, y_dtype))
        .first->second;
}

} // namespace

void linear_prepare(KvsStream *stream, const KvsWeight *weight, int32_t num_rows, KvsDType y_dtype)
{
    if (!skinny_serves(*weight, num_rows)) {
        plan_of(stream, *weight, num_rows, y_dtype);
    }
}

void linear(KvsStream *stream, const KvsWeight *weight, const void *x, void *y, KvsDType y_dtype, int32_t num_rows)
{
    if (skinny_serves(*weight, num_rows)) {
        skinny_linear(stream, *weight, x, y, y_dtype, num_rows);
        return;
    }
    const Plan &plan = plan_of(stream, *weight, num_rows, y_dtype);
    const float one = 1, zero = 0;
    if (plan.is_ready) {
        keep_blas(cublasLtMatmul(stream->blas, plan.product, &one, weight->data, plan.weight, x, plan.x, &zero, y,
                                 plan.y, y, plan.y, &plan.algorithm, stream->workspace, kWorkspaceBytes,
                                 stream->stream),
                  "a matrix product");
    }
}

} // namespace kvs::cuda
