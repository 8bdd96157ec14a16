#include "command.h"
#include "json_text.h"
#include "token_ids.h"
#include "tokenize_bench.h"

#include "common/exit_codes.h"
#include "engine/tokenizer.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace kvscope {

namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{256} << 20;

struct TokenizeOptions {
    std::string model_dir;
    std::string text;
    std::string file;
    std::vector<std::string> ids;
    bool no_special = false;
    bool is_bench = false;
    bool as_json = false;
    CLI::Option *file_option = nullptr;
    CLI::Option *ids_option = nullptr;
};

int decode_ids(const TokenizeOptions &options, const Tokenizer &tokenizer)
{
    const Result<std::vector<std::int32_t>> ids = parse_token_ids("--ids", options.ids);
    if (ids.has_error()) {
        return report_error(ids.error(), options.as_json);
    }
    if (const Status status = check_token_ids(ids.value(), tokenizer.vocab_size()); status.has_error()) {
        return report_error(status.error(), options.as_json);
    }
    const std::string text = tokenizer.decode(ids.value(), options.no_special);
    print_line(options.as_json ? to_line({{"ids", ids.value()}, {"text", text}}) : text);
    return kExitComplete;
}

int tokenize(const TokenizeOptions &options)
{
    const Result<Tokenizer> tokenizer = Tokenizer::load(options.model_dir);
    if (tokenizer.has_error()) {
        return report_error(tokenizer.error(), options.as_json);
    }
    if (options.ids_option->count() > 0) {
        return decode_ids(options, tokenizer.value());
    }
    std::string text = options.text;
    if (options.file_option->count() > 0) {
        Result<std::string> content = read_text_file(options.file, kMaxTextBytes);
        if (content.has_error()) {
            return report_error(content.error(), options.as_json);
        }
        text = std::move(content).value();
    }
    if (options.is_bench) {
        return bench_tokenizer(tokenizer.value(), text, options.as_json);
    }
    const std::vector<std::int32_t> ids = tokenizer.value().encode(text, !options.no_special);
    print_line(options.as_json ? to_line({{"ids", ids}, {"text", text}}) : join_token_ids(ids));
    return kExitComplete;
}

} // namespace

void add_tokenize_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("tokenize", "Text to token ids, or ids to text");
    const auto options = std::make_shared<TokenizeOptions>();
    command->add_option("--model", options->model_dir, "Model folder with a tokenizer.json")
        ->required()
        ->type_name("DIR");
    CLI::Option_group *input = command->add_option_group("Input", "One of");
    input->add_option("--text", options->text, "Text to encode")->type_name("TEXT");
    options->file_option = input->add_option("--file", options->file, "File to encode, byte for byte")->type_name("F");
    options->ids_option = input->add_option("--ids", options->ids, "Ids to decode: 1,2,3")->type_name("IDS");
    input->require_option(1);
    command->add_flag("--no-special", options->no_special,
                      "Encode without the tokenizer's begin-of-sentence; decode without special tokens");
    command->add_flag("--bench", options->is_bench,
                      "Encode the input again and again and print the speed instead of the ids");
    command->add_flag("--json", options->as_json, "Print {\"ids\":[…],\"text\":\"…\"}");
    command->footer("Examples:\n"
                    "  kvscope-runner tokenize --model resources/models/tiny-r1-llama --text 'What is fjord?'\n"
                    "  kvscope-runner tokenize --model resources/models/tiny-r1-llama --ids 256,313 --json\n"
                    "  kvscope-runner tokenize --model DIR --file corpus.txt --bench");
    command->callback([options, &action] { action = [options] { return tokenize(*options); }; });
}

} // namespace kvscope
