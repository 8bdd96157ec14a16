#pragma once

#include "types/gpu_telemetry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

enum class FinishReason { Stop, Length, Invalid };
enum class Verdict { Correct, Wrong, NoAnswer, Invalid };

struct Grade {
    Verdict verdict = Verdict::NoAnswer;
    std::string extracted; ///< answer as found in the text; empty if none
    std::string reason;    ///< one short sentence
};

/// One compression of one sequence. What each head dropped, as original positions, ascending.
struct EvictionEvent {
    int step = 0;   ///< generated tokens when it fired; 0 is after prefill
    int kv_len = 0; ///< entries held before
    /// [num_layers × num_kv_heads] lists, layer-major.
    std::vector<std::vector<std::int32_t>> dropped_positions;
};

/// One generated answer to one problem.
struct SampleResult {
    std::string problem_id;
    int sample_index = 0;
    std::string prompt_sha256;
    std::vector<std::int32_t> prompt_tokens;
    std::vector<std::int32_t> tokens; ///< generated; the end-of-sequence token included when reached
    std::string text;                 ///< decoded answer without special tokens
    FinishReason finish = FinishReason::Stop;
    Grade grade;
    int num_evictions = 0;   ///< how often a compression fired
    int peak_kv_len = 0;     ///< most entries held at once
    int num_preemptions = 0; ///< times its blocks were taken and it started again
    double prefill_ms = 0;
    double decode_ms = 0;                 ///< wall time from first to last token, shared with its batch
    std::vector<EvictionEvent> evictions; ///< empty unless traced
};

/// Throughput of one timed pass over a cell.
struct CellTiming {
    int repeat = 0;
    double load_s = 0; ///< reading weights; outside every TPS
    double prefill_s = 0;
    double wall_s = 0;                      ///< prefill included, load not
    std::int64_t num_decode_tokens = 0;     ///< emitted ones, each sequence's first not counted
    double overall_tps = 0;                 ///< num_decode_tokens / (wall_s − prefill_s)
    double sustained_tps = 0;               ///< 0 when there was no such phase
    std::string sustained_missing;          ///< why sustained_tps is absent; empty when it is there
    std::vector<double> window_tps;         ///< batch means behind the interval of sustained_tps
    std::vector<double> overall_window_tps; ///< the same for overall_tps; empty when the pass was too short
    double dynts_tps = 0; ///< mean over batches of steps / summed forward time × batch, as DynTS defines it
    int batch_requested = 0;
    int batch_reached = 0;
    int batch_shrunk = 0;                 ///< sequences at once after the device ran out of memory; 0: it did not
    std::uint64_t kv_bytes_held_peak = 0; ///< physical
    int num_preemptions = 0;
    double energy_j = 0;                   ///< 0: not measured
    std::string device;                    ///< "AMD EPYC, 2 threads"
    std::optional<GpuTelemetry> telemetry; ///< absent: no GPU, or it could not be watched
};

} // namespace kvscope
