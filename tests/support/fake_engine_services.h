#pragma once

#include "ui/engine_services.h"

#include <charconv>

namespace kvscope {

/// An engine for tests of the window's parts: two policies, two models, a plan of one cell per model and budget.
class FakeEngineServices : public EngineServices {
public:
    std::vector<PolicyInfo> policies() const override
    {
        PolicyInfo full{"full", "Full", "", "Nothing is evicted.", {}, false};
        PolicyInfo rkv{"r_kv",
                       "R-KV",
                       "arXiv 2505.24133",
                       "Important and not redundant entries stay.",
                       {{"window_size", ParamSpec::Kind::Integer, 8, 1, 256, "tokens", "Newest queries that vote."},
                        {"mix_lambda", ParamSpec::Kind::Real, 0.1, 0, 1, "", "Weight of importance."}},
                       true};
        PolicyInfo sinks{"streaming_llm",
                         "StreamingLLM",
                         "",
                         "The first and the newest entries stay.",
                         {{"sinks", ParamSpec::Kind::Integer, 4, 0, 64, "tokens", "First entries that stay."}},
                         true};
        return {full, rkv, sinks};
    }

    std::vector<GraderChoice> graders() const override { return {{"integer", "Integer equality"}}; }

    std::vector<ModelChoice> findModels() const override
    {
        return {{"/models/left", "left", "bundled", "", "LlamaForCausalLM", 100},
                {"/models/right", "right", "bundled", "", "Qwen2ForCausalLM", 200},
                {"/models/broken", "broken", "Hugging Face cache", "model.safetensors is cut short", "", 0}};
    }

    ModelChoice inspectModel(const std::string &dir) const override
    {
        return {dir, dir.substr(dir.find_last_of('/') + 1), "folder", "", "LlamaForCausalLM", 300};
    }

    Result<DatasetPreview> previewDataset(const std::string &path, const DatasetReading &reading) const override
    {
        if (reading.columns && reading.columns->answer == "ask") {
            return make_error(ErrorCode::InvalidData, "no line is usable");
        }
        if (!reading.columns && path.find("odd") != std::string::npos) {
            return make_error(ErrorCode::InvalidData, "its fields fit no known layout");
        }
        DatasetPreview preview{"tasks", "problem_answer", "integer", 360, 0, "", "What is fjord?", "12", {}};
        if (path.find("gpqa") != std::string::npos) {
            preview.grader = "choice";
        }
        if (reading.columns) {
            preview.layout = "mapped";
            preview.grader = reading.columns->grader;
            preview.num_rejected = 1;
            preview.rejected = {{7, "field \"say\" is missing"}};
        }
        return preview;
    }

    Result<DatasetTable> readDatasetRows(const std::string &, int) const override
    {
        return DatasetTable{{"nr", "ask", "say"}, {{"1", "One?", "1"}, {"2", "Two?", "2"}}};
    }

    std::vector<PresetChoice> presets() const override
    {
        return {
            {"paper", "A paper", "Five samples.", "arXiv 1", {"--samples", "5", "--batch", "20", "--policy", "r_kv"}}};
    }

    Result<PromptPreview> previewPrompt(const std::string &dir, const std::string &problem,
                                        const std::string &) const override
    {
        if (dir == "/models/right") {
            return make_error(ErrorCode::InvalidData, "no chat template");
        }
        return PromptPreview{{{"<bos>", true}, {problem, false}, {"<think>", true}, {"\n", false}}, 9, "abc", true};
    }

    Result<std::vector<KvBudget>> parseBudgets(std::string_view text) const override
    {
        std::vector<KvBudget> budgets;
        while (!text.empty()) {
            const std::string_view part = text.substr(0, text.find(','));
            text.remove_prefix(std::min(text.size(), part.size() + 1));
            if (part == "full") {
                budgets.push_back({0});
                continue;
            }
            int range[3] = {0, 0, 1};
            int count = 0;
            const char *at = part.data();
            const char *end = part.data() + part.size();
            while (count < 3 && at <= end) {
                const auto read = std::from_chars(at, end, range[count]);
                if (read.ec != std::errc() || range[count] <= 0) {
                    return make_error(ErrorCode::InvalidArgument, "“" + std::string(part) + "” is not a budget");
                }
                ++count;
                at = read.ptr + 1;
            }
            const int last = count > 1 ? range[1] : range[0];
            for (int tokens = range[0]; tokens <= last; tokens += range[2]) {
                budgets.push_back({tokens});
            }
        }
        if (budgets.empty()) {
            return make_error(ErrorCode::InvalidArgument, "no budget is given");
        }
        return budgets;
    }

    Result<std::uint64_t> parseMemory(std::string_view text) const override
    {
        std::uint64_t number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        const std::string_view unit(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
        if (read.ec != std::errc() || (unit != "GiB" && unit != "MiB" && !unit.empty())) {
            return make_error(ErrorCode::InvalidArgument, "“" + std::string(text) + "” is not an amount of memory");
        }
        return number << (unit == "GiB" ? 30 : unit == "MiB" ? 20 : 0);
    }

    Result<SweepPlan> previewPlan(const SweepSpec &spec) const override
    {
        for (const std::string &file : spec.dataset_files) {
            const auto columns = spec.column_maps.find(file);
            const auto preview = previewDataset(
                file, {columns == spec.column_maps.end() ? std::nullopt : std::optional(columns->second), 0});
            if (preview.has_error()) {
                return preview.error();
            }
        }
        SweepPlan plan;
        for (const std::string &dir : spec.model_dirs) {
            ModelRef model;
            model.dir = dir;
            model.label = dir.substr(dir.find_last_of('/') + 1);
            model.weight_bytes = 1 << 20;
            plan.models.push_back(model);
        }
        plan.datasets.push_back({"d", "tasks", spec.dataset_files.front(), "problem_answer", "integer", "", 360, 0});
        for (const KvBudget &budget : spec.budgets) {
            for (std::size_t model = 0; model < plan.models.size(); ++model) {
                CellSpec cell;
                cell.key = "c" + std::to_string(plan.cells.size());
                cell.model = static_cast<int>(model);
                cell.policy = budget.is_full() ? "full" : spec.policies.front().id;
                cell.budget = budget;
                cell.num_samples = 360 * spec.samples_per_problem;
                cell.kv_bytes_per_sequence = 1000;
                plan.cells.push_back(cell);
            }
        }
        return plan;
    }

    /// "<7>" for the token 7; the model "left" has lost its folder.
    Result<std::vector<std::string>> tokenPieces(const ModelRef &model,
                                                 std::span<const std::int32_t> ids) const override
    {
        if (model.label == "left") {
            return make_error(ErrorCode::NotFound, model.dir + ": the model's folder is not there any more.");
        }
        std::vector<std::string> pieces;
        for (const std::int32_t id : ids) {
            pieces.push_back("<" + std::to_string(id) + ">");
        }
        return pieces;
    }
};

} // namespace kvscope
