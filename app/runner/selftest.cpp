#include "selftest.h"

#include "json_text.h"
#include "text_table.h"

#include "common/exit_codes.h"

#include <optional>
#include <sstream>

namespace kvscope {

namespace {

const char *word_for(CheckOutcome outcome)
{
    return outcome == CheckOutcome::Passed ? "pass" : outcome == CheckOutcome::Skipped ? "skip" : "FAIL";
}

std::string bandwidth_text(const std::optional<double> &bytes_per_s)
{
    return bytes_per_s ? fixed(*bytes_per_s / 1e9, *bytes_per_s < 1e10 ? 2 : 0) + " GB/s" : "—";
}

struct Counts {
    int num_run = 0;
    int num_failed = 0;
    int num_skipped = 0;

    void add(CheckOutcome outcome)
    {
        ++num_run;
        num_failed += outcome == CheckOutcome::Failed ? 1 : 0;
        num_skipped += outcome == CheckOutcome::Skipped ? 1 : 0;
    }
};

} // namespace

std::string check_name(const CheckGroup &group, const Check &check)
{
    return group.id + "." + check.name;
}

int run_selftest(std::span<const CheckGroup *const> groups, const CheckContext &context, const SelftestOptions &options,
                 const std::function<void(const std::string &)> &print)
{
    Counts counts;
    TextTable table({"", "check", "bandwidth", "measured"});
    for (const CheckGroup *group : groups) {
        for (const Check &check : group->checks) {
            const std::string name = check_name(*group, check);
            if (!options.only.empty() && options.only != group->id && options.only != name) {
                continue;
            }
            const CheckResult result = check.run(context);
            std::optional<double> bytes_per_s;
            if (result.outcome == CheckOutcome::Passed && check.bandwidth != nullptr && !context.is_brief) {
                bytes_per_s = check.bandwidth(context);
            }
            counts.add(result.outcome);
            if (options.as_json) {
                print(to_line({{"check", name},
                               {"outcome", word_for(result.outcome)},
                               {"measured", result.message},
                               {"bytes_per_s", bytes_per_s ? nlohmann::json(*bytes_per_s) : nlohmann::json()}}));
            } else {
                table.add_row({word_for(result.outcome), name, bandwidth_text(bytes_per_s), result.message});
            }
        }
    }
    if (!options.as_json) {
        std::istringstream lines(table.text());
        for (std::string line; std::getline(lines, line);) {
            print(line);
        }
        print(std::to_string(counts.num_run) + " checks, " + std::to_string(counts.num_failed) + " failed, " +
              std::to_string(counts.num_skipped) + " skipped");
    }
    return counts.num_failed == 0 && counts.num_run > 0 ? kExitComplete : kExitFailed;
}

} // namespace kvscope
