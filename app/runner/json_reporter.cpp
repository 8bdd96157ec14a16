#include "json_reporter.h"

#include "engine/sweep.h"
#include "json_text.h"
#include "telemetry_view.h"
#include "terminal_text.h"

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace kvscope {

namespace {

using Json = nlohmann::json;

/// A budget as the protocol has it: a number, or "full".
Json budget_json(const KvBudget &budget)
{
    return budget.is_full() ? Json("full") : Json(budget.tokens);
}

template <typename T>
Json or_null(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

/// Messages carry paths and texts from files; a line stays far below the protocol's 1 MiB.
std::string shortened(const std::string &text)
{
    constexpr std::size_t kMaxMessageBytes = 16 * 1024;
    return text.size() <= kMaxMessageBytes ? text : text.substr(0, kMaxMessageBytes) + "…";
}

} // namespace

JsonReporter::JsonReporter(std::function<void()> on_reader_gone) : out_(STDOUT_FILENO, std::move(on_reader_gone)) {}

void JsonReporter::run_started(const RunStart &start)
{
    out_.write(to_line({{"event", "start"},
                        {"session", start.session},
                        {"num_cells", start.num_cells},
                        {"num_samples", start.num_samples},
                        {"num_committed", start.num_committed},
                        {"device", start.device},
                        {"threads", start.num_threads}}),
               LineWriter::Kind::MustHave);
}

void JsonReporter::cell_started(const CellStart &start)
{
    out_.write(to_line({{"event", "cell_start"},
                        {"cell", start.key},
                        {"model", start.model},
                        {"dataset", start.dataset},
                        {"policy", start.policy},
                        {"budget", budget_json(start.budget)},
                        {"kv_dtype", name_of(start.kv_dtype)},
                        {"num_samples", start.num_samples},
                        {"num_committed", start.num_committed}}),
               LineWriter::Kind::MustHave);
}

void JsonReporter::sample_committed(const std::string &cell_key, const SampleResult &sample)
{
    out_.write(to_line({{"event", "sample"},
                        {"cell", cell_key},
                        {"problem_id", sample.problem_id},
                        {"sample_index", sample.sample_index},
                        {"verdict", name_of(sample.grade.verdict)},
                        {"num_tokens", sample.tokens.size()},
                        {"finish", name_of(sample.finish)}}),
               LineWriter::Kind::Expendable);
}

void JsonReporter::progressed(const RunProgress &progress)
{
    const Json eta = progress.eta ? Json::array({progress.eta->low, progress.eta->high}) : Json();
    out_.write(to_line({{"event", "progress"},
                        {"cell", progress.cell_key},
                        {"running", progress.num_running},
                        {"num_tokens", progress.num_tokens},
                        {"tps", progress.tps},
                        {"cell_committed", progress.cell_committed},
                        {"cell_samples", progress.cell_samples},
                        {"sweep_committed", progress.sweep_committed},
                        {"sweep_samples", progress.sweep_samples},
                        {"eta_s", eta},
                        {"loaded", or_null(progress.loaded)},
                        {"gpu", progress.gpu ? reading_json(*progress.gpu) : Json()}}),
               LineWriter::Kind::LatestOnly);
}

void JsonReporter::cell_ended(const CellEnd &end)
{
    Json event = {{"event", "cell_end"},
                  {"cell", end.key},
                  {"state", end.is_complete ? "complete" : "failed"},
                  {"pass_at_1", or_null(end.pass_at_1)},
                  {"tps", or_null(end.tps)}};
    if (!end.accuracy_missing.empty()) {
        event["accuracy_missing"] = end.accuracy_missing;
    }
    if (end.telemetry) {
        event["telemetry"] = telemetry_json(*end.telemetry);
    }
    if (!end.is_complete) {
        event["message"] = shortened(end.message);
    }
    out_.write(to_line(event), LineWriter::Kind::MustHave);
}

void JsonReporter::paused(bool is_paused)
{
    out_.write(to_line({{"event", is_paused ? "paused" : "continued"}}), LineWriter::Kind::MustHave);
}

void JsonReporter::logged(const std::string &level, const std::string &message)
{
    std::fprintf(stderr, "%s: %s\n", level.c_str(), printable(message).c_str());
    out_.write(to_line({{"event", "log"}, {"level", level}, {"message", shortened(message)}}),
               LineWriter::Kind::MustHave);
}

void JsonReporter::failed(const Error &error)
{
    std::fprintf(stderr, "kvscope-runner: %s\n", printable(error.message).c_str());
    out_.write(to_line({{"event", "error"}, {"code", name_of(error.code)}, {"message", shortened(error.message)}}),
               LineWriter::Kind::MustHave);
}

void JsonReporter::run_ended(RunState state)
{
    if (const std::size_t dropped = out_.num_dropped(); dropped > 0) {
        logged("warning", std::to_string(dropped) + " sample events were skipped, because they were not read in time; "
                                                    "the session has all samples");
    }
    const char *name = state == RunState::Complete ? "complete" : state == RunState::Canceled ? "canceled" : "failed";
    out_.write(to_line({{"event", "end"}, {"state", name}}), LineWriter::Kind::MustHave);
}

void JsonReporter::close()
{
    out_.close();
}

} // namespace kvscope
