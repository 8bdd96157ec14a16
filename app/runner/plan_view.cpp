#include "plan_view.h"

#include "json_text.h"
#include "manifest.h"
#include "terminal_text.h"
#include "text_table.h"

#include "engine/sweep.h"

#include <algorithm>

namespace kvscope {

using Json = nlohmann::json;

namespace {

/// "40 s", "12 min", "3.5 h", "8.0 days".
std::string duration_text(double seconds)
{
    if (seconds < 90) {
        return fixed(std::max(seconds, 1.0), 0) + " s";
    }
    if (seconds < 90 * 60) {
        return fixed(seconds / 60, 0) + " min";
    }
    return seconds < 36 * 3600 ? fixed(seconds / 3600, 1) + " h" : fixed(seconds / 86400, 1) + " days";
}

std::string estimate_text(const PlanEstimate &estimate, bool is_for_gpu)
{
    const std::string memory = "memory about " + format_bytes(static_cast<double>(estimate.kv_bytes)) +
                               " for the KV cache, model files " +
                               format_bytes(static_cast<double>(estimate.weight_bytes)) + "\n";
    return is_for_gpu ? memory
                      : memory + "time roughly " + duration_text(estimate.seconds_at_quarter) + " on " +
                            std::to_string(estimate.num_threads) +
                            " CPU threads if samples stop at a quarter of their token limit, " +
                            duration_text(estimate.seconds_at_limit) + " if all reach it\n";
}

} // namespace

std::string plan_text(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate, bool is_for_gpu)
{
    TextTable table(
        {"cell", "model", "dataset", "policy", "budget", "retained", "peak", "samples", "KV per sequence", "trace"});
    std::int64_t num_samples = 0;
    std::uint64_t trace_bytes = 0;
    for (std::size_t c = 0; c < plan.cells.size(); ++c) {
        const CellSpec &cell = plan.cells[c];
        num_samples += cell.num_samples;
        trace_bytes += cell.trace_bytes_estimate;
        const bool is_full = cell.budget.is_full();
        table.add_row({std::to_string(c + 1), plan.models[static_cast<std::size_t>(cell.model)].label,
                       plan.datasets[static_cast<std::size_t>(cell.dataset)].label,
                       cell.policy + (cell.kv_dtype == KvDType::Fp8 ? ", fp8" : ""), format_budget(cell.budget),
                       is_full ? "all" : std::to_string(cell.retained), is_full ? "–" : std::to_string(cell.peak),
                       std::to_string(cell.num_samples), format_bytes(static_cast<double>(cell.kv_bytes_per_sequence)),
                       format_bytes(static_cast<double>(cell.trace_bytes_estimate))});
    }
    std::string text = table.text() + std::to_string(plan.cells.size()) + " cells, " + std::to_string(num_samples) +
                       " samples, " + batch_label(spec.batch) + ", eviction trace about " +
                       format_bytes(static_cast<double>(trace_bytes)) + "\n" + estimate_text(estimate, is_for_gpu);
    if (spec.random_weights) {
        text += "random weights: throughput alone is measured, " + std::to_string(requested_new_tokens(spec)) +
                " new tokens a sample; there will be no accuracy\n";
    }
    for (const std::string &warning : plan.warnings) {
        text += "warning: " + printable(warning) + "\n";
    }
    return text;
}

Json plan_json(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate, bool is_for_gpu)
{
    Json models = Json::array();
    for (const ModelRef &model : plan.models) {
        models.push_back({{"id", model.id},
                          {"label", model.label},
                          {"dir", model.dir},
                          {"architecture", model.architecture},
                          {"weight_bytes", model.weight_bytes},
                          {"kv_bytes_per_token", model.kv_bytes_per_token}});
    }
    Json datasets = Json::array();
    for (const DatasetRef &dataset : plan.datasets) {
        datasets.push_back({{"id", dataset.id},
                            {"label", dataset.label},
                            {"file", dataset.file},
                            {"layout", dataset.layout},
                            {"grader", dataset.grader},
                            {"num_problems", dataset.num_problems},
                            {"num_quarantined", dataset.num_quarantined}});
    }
    Json cells = Json::array();
    for (const CellSpec &cell : plan.cells) {
        cells.push_back({{"cell", cell.key},
                         {"model", plan.models[static_cast<std::size_t>(cell.model)].label},
                         {"dataset", plan.datasets[static_cast<std::size_t>(cell.dataset)].label},
                         {"policy", cell.policy},
                         {"params", Json(cell.params)},
                         {"budget", cell.budget.is_full() ? Json("full") : Json(cell.budget.tokens)},
                         {"buffer", cell.buffer},
                         {"retained", cell.retained},
                         {"peak", cell.peak},
                         {"kv_dtype", name_of(cell.kv_dtype)},
                         {"accuracy_missing", cell.accuracy_missing},
                         {"prompt_tokens", cell.prompt_tokens},
                         {"num_samples", cell.num_samples},
                         {"kv_bytes_per_sequence", cell.kv_bytes_per_sequence},
                         {"trace_bytes_estimate", cell.trace_bytes_estimate}});
    }
    return {{"event", "plan"},
            {"batch", batch_label(spec.batch)},
            {"models", models},
            {"datasets", datasets},
            {"cells", cells},
            {"estimate",
             {{"seconds_at_quarter", is_for_gpu ? Json() : Json(estimate.seconds_at_quarter)},
              {"seconds_at_limit", is_for_gpu ? Json() : Json(estimate.seconds_at_limit)},
              {"threads", is_for_gpu ? Json() : Json(estimate.num_threads)},
              {"kv_bytes", estimate.kv_bytes},
              {"weight_bytes", estimate.weight_bytes}}},
            {"warnings", plan.warnings}};
}

} // namespace kvscope
