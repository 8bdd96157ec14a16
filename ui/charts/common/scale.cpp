#include "charts/common/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kvscope {
namespace {

// Steps a reader can add up in the head.
constexpr std::array plainSteps{1.0, 2.0, 5.0};
constexpr std::array finerSteps{1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};

template <std::size_t N>
double smallestStep(double atLeast, const std::array<double, N> &mantissas)
{
    if (!(atLeast > 0) || !std::isfinite(atLeast)) {
        return 1;
    }
    const double decade = std::pow(10.0, std::floor(std::log10(atLeast)));
    for (double mantissa : mantissas) {
        if (mantissa * decade >= atLeast * (1 - 1e-9)) {
            return mantissa * decade;
        }
    }
    return 10 * decade;
}

} // namespace

Scale percentScale(double maximum)
{
    if (!(maximum > 0)) {
        return {0, 20, 5};
    }
    Scale best{0, smallestStep(maximum / 5, plainSteps), 5};
    for (int count : {4, 6}) {
        const Scale scale{0, smallestStep(maximum / count, plainSteps), count};
        if (scale.upper() < best.upper()) {
            best = scale;
        }
    }
    return best;
}

Scale scaleOfCount(double maximum, int count)
{
    return {0, smallestStep(maximum / count, finerSteps), count};
}

Scale fittedScale(double minimum, double maximum)
{
    const double spread = maximum - minimum;
    const double padding = spread > 0 ? 0.08 * spread : std::max(1.0, 0.1 * std::abs(maximum));
    const double step = smallestStep((spread + 2 * padding) / 6, plainSteps);
    const double lower = std::max(0.0, std::floor((minimum - padding) / step)) * step;
    const int count = static_cast<int>(std::ceil((maximum + padding - lower) / step - 1e-9));
    return {lower, step, std::max(1, count)};
}

std::vector<AxisTick> ticksOf(const Scale &scale, bool hasLabels)
{
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(scale.step) - 1e-9)), 0, 6);
    // A step such as 2.5 needs one digit more than its decade says.
    const double scaled = scale.step * std::pow(10.0, decimals);
    const int extra = std::abs(scaled - std::round(scaled)) > 1e-9 ? 1 : 0;
    std::vector<AxisTick> ticks;
    for (int i = 0; i <= scale.count; ++i) {
        const double position = scale.lower + i * scale.step;
        ticks.push_back({position, hasLabels ? QString::number(position, 'f', decimals + extra) : QString(), {}});
    }
    return ticks;
}

ChartAxis axisOf(const QString &title, const Scale &scale, bool hasLabels)
{
    ChartAxis axis;
    axis.title = title;
    axis.lower = scale.lower;
    axis.upper = scale.upper();
    axis.ticks = ticksOf(scale, hasLabels);
    axis.isNumeric = true;
    return axis;
}

} // namespace kvscope
