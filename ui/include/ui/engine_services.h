#pragma once

#include "types/param_spec.h"
#include "types/result.h"
#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// A model folder that the setup can offer.
struct ModelChoice {
    std::string dir;
    std::string label;
    std::string origin;  ///< "bundled", "Hugging Face cache", "folder"
    std::string problem; ///< why it cannot run; empty: usable
    std::string architecture;
    std::uint64_t weight_bytes = 0;
    std::string dtype = {};         ///< of most of the weights: "BF16"
    std::string missing = {};       ///< what a complete folder has besides: "1 of 4 shards"; empty: complete
    std::string refs = {};          ///< Hugging Face cache: branches and tags of the revision
    std::uint64_t needed_bytes = 0; ///< memory of the weights on the CPU
    std::uint64_t free_bytes = 0;   ///< memory that is free now; 0: not known
};

/// A problem as a model reads it.
struct PromptPreview {
    /// A special or added token, or the text between two.
    struct Part {
        std::string text;
        bool is_token = false;
    };
    std::vector<Part> parts;
    int num_tokens = 0;
    std::string sha256;            ///< of the whole text
    bool is_template_known = true; ///< false: the chat template was interpreted
};

/// How a dataset file is to be read.
struct DatasetReading {
    std::optional<ColumnMap> columns; ///< absent: its layout is recognised
    std::uint64_t choice_seed = 0;

    friend bool operator==(const DatasetReading &, const DatasetReading &) = default;
};

/// A line of a dataset that cannot be used.
struct UnusableLine {
    int line = 0; ///< 1-based
    std::string reason;
};

/// The first records of a file as they stand in it.
struct DatasetTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; ///< [num_rows, num_columns]
};

/// A published protocol: arguments of `kvscope-runner run`, each option followed by its value.
struct PresetChoice {
    std::string id;
    std::string label;
    std::string about;
    std::string source;
    std::vector<std::string> arguments;
};

/// What a dataset file holds, before anything runs.
struct DatasetPreview {
    std::string label;
    std::string layout; ///< recognised field layout
    std::string grader;
    int num_problems = 0;
    int num_rejected = 0;
    std::string first_rejection;          ///< "line 7: not JSON"; empty if none
    std::string first_problem;            ///< text of the first usable problem
    std::string first_gold{};             ///< its expected answer
    std::vector<UnusableLine> rejected{}; ///< at most the first thousand
};

/// A way to compare answers with the expected ones.
struct GraderChoice {
    std::string id;    ///< "math"
    std::string label; ///< "Mathematical equivalence"
};

/// What the window needs from the engine. The window does not link the engine: the program injects an implementation.
///
/// Every call may come from any thread, several at once. `previewPlan`, `previewDataset`, `previewPrompt`, `findModels`,
/// `inspectModel` and `tokenPieces` read files and may take seconds: the window calls them on a worker.
class EngineServices {
public:
    virtual ~EngineServices() = default;

    virtual std::vector<PolicyInfo> policies() const = 0;
    virtual std::vector<GraderChoice> graders() const = 0;
    virtual std::vector<ModelChoice> findModels() const = 0;
    /// A folder the user picked. One that cannot run comes back with `problem` set.
    virtual ModelChoice inspectModel(const std::string &dir) const = 0;
    virtual Result<DatasetPreview> previewDataset(const std::string &file, const DatasetReading &reading) const = 0;
    /// At most `maxRows` records, whatever their columns are called. Reads the file: for a worker.
    virtual Result<DatasetTable> readDatasetRows(const std::string &file, int maxRows) const = 0;
    /// By id; none where their folder is missing. A few small files.
    virtual std::vector<PresetChoice> presets() const = 0;
    /// The text of a problem as the model in `dir` gets it. The grader decides what is asked for: a letter, or an answer.
    virtual Result<PromptPreview> previewPrompt(const std::string &dir, const std::string &problem,
                                                const std::string &grader) const = 0;
    /// "96:256:32,full" → sorted budgets; see parse_budgets in engine/sweep.h.
    virtual Result<std::vector<KvBudget>> parseBudgets(std::string_view text) const = 0;
    /// "2GiB", "512MiB" → bytes.
    virtual Result<std::uint64_t> parseMemory(std::string_view text) const = 0;
    /// The plan that the runner would execute for this spec on this machine.
    virtual Result<SweepPlan> previewPlan(const SweepSpec &spec) const = 0;
    /// The bytes of each token, special ones as their text; an unknown id has none. Half a character's bytes are not
    /// valid UTF-8. Reads the tokenizer of the model folder, which may take seconds the first time. NotFound if it is
    /// not there any more, InvalidData if it is not the one the session was made with (`model.tokenizer_sha256`).
    virtual Result<std::vector<std::string>> tokenPieces(const ModelRef &model,
                                                         std::span<const std::int32_t> ids) const = 0;
};

} // namespace kvscope
