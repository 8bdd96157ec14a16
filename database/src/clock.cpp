#include "clock.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace kvscope {

std::string utc_now()
{
    const auto now = std::chrono::system_clock::now();
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    const std::time_t seconds = since_epoch.count() / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> date{};
    std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 48> stamp{};
    std::snprintf(stamp.data(), stamp.size(), "%s.%03dZ", date.data(), static_cast<int>(since_epoch.count() % 1000));
    return stamp.data();
}

} // namespace kvscope
