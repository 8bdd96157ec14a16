#include "engine/interchange.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: a first byte that picks the tool, then the file's content.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view content(reinterpret_cast<const char *>(data) + 1, size - 1);
    if (data[0] % 3 == 0) {
        const auto parsed = parse_lm_eval_samples(content, "samples_a.jsonl", {.grader = "integer"});
        if (parsed.has_value() && (parsed.value().samples.empty() || parsed.value().problems.empty())) {
            std::abort();
        }
    } else if (data[0] % 3 == 1) {
        const auto parsed = parse_lm_eval_results(content, "results_a.json");
        if (parsed.has_value() && parsed.value().scores.empty()) {
            std::abort();
        }
    } else {
        const auto parsed = parse_vllm_benchmark(content, "bench.json", {});
        if (parsed.has_value() && !(std::isfinite(parsed.value().timing->overall_tps) &&
                                    parsed.value().timing->overall_tps >= 0 && parsed.value().timing->wall_s > 0)) {
            std::abort();
        }
    }
    (void)recognise_results(content, "a.json");
    return 0;
}
