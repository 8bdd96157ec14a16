#include "command.h"
#include "json_text.h"

#include "common/exit_codes.h"
#include "engine/policy.h"

#include <charconv>
#include <memory>

namespace kvscope {

namespace {

using Json = nlohmann::json;

std::string number(double value)
{
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

Json policy_json(const PolicyInfo &info)
{
    Json params = Json::array();
    for (const ParamSpec &param : info.params) {
        params.push_back({{"name", param.name},
                          {"kind", param.kind == ParamSpec::Kind::Integer ? "integer" : "real"},
                          {"default", param.default_value},
                          {"minimum", param.minimum},
                          {"maximum", param.maximum},
                          {"unit", param.unit},
                          {"help", param.help}});
    }
    return {{"id", info.id},           {"label", info.label},   {"source", info.source},
            {"summary", info.summary}, {"evicts", info.evicts}, {"params", params}};
}

void print_policy(const PolicyInfo &info)
{
    print_line(info.id + " — " + info.label + (info.source.empty() ? "" : " (" + info.source + ")"));
    print_line("    " + info.summary);
    for (const ParamSpec &param : info.params) {
        print_line("    " + param.name + " = " + number(param.default_value) +
                   (param.unit.empty() ? "" : " " + param.unit) + " [" + number(param.minimum) + ", " +
                   number(param.maximum) + "]: " + param.help);
    }
}

int list_policies(bool as_json)
{
    for (const Policy *policy : policies()) {
        if (as_json) {
            print_line(to_line(policy_json(policy->info)));
        } else {
            print_policy(policy->info);
        }
    }
    return kExitComplete;
}

} // namespace

void add_policies_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("policies", "List the eviction policies and their parameters");
    const auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "One object a line");
    command->footer("Example:\n  kvscope-runner policies");
    command->callback([as_json, &action] { action = [as_json] { return list_policies(*as_json); }; });
}

} // namespace kvscope
