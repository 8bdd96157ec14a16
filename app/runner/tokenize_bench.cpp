#include "tokenize_bench.h"

#include "command.h"
#include "json_text.h"
#include "text_table.h"

#include "common/exit_codes.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace kvscope {

namespace {

constexpr double kTotalSeconds = 2;
constexpr std::size_t kMinRounds = 5;

double cpu_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double wall_seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values)
{
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

} // namespace

int bench_tokenizer(const Tokenizer &tokenizer, std::string_view text, bool as_json)
{
    if (text.empty()) {
        return report_error(make_error(ErrorCode::InvalidArgument, "--bench needs a text that is not empty"), as_json);
    }
    std::vector<double> wall;
    std::vector<double> cpu;
    std::size_t num_tokens = 0;
    const double start = wall_seconds();
    while (wall.size() < kMinRounds || wall_seconds() - start < kTotalSeconds) {
        const double wall_start = wall_seconds();
        const double cpu_start = cpu_seconds();
        num_tokens = tokenizer.encode(text, false).size();
        cpu.push_back(cpu_seconds() - cpu_start);
        wall.push_back(wall_seconds() - wall_start);
    }
    const double megabytes = static_cast<double>(text.size()) / 1e6;
    const double wall_rate = megabytes / median(wall);
    const double cpu_rate = megabytes / median(cpu);
    if (as_json) {
        print_line(to_line({{"num_bytes", text.size()},
                            {"num_tokens", num_tokens},
                            {"num_rounds", wall.size()},
                            {"wall_mb_per_s", wall_rate},
                            {"cpu_mb_per_s", cpu_rate}}));
    } else {
        print_line(std::to_string(text.size()) + " bytes, " + std::to_string(num_tokens) + " tokens, median of " +
                   std::to_string(wall.size()) + " rounds on one thread: " + fixed(cpu_rate, 1) +
                   " MB/s of processor time, " + fixed(wall_rate, 1) + " MB/s by the clock");
    }
    return kExitComplete;
}

} // namespace kvscope
