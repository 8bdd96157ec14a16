#include "command.h"
#include "grade_pairs.h"
#include "json_text.h"
#include "regrade.h"
#include "terminal_text.h"

#include "common/exit_codes.h"

#include <memory>

namespace kvscope {

namespace {

struct GradeOptions {
    std::string session;
    std::string pairs_file;
    std::string gold;
    std::string answer;
    bool has_answer = false; ///< it may be empty
    std::string grader_id;   ///< empty: the dataset's own, "integer" outside a session
    bool is_dry_run = false;
    bool as_json = false;
};

Result<const Grader *> grader_named(const std::string &id)
{
    if (const Grader *grader = find_grader(id)) {
        return grader;
    }
    std::string known;
    for (const Grader *each : graders()) {
        known += (known.empty() ? "" : ", ") + each->id;
    }
    return make_error(ErrorCode::InvalidArgument, "grader \"" + id + "\" is not known; there are: " + known);
}

int grade_one(const Grader &grader, const GradeOptions &options)
{
    const Grade grade = grade_answer(grader, options.gold, options.answer);
    if (options.as_json) {
        print_line(
            to_line({{"verdict", name_of(grade.verdict)}, {"extracted", grade.extracted}, {"reason", grade.reason}}));
    } else {
        print_line(std::string(name_of(grade.verdict)) + "\t" + printable(grade.extracted) + "\t" +
                   printable(grade.reason));
    }
    return kExitComplete;
}

void print_change(const RegradeChange &change, bool as_json)
{
    if (as_json) {
        print_line(to_line({{"event", "regraded"},
                            {"cell", change.cell_key},
                            {"problem_id", change.key.first},
                            {"sample_index", change.key.second},
                            {"from", name_of(change.from)},
                            {"to", name_of(change.grade.verdict)},
                            {"gold", change.gold},
                            {"extracted", change.grade.extracted},
                            {"reason", change.grade.reason}}));
        return;
    }
    print_line(printable(change.cell_key) + "\t" + printable(change.key.first) + "\t" +
               std::to_string(change.key.second) + "\t" + name_of(change.from) + " → " + name_of(change.grade.verdict) +
               "\t" + printable(change.grade.extracted) + "\t" + printable(change.grade.reason));
}

void print_summary(const RegradeSummary &summary, const GradeOptions &options)
{
    nlohmann::json transitions = nlohmann::json::array();
    std::string in_words;
    for (const auto &[verdicts, count] : summary.transitions) {
        const std::string from = name_of(verdicts.first);
        const std::string to = name_of(verdicts.second);
        transitions.push_back({{"from", from}, {"to", to}, {"count", count}});
        in_words += (in_words.empty() ? ": " : ", ") + std::to_string(count) + " " + from + " → " + to;
    }
    if (options.as_json) {
        print_line(to_line({{"event", "regrade_end"},
                            {"num_graded", summary.num_graded},
                            {"num_invalid", summary.num_invalid},
                            {"num_changed", summary.num_changed},
                            {"num_reworded", summary.num_reworded},
                            {"dry_run", options.is_dry_run},
                            {"transitions", transitions}}));
        return;
    }
    print_line(
        std::to_string(summary.num_graded) + " samples graded, " + std::to_string(summary.num_changed) +
        (options.is_dry_run ? " verdicts would change" : " verdicts changed") + in_words +
        (summary.num_reworded > 0 ? "; the same verdict in other words: " + std::to_string(summary.num_reworded) : "") +
        (summary.num_invalid > 0 ? "; invalid and left alone: " + std::to_string(summary.num_invalid) : ""));
}

int regrade(const GradeOptions &options)
{
    if (!options.grader_id.empty()) {
        if (const auto grader = grader_named(options.grader_id); grader.has_error()) {
            return report_error(grader.error(), options.as_json);
        }
    }
    const Result<RegradeSummary> summary =
        regrade_session(options.session, {options.grader_id, options.is_dry_run},
                        [&](const RegradeChange &change) { print_change(change, options.as_json); });
    if (summary.has_error()) {
        return report_error(summary.error(), options.as_json);
    }
    print_summary(summary.value(), options);
    return kExitComplete;
}

int grade(const GradeOptions &options)
{
    const bool is_one = options.has_answer || !options.gold.empty();
    if (int{!options.session.empty()} + int{!options.pairs_file.empty()} + int{is_one} != 1) {
        return report_error(
            make_error(ErrorCode::InvalidArgument, "give one of SESSION, --pairs FILE, or --gold with --answer"));
    }
    if (!options.session.empty()) {
        return regrade(options);
    }
    if (is_one && (options.gold.empty() || !options.has_answer)) {
        return report_error(make_error(ErrorCode::InvalidArgument, "--gold and --answer belong together"));
    }
    const auto grader = grader_named(options.grader_id.empty() ? "integer" : options.grader_id);
    if (grader.has_error()) {
        return report_error(grader.error());
    }
    return is_one ? grade_one(*grader.value(), options)
                  : grade_pairs(*grader.value(), options.pairs_file, options.as_json);
}

} // namespace

void add_grade_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("grade", "Grade stored samples again, or answers, without a model");
    const auto options = std::make_shared<GradeOptions>();
    command
        ->add_option("session", options->session,
                     "The .kvsession file whose samples are graded again; its log keeps the old verdicts")
        ->type_name("SESSION");
    command
        ->add_option("--pairs", options->pairs_file,
                     "Lines {\"gold\":…, \"answer\":…}; an answer with \\boxed{} is extracted")
        ->type_name("FILE");
    command->add_option("--gold", options->gold, "The expected answer to compare --answer with")->type_name("TEXT");
    const CLI::Option *answer =
        command->add_option("--answer", options->answer, "One answer or whole generation to grade")->type_name("TEXT");
    command
        ->add_option("--grader", options->grader_id,
                     "integer, choice or math (default: the dataset's own in a session, else integer)")
        ->type_name("ID");
    command->add_flag("--dry-run", options->is_dry_run, "List what would change in SESSION and store nothing");
    command->add_flag("--json", options->as_json, "Print one JSON object a line");
    command->footer("Bad lines of --pairs are reported with their number, the rest is graded, and the exit code is 1.\n"
                    "Examples:\n  kvscope-runner grade demo.kvsession --grader math --dry-run\n"
                    "  kvscope-runner grade --grader math --gold '\\frac{1}{2}' --answer 0.5\n"
                    "  kvscope-runner grade --pairs pairs.jsonl --json");
    command->callback([options, answer, &action] {
        options->has_answer = answer->count() > 0;
        action = [options] { return grade(*options); };
    });
}

} // namespace kvscope
