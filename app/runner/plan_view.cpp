#include "plan_view.h"

#include "manifest.h"
#include "text_table.h"

#include "engine/sweep.h"

namespace kvscope {

using Json = nlohmann::json;

std::string plan_text(const SweepSpec &spec, const SweepPlan &plan)
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
                       plan.datasets[static_cast<std::size_t>(cell.dataset)].label, cell.policy,
                       format_budget(cell.budget), is_full ? "all" : std::to_string(cell.retained),
                       is_full ? "–" : std::to_string(cell.peak), std::to_string(cell.num_samples),
                       format_bytes(static_cast<double>(cell.kv_bytes_per_sequence)),
                       format_bytes(static_cast<double>(cell.trace_bytes_estimate))});
    }
    std::string text = table.text() + std::to_string(plan.cells.size()) + " cells, " + std::to_string(num_samples) +
                       " samples, " + batch_label(spec.batch) + ", eviction trace about " +
                       format_bytes(static_cast<double>(trace_bytes)) + "\n";
    for (const std::string &warning : plan.warnings) {
        text += "warning: " + warning + "\n";
    }
    return text;
}

Json plan_json(const SweepSpec &spec, const SweepPlan &plan)
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
                         {"num_samples", cell.num_samples},
                         {"kv_bytes_per_sequence", cell.kv_bytes_per_sequence},
                         {"trace_bytes_estimate", cell.trace_bytes_estimate}});
    }
    return {{"event", "plan"}, {"batch", batch_label(spec.batch)}, {"models", models}, {"datasets", datasets},
            {"cells", cells},  {"warnings", plan.warnings}};
}

} // namespace kvscope
