#include "command.h"
#include "dataset_view.h"
#include "json_text.h"
#include "terminal_text.h"

#include "common/exit_codes.h"
#include "engine/dataset.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>

namespace kvscope {

namespace {

struct DatasetCommand {
    std::string file;
    std::string column_map;
    std::uint64_t choice_seed = 0;
    int num_shown = 1;
    bool as_json = false;
};

using Json = nlohmann::json;

Json dataset_json(const Dataset &dataset, int num_shown)
{
    Json problems = Json::array();
    for (int i = 0; i < std::min(num_shown, static_cast<int>(dataset.problems.size())); ++i) {
        const Problem &problem = dataset.problems[static_cast<std::size_t>(i)];
        problems.push_back({{"id", problem.id}, {"text", problem.text}, {"gold", problem.gold}});
    }
    return {{"file", dataset.file},
            {"id", dataset.id},
            {"sha256", dataset.sha256},
            {"layout", dataset.layout},
            {"grader", dataset.grader},
            {"columns", dataset.columns},
            {"num_problems", dataset.problems.size()},
            {"quarantined", quarantine_json(dataset)},
            {"problems", problems}};
}

void print_dataset(const Dataset &dataset, int num_shown)
{
    std::string columns;
    for (const std::string &column : dataset.columns) {
        columns += (columns.empty() ? "" : ", ") + column;
    }
    print_line(printable(dataset.file) + ": " + std::to_string(dataset.problems.size()) + " problems, layout " +
               dataset.layout + ", graded as " + dataset.grader +
               ", lines left out: " + std::to_string(dataset.rejected.size()));
    print_line("columns: " + printable(columns));
    for (int i = 0; i < std::min(num_shown, static_cast<int>(dataset.problems.size())); ++i) {
        const Problem &problem = dataset.problems[static_cast<std::size_t>(i)];
        print_line("problem " + printable(problem.id) + ", expected answer " + printable(problem.gold) + ":");
        std::size_t begin = 0;
        while (begin <= problem.text.size()) {
            const std::size_t end = std::min(problem.text.find('\n', begin), problem.text.size());
            print_line("    " + printable(problem.text.substr(begin, end - begin)));
            begin = end + 1;
        }
    }
    std::fputs(quarantine_text(dataset, std::numeric_limits<std::size_t>::max()).c_str(), stdout);
}

int inspect(const DatasetCommand &options)
{
    DatasetOptions load;
    load.choice_seed = options.choice_seed;
    if (!options.column_map.empty()) {
        const Result<ColumnMap> columns = parse_column_map(options.column_map);
        if (columns.has_error()) {
            return report_error(columns.error(), options.as_json);
        }
        load.columns = columns.value();
    }
    const Result<Dataset> dataset = load_dataset(options.file, load);
    if (dataset.has_error()) {
        return report_error(dataset.error(), options.as_json);
    }
    if (options.as_json) {
        print_line(to_line(dataset_json(dataset.value(), options.num_shown)));
    } else {
        print_dataset(dataset.value(), options.num_shown);
    }
    return kExitComplete;
}

} // namespace

void add_dataset_command(CLI::App &app, Action &action)
{
    CLI::App *command =
        app.add_subcommand("dataset", "Say how a dataset file is read, and which of its lines cannot be used");
    const auto options = std::make_shared<DatasetCommand>();
    command->add_option("file", options->file, "JSONL, JSON or CSV file")->required()->type_name("FILE");
    command->add_option("--map", options->column_map, "Columns instead of a recognised layout, as for `run`")
        ->type_name("COLUMNS");
    command->add_option("--choice-seed", options->choice_seed, "Order of multiple choices where the file states none")
        ->check(whole_number());
    command->add_option("--show", options->num_shown, "Print the first N problems as the model gets them")
        ->type_name("N")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    command->add_flag("--json", options->as_json, "One JSON object");
    command->footer("Examples:\n"
                    "  kvscope-runner dataset resources/tasks/tasks.jsonl\n"
                    "  kvscope-runner dataset quiz.csv --map \"problem=Question,answer=Right,wrong=Wrong 1|Wrong 2\"");
    command->callback([options, &action] { action = [options] { return inspect(*options); }; });
}

} // namespace kvscope
