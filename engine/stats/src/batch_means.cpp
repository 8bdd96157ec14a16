#include "stats/summarize.h"
#include "student_t.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace kvscope::stats {

RateEstimate batch_means(const std::vector<double> &means)
{
    std::vector<double> values;
    std::copy_if(means.begin(), means.end(), std::back_inserter(values),
                 [](double mean) { return std::isfinite(mean); });
    if (values.empty()) {
        return {};
    }

    const double n = static_cast<double>(values.size());
    RateEstimate estimate;
    for (const double value : values) {
        estimate.mean += value / n;
    }
    if (values.size() < 2) {
        return estimate;
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - estimate.mean) * (value - estimate.mean);
    }
    const double standard_error = std::sqrt(squares / (n - 1) / n);
    const double half_width = student_t_975(static_cast<int>(values.size()) - 1) * standard_error;
    estimate.interval = {estimate.mean - half_width, estimate.mean + half_width, "batch means, Student t"};
    return estimate;
}

} // namespace kvscope::stats
