#include "variant.h"

#define KVS_TEXT_OF(x) #x
#define KVS_TEXT(x) KVS_TEXT_OF(x)

namespace kvs::KVS_ISA {

const CpuOps &ops()
{
    static const CpuOps table{KVS_TEXT(KVS_ISA), add_rms_norm,     rope_append,    attention, silu_mul,
                              check_finite,      window_attention, key_redundancy, key_norms, gemm_tile};
    return table;
}

} // namespace kvs::KVS_ISA
