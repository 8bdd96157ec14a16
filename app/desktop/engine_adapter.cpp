#include "desktop/engine_adapter.h"

#include "common/preset.h"
#include "engine/dataset.h"
#include "engine/grader.h"
#include "engine/model_catalog.h"
#include "engine/plan_estimate.h"
#include "engine/policy.h"
#include "engine/prompt.h"
#include "engine/sweep.h"
#include "engine/tokenizer.h"

#include <filesystem>
#include <mutex>

namespace kvscope {
namespace {

constexpr std::size_t kMaxRejectedShown = 1000;

ModelChoice choiceOf(const FoundModel &model)
{
    return {model.dir,          model.label, model.origin,  model.problem, model.architecture,
            model.weight_bytes, model.dtype, model.missing, model.refs,    host_weight_bytes(model.num_parameters),
            free_host_bytes()};
}

class EngineAdapter final : public EngineServices {
public:
    explicit EngineAdapter(std::string resourceDir) : resourceDir_(std::move(resourceDir)) {}

    std::vector<PolicyInfo> policies() const override { return policyCatalogue(); }

    std::vector<GraderChoice> graders() const override
    {
        std::vector<GraderChoice> choices;
        for (const Grader *grader : kvscope::graders()) {
            choices.push_back({grader->id, grader->label});
        }
        return choices;
    }

    std::vector<ModelChoice> findModels() const override
    {
        std::vector<ModelChoice> choices;
        for (const FoundModel &model : find_models(resourceDir_)) {
            choices.push_back(choiceOf(model));
        }
        return choices;
    }

    ModelChoice inspectModel(const std::string &dir) const override { return choiceOf(look_at_folder(dir)); }

    Result<DatasetPreview> previewDataset(const std::string &file, const DatasetReading &reading) const override
    {
        const auto dataset = load_dataset(file, {.columns = reading.columns, .choice_seed = reading.choice_seed});
        if (dataset.has_error()) {
            return dataset.error();
        }
        const Dataset &loaded = dataset.value();
        DatasetPreview preview;
        preview.label = loaded.label;
        preview.layout = loaded.layout;
        preview.grader = loaded.grader;
        preview.num_problems = static_cast<int>(loaded.problems.size());
        preview.num_rejected = static_cast<int>(loaded.rejected.size());
        if (!loaded.rejected.empty()) {
            preview.first_rejection =
                "line " + std::to_string(loaded.rejected.front().line) + ": " + loaded.rejected.front().reason;
        }
        if (!loaded.problems.empty()) {
            preview.first_problem = loaded.problems.front().text;
            preview.first_gold = loaded.problems.front().gold;
        }
        for (const RejectedLine &line : loaded.rejected) {
            if (preview.rejected.size() < kMaxRejectedShown) {
                preview.rejected.push_back({line.line, line.reason});
            }
        }
        return preview;
    }

    Result<DatasetTable> readDatasetRows(const std::string &file, int maxRows) const override
    {
        auto rows = read_dataset_rows(file, maxRows);
        if (rows.has_error()) {
            return rows.error();
        }
        return DatasetTable{std::move(rows.value().columns), std::move(rows.value().rows)};
    }

    std::vector<PresetChoice> presets() const override
    {
        const auto presets = load_presets(resourceDir_ + "/presets");
        std::vector<PresetChoice> choices;
        if (presets.has_value()) {
            for (const Preset &preset : presets.value()) {
                choices.push_back({preset.id, preset.label, preset.about, preset.source, preset.arguments});
            }
        }
        return choices;
    }

    Result<PromptPreview> previewPrompt(const std::string &dir, const std::string &problem,
                                        const std::string &grader) const override
    {
        const auto format = PromptFormat::load(dir);
        if (format.has_error()) {
            return format.error();
        }
        Dataset asked;
        asked.grader = grader;
        const Prompt prompt = format.value().build(problem, asked.answer_kind());
        if (!prompt.problem.empty()) {
            return make_error(ErrorCode::InvalidData, prompt.problem);
        }
        PromptPreview preview;
        for (const PromptPart &part : format.value().parts_of(prompt)) {
            preview.parts.push_back({part.text, part.token_id >= 0});
        }
        preview.num_tokens = static_cast<int>(prompt.tokens.size());
        preview.sha256 = prompt.sha256;
        preview.is_template_known = format.value().is_template_known();
        return preview;
    }

    Result<std::vector<KvBudget>> parseBudgets(std::string_view text) const override { return parse_budgets(text); }

    Result<std::uint64_t> parseMemory(std::string_view text) const override { return parse_memory(text); }

    Result<SweepPlan> previewPlan(const SweepSpec &spec) const override
    {
        auto expanded = expand_sweep(spec);
        if (expanded.has_error()) {
            return expanded.error();
        }
        const PlanEstimate estimate = estimate_plan(spec, expanded.value());
        SweepPlan plan = std::move(expanded).value().plan;
        for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
            plan.cells[cell].seconds_estimate = estimate.cell_seconds[cell];
        }
        return plan;
    }

    Result<std::vector<std::string>> tokenPieces(const ModelRef &model,
                                                 std::span<const std::int32_t> ids) const override
    {
        const auto tokenizer = tokenizerOf(model);
        if (tokenizer.has_error()) {
            return tokenizer.error();
        }
        std::vector<std::string> pieces;
        pieces.reserve(ids.size());
        for (const std::int32_t id : ids) {
            pieces.emplace_back(tokenizer.value()->token_bytes(id));
        }
        return pieces;
    }

private:
    using TokenizerPtr = std::shared_ptr<const Tokenizer>;

    /// The last one is kept: the samples of a session are read one after the other.
    Result<TokenizerPtr> tokenizerOf(const ModelRef &model) const
    {
        const std::lock_guard lock(tokenizerMutex_);
        if (tokenizer_ && tokenizer_->sha256() == model.tokenizer_sha256) {
            return tokenizer_;
        }
        std::string dir = model.dir;
        std::error_code failed;
        if (!std::filesystem::is_directory(dir, failed)) { // a bundled model may lie elsewhere on this machine
            dir = resourceDir_ + "/models/" + std::filesystem::path(model.dir).filename().string();
        }
        if (!std::filesystem::is_directory(dir, failed)) {
            return make_error(ErrorCode::NotFound, model.dir + ": the model's folder is not there any more.");
        }
        auto loaded = Tokenizer::load(dir);
        if (loaded.has_error()) {
            return loaded.error();
        }
        if (loaded.value().sha256() != model.tokenizer_sha256) {
            return make_error(ErrorCode::InvalidData,
                              dir + ": its tokenizer is not the one that this session was made with.");
        }
        tokenizer_ = std::make_shared<const Tokenizer>(std::move(loaded).value());
        return tokenizer_;
    }

    std::string resourceDir_;
    mutable std::mutex tokenizerMutex_;
    mutable TokenizerPtr tokenizer_;
};

} // namespace

std::vector<PolicyInfo> policyCatalogue()
{
    std::vector<PolicyInfo> infos;
    for (const Policy *policy : policies()) {
        infos.push_back(policy->info);
    }
    return infos;
}

std::shared_ptr<const EngineServices> makeEngineServices(std::string resourceDir)
{
    return std::make_shared<EngineAdapter>(std::move(resourceDir));
}

} // namespace kvscope
