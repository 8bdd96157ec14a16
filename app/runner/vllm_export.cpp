#include "export_files.h"
#include "results_export.h"
#include "setting_names.h"

#include "common/build_info.h"

#include <algorithm>

namespace kvscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kPage = 1000;

struct TokenCounts {
    std::int64_t num_requests = 0;
    std::int64_t num_prompt_tokens = 0;
    std::int64_t num_tokens = 0;
};

Result<TokenCounts> count_tokens(const SessionReader &reader, const std::string &cell_key)
{
    TokenCounts counts;
    for (int offset = 0;; offset += kPage) {
        const Result<std::vector<SampleRow>> rows = reader.samples(cell_key, kPage, offset);
        if (rows.has_error()) {
            return rows.error();
        }
        for (const SampleRow &row : rows.value()) {
            ++counts.num_requests;
            counts.num_prompt_tokens += row.num_prompt_tokens;
            counts.num_tokens += row.num_tokens;
        }
        if (static_cast<int>(rows.value().size()) < kPage) {
            return counts;
        }
    }
}

/// The first pass that made all of a cell's tokens, each sequence's first uncounted; NULL: a resumed cell may have
/// none.
const CellTiming *whole_pass(const std::vector<CellTiming> &timings, const TokenCounts &counts)
{
    const auto pass = std::find_if(timings.begin(), timings.end(), [&counts](const CellTiming &timing) {
        return timing.wall_s > 0 && counts.num_tokens > 0 &&
               timing.num_decode_tokens + counts.num_requests >= counts.num_tokens;
    });
    return pass == timings.end() ? nullptr : &*pass;
}

/// The first pass over the whole cell: vLLM's figures are over its whole run, prefill included.
Json benchmark_json(const CellResult &cell, const std::string &model_name, const CellTiming &timing,
                    const TokenCounts &counts, const std::string &date)
{
    Json json{
        {"date", date},
        {"endpoint_type", "kvscope"},
        {"backend", "kvscope"},
        {"label", nullptr},
        {"model_id", model_name},
        {"tokenizer_id", model_name},
        {"num_prompts", counts.num_requests},
        {"request_rate", "inf"},
        {"burstiness", 1.0},
        {"max_concurrency", timing.batch_reached},
        {"duration", timing.wall_s},
        {"completed", counts.num_requests},
        {"failed", 0},
        {"total_input_tokens", counts.num_prompt_tokens},
        {"total_output_tokens", counts.num_tokens},
        {"request_throughput", static_cast<double>(counts.num_requests) / timing.wall_s},
        {"request_goodput", nullptr},
        {"output_throughput", static_cast<double>(counts.num_tokens) / timing.wall_s},
        {"total_token_throughput", static_cast<double>(counts.num_prompt_tokens + counts.num_tokens) / timing.wall_s},
        {"max_concurrent_requests", timing.batch_reached}};
    json["kvscope_version"] = KVSCOPE_VERSION;
    json["kv_policy"] = cell.policy;
    json["kv_budget"] = cell.budget.is_full() ? Json("full") : Json(cell.budget.tokens);
    json["kv_decode_tps"] = timing.overall_tps;
    json["device"] = timing.device;
    return json;
}

} // namespace

Result<std::vector<std::string>> export_vllm(const SessionReader &reader, const SessionRows &rows,
                                             const std::string &folder)
{
    std::vector<std::string> files;
    const std::string date = date_text("%Y%m%d-%H%M%S");
    std::vector<const CellResult *> cells;
    for (const CellRows &cell : rows.cells) {
        cells.push_back(&cell.counts);
    }
    const std::vector<std::string> names = setting_names(rows.frame, cells);
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const CellRows &cell = rows.cells[c];
        const Result<TokenCounts> counts = count_tokens(reader, cell.counts.cell_key);
        if (counts.has_error()) {
            return counts.error();
        }
        const CellTiming *timing = whole_pass(cell.timings, counts.value());
        if (timing == nullptr) {
            continue; // there is no whole run to report
        }
        const std::string &setting = names[c];
        const std::string dataset = rows.frame.datasets[static_cast<std::size_t>(cell.counts.dataset)].label;
        const std::string path = folder + "/" + setting + "-" + file_name_part(dataset) + ".json";
        const Json json = benchmark_json(cell.counts, setting, *timing, counts.value(), date);
        if (const Status status = write_new_file(path, json_text(json, 2) + "\n"); status.has_error()) {
            return status.error();
        }
        files.push_back(path);
    }
    return files;
}

} // namespace kvscope
