#include "ui/eviction_colors.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kvscope {
namespace {

constexpr std::array<QRgb, 5> kLight{0xFF7F8FD0, 0xFF5DAFCB, 0xFF7CCB9A, 0xFFC6DA74, 0xFFF3E28A};
constexpr std::array<QRgb, 5> kDark{0xFFA8502A, 0xFF8C3F63, 0xFF64407F, 0xFF3F4680, 0xFF2F4468};

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto channel = [share](double from, double to) { return static_cast<float>(from + (to - from) * share); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
                            channel(a.blueF(), b.blueF()));
}

double within(double value)
{
    return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0;
}

} // namespace

QColor dropColor(const Theme &theme, double when)
{
    const auto &stops = theme.isDark ? kDark : kLight;
    const double at = within(when) * (stops.size() - 1);
    const auto first = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    return mixed(QColor::fromRgb(stops[first]), QColor::fromRgb(stops[first + 1]), at - static_cast<double>(first));
}

QColor keptColor(const Theme &theme, double share)
{
    return mixed(theme.grid, theme.bars(0), within(share));
}

} // namespace kvscope
