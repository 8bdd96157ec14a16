#include "charts/common/gpu_text.h"

#include "charts/common/chart_text.h"
#include "ui/format.h"

namespace kvscope {
namespace {

QString throttleWord(const QString &reason)
{
    if (reason == QLatin1String("sw_power_cap")) {
        return ChartText::tr("power limit");
    }
    if (reason == QLatin1String("sw_thermal_slowdown") || reason == QLatin1String("hw_thermal_slowdown")) {
        return ChartText::tr("temperature");
    }
    if (reason == QLatin1String("hw_power_brake")) {
        return ChartText::tr("power supply");
    }
    if (reason == QLatin1String("hw_slowdown")) {
        return ChartText::tr("the hardware");
    }
    if (reason == QLatin1String("sync_boost")) {
        return ChartText::tr("another GPU");
    }
    return reason == QLatin1String("other") ? ChartText::tr("other") : QString();
}

QString whole(double value)
{
    return QString::number(value, 'f', 0);
}

QString powerText(const GpuTelemetry &gpu)
{
    return gpu.power_max_w ? ChartText::tr("%1 W (at most %2)").arg(whole(*gpu.power_mean_w), whole(*gpu.power_max_w))
                           : ChartText::tr("%1 W").arg(whole(*gpu.power_mean_w));
}

} // namespace

QString tokensPerJouleText(const GpuTelemetry &gpu)
{
    const std::optional<double> rate = gpu.tokens_per_joule();
    return rate ? tpsText(*rate) : QString();
}

QString throttledText(const GpuTelemetry &gpu)
{
    return gpu.throttle_reasons ? QStringLiteral("%1 %").arg(whole(100 * gpu.throttled_share())) : QString();
}

QString throttleReasonsText(const GpuTelemetry &gpu)
{
    QStringList words;
    for (const QString &reason : plainText(gpu.throttle_reasons.value_or("")).split(QLatin1Char(' '))) {
        if (const QString word = throttleWord(reason); !word.isEmpty() && !words.contains(word)) {
            words << word;
        }
    }
    return words.join(QStringLiteral(", "));
}

QStringList gpuLines(const GpuTelemetry &gpu)
{
    QStringList parts;
    if (const QString rate = tokensPerJouleText(gpu); !rate.isEmpty()) {
        parts << (gpu.energy_is_integrated ? ChartText::tr("%1 tokens/J (energy from power)").arg(rate)
                                           : ChartText::tr("%1 tokens/J").arg(rate));
    }
    if (gpu.power_mean_w) {
        parts << powerText(gpu);
    }
    if (gpu.memory_peak_bytes) {
        parts << ChartText::tr("%1 in use").arg(bytesText(*gpu.memory_peak_bytes));
    }
    if (gpu.utilization_mean) {
        parts << ChartText::tr("%1 % busy").arg(whole(*gpu.utilization_mean));
    }
    if (gpu.sm_clock_mean_mhz) {
        parts << ChartText::tr("%1 MHz").arg(whole(*gpu.sm_clock_mean_mhz));
    }
    if (gpu.temperature_max_c) {
        parts << ChartText::tr("%1 °C").arg(whole(*gpu.temperature_max_c));
    }
    QStringList lines;
    if (!parts.isEmpty()) {
        lines << ChartText::tr("GPU: %1").arg(parts.join(QStringLiteral(", ")));
    }
    if (gpu.num_throttled > 0) {
        const QString lowest =
            gpu.sm_clock_min_mhz ? ChartText::tr(", down to %1 MHz").arg(whole(*gpu.sm_clock_min_mhz)) : QString();
        lines << ChartText::tr("Clocks held down at %1 of the readings (%2)%3")
                     .arg(throttledText(gpu), throttleReasonsText(gpu), lowest);
    }
    return lines;
}

} // namespace kvscope
