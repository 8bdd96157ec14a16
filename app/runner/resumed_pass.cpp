#include "resumed_pass.h"

#include "types/sentence.h"
#include "types/stored_reason.h"

#include <string>

namespace kvscope {

void judge_resumed_pass(CellTiming &timing, int num_missing, int num_samples)
{
    if (num_missing >= num_samples) {
        return;
    }
    const bool asked_for_no_more = timing.batch_requested > 0 && timing.batch_reached >= timing.batch_requested;
    if (timing.batch_reached >= num_missing && !asked_for_no_more) {
        timing.overall_tps = timing.sustained_tps = timing.dynts_tps = 0;
        timing.window_tps.clear();
        timing.overall_window_tps.clear();
        timing.sustained_missing =
            Sentence{stored_reason::resumed_tail, {std::to_string(num_missing), std::to_string(num_samples)}}.text();
    } else if (timing.sustained_tps == 0) {
        timing.sustained_missing = Sentence{
            stored_reason::resumed,
            {std::to_string(num_missing), std::to_string(num_samples),
             timing.sustained_missing}}.text();
    }
}

} // namespace kvscope
