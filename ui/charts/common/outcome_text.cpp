#include "charts/common/outcome_text.h"

#include "charts/common/chart_text.h"
#include "ui/format.h"

namespace kvscope {

QString outcomeText(const std::vector<const CellResult *> &cells)
{
    int numSamples = 0;
    int numTruncated = 0;
    int numNoAnswer = 0;
    int numInvalid = 0;
    double numTokens = 0;
    double numEvictions = 0;
    for (const CellResult *cell : cells) {
        numSamples += cell->num_samples;
        numTruncated += cell->num_truncated;
        numNoAnswer += cell->num_no_answer;
        numInvalid += cell->num_invalid;
        numTokens += cell->mean_output_tokens * cell->num_samples;
        numEvictions += cell->mean_evictions * cell->num_samples;
    }
    if (numSamples == 0) {
        return {};
    }
    const auto percent = [numSamples](int count) { return percentText(100.0 * count / numSamples); };
    return ChartText::tr("Truncated %1 %, no answer %2 %, invalid %3 %; mean output %4 tokens, %5 evictions a sample")
        .arg(percent(numTruncated), percent(numNoAnswer), percent(numInvalid),
             QString::number(numTokens / numSamples, 'f', 0), QString::number(numEvictions / numSamples, 'f', 1));
}

} // namespace kvscope
