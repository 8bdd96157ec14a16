#include "engine/interchange.h"
#include "interchange/results_json.h"
#include "text/json_reader.h"
#include "types/stored_reason.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr double max_seconds = 1e9;
constexpr double max_tokens = 1e15;

Error unusable(const std::string &file, const std::string &message)
{
    return make_error(ErrorCode::InvalidData, file + ": cannot be used as a vLLM benchmark result: " + message);
}

/// Every plain member: what was sent, how, and the latencies.
std::map<std::string, std::string> settings_of(const nlohmann::json &json)
{
    std::map<std::string, std::string> settings;
    for (const auto &[name, value] : json.items()) {
        if (const std::optional<std::string> text = setting_text(json, name.c_str())) {
            settings[name] = *text;
        }
    }
    return settings;
}

int batch_of(const nlohmann::json &json)
{
    for (const char *name : {"max_concurrency", "num_prompts", "num_requests"}) {
        if (const std::optional<double> number = number_of(json, name); number && *number >= 1 && *number <= 1e9) {
            return static_cast<int>(*number);
        }
    }
    return 0;
}

} // namespace

Result<ImportedResults> parse_vllm_benchmark(std::string_view content, const std::string &file,
                                             const ImportOptions &options)
{
    const Result<nlohmann::json> parsed = parse_results(content, file);
    if (parsed.has_error()) {
        return parsed.error();
    }
    const nlohmann::json &json = parsed.value();
    const bool is_serving = json.contains("output_throughput");
    const std::optional<double> seconds = number_of(json, is_serving ? "duration" : "elapsed_time");
    if (!seconds || *seconds <= 0 || *seconds > max_seconds) {
        return unusable(file, is_serving ? "\"duration\" is no time" : "\"elapsed_time\" is no time");
    }
    std::optional<double> tokens = number_of(json, "total_output_tokens");
    if (!tokens && options.num_output_tokens > 0) {
        tokens = static_cast<double>(options.num_output_tokens);
    }
    if (!tokens || *tokens < 0 || *tokens > max_tokens) {
        return unusable(file, "it counts prompt and output tokens together, and throughput here is of output tokens "
                              "only; say how many there were with --output-tokens");
    }
    ImportedResults results;
    results.source = is_serving ? "vLLM serving benchmark" : "vLLM throughput benchmark";
    results.model_label = setting_text(json, "model_id").value_or(setting_text(json, "model").value_or(""));
    results.dataset_label = setting_text(json, "dataset_name").value_or("vLLM benchmark");
    results.settings = settings_of(json);
    CellTiming timing;
    timing.wall_s = *seconds;
    timing.num_decode_tokens = static_cast<std::int64_t>(*tokens);
    timing.overall_tps = *tokens / *seconds;
    timing.sustained_missing = stored_reason::whole_run;
    timing.batch_requested = batch_of(json);
    timing.batch_reached = timing.batch_requested;
    timing.device = results.source;
    results.timing = timing;
    if (const auto stated = number_of(json, "output_throughput");
        stated && std::abs(*stated - timing.overall_tps) > 0.02 * timing.overall_tps) {
        results.notes.push_back("The file states " + std::to_string(*stated) + " output tokens a second, and " +
                                std::to_string(timing.overall_tps) + " follow from its tokens and duration.");
    }
    results.notes.push_back("Prefill is part of the imported throughput: the file does not tell it apart.");
    return results;
}

} // namespace kvscope
