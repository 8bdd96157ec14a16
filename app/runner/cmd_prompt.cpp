#include "command.h"
#include "json_text.h"

#include "common/exit_codes.h"
#include "engine/prompt.h"

#include <cstdio>
#include <memory>

namespace kvscope {

namespace {

struct PromptOptions {
    std::string model_dir;
    std::string problem = "What is 1 + 1?";
    bool as_json = false;
};

/// Special tokens stand in brackets that no tokenizer uses, so that they are told from text that only looks like one.
std::string marked(const std::vector<PromptPart> &parts)
{
    std::string text;
    for (const PromptPart &part : parts) {
        text += part.token_id < 0 ? part.text : "⟦" + part.text + "⟧";
    }
    return text;
}

int show_prompt(const PromptOptions &options)
{
    const Result<PromptFormat> format = PromptFormat::load(options.model_dir);
    if (format.has_error()) {
        return report_error(format.error(), options.as_json);
    }
    const Prompt prompt = format.value().build(options.problem);
    if (!prompt.problem.empty()) {
        return report_error(make_error(ErrorCode::InvalidData, options.model_dir + ": " + prompt.problem),
                            options.as_json);
    }
    const std::vector<PromptPart> parts = format.value().parts_of(prompt);
    const std::string how = format.value().is_template_known() ? "known" : "interpreted";
    if (!options.as_json) {
        print_line(marked(parts));
        std::fprintf(stderr, "%zu tokens; special tokens stand in ⟦⟧; %s chat template, SHA-256 %s\n",
                     prompt.tokens.size(), how.c_str(), format.value().template_sha256().c_str());
        return kExitComplete;
    }
    nlohmann::json list = nlohmann::json::array();
    for (const PromptPart &part : parts) {
        const nlohmann::json token_id = part.token_id < 0 ? nlohmann::json() : nlohmann::json(part.token_id);
        list.push_back({{"text", part.text}, {"token_id", token_id}});
    }
    print_line(to_line({{"text", prompt.text},
                        {"sha256", prompt.sha256},
                        {"num_tokens", prompt.tokens.size()},
                        {"template", how},
                        {"template_sha256", format.value().template_sha256()},
                        {"parts", std::move(list)}}));
    return kExitComplete;
}

} // namespace

void add_prompt_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("prompt", "Show a problem as the model reads it, special tokens marked");
    const auto options = std::make_shared<PromptOptions>();
    command->add_option("--model", options->model_dir, "Model folder")->required()->type_name("DIR");
    command->add_option("--problem", options->problem, "Text of the problem")->type_name("TEXT")->capture_default_str();
    command->add_flag("--json", options->as_json, "One object: text, sha256, num_tokens, template, parts");
    command->footer(
        "Example:\n  kvscope-runner prompt --model resources/models/tiny-r1-llama --problem 'What is fjord?'");
    command->callback([options, &action] { action = [options] { return show_prompt(*options); }; });
}

} // namespace kvscope
