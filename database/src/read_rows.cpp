#include "reader_parts.h"

#include "annotations.h"
#include "names.h"
#include "plan_json.h"
#include "rows.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

namespace kvscope {

namespace {

constexpr const char *kReading = "reading results";

/// Calls `each` for every row; the first error ends it.
template <typename Each>
Status for_each_row(Statement &rows, Each each)
{
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return Done{};
        }
        if (Status done = each(); done.has_error()) {
            return done;
        }
    }
}

/// Row ids → index in the frame.
using IndexOf = std::map<std::int64_t, int>;

Result<IndexOf> read_models(const Connection &connection, std::vector<ModelRef> &models)
{
    Statement rows(connection,
                   "SELECT id, content_id, label, dir, architecture, num_layers, num_heads, num_kv_heads, head_dim, "
                   "weight_bytes, kv_bytes_per_token, config_sha256, tokenizer_sha256, template_sha256, weights_sha256 "
                   "FROM model ORDER BY id",
                   kReading);
    IndexOf index;
    const Status done = for_each_row(rows, [&]() -> Status {
        index[rows.integer(0)] = static_cast<int>(models.size());
        ModelRef &model = models.emplace_back();
        model.id = rows.text(1);
        model.label = rows.text(2);
        model.dir = rows.text(3);
        model.architecture = rows.text(4);
        model.num_layers = rows.small(5);
        model.num_heads = rows.small(6);
        model.num_kv_heads = rows.small(7);
        model.head_dim = rows.small(8);
        model.weight_bytes = rows.bytes_count(9);
        model.kv_bytes_per_token = rows.bytes_count(10);
        model.config_sha256 = rows.text(11);
        model.tokenizer_sha256 = rows.text(12);
        model.template_sha256 = rows.text(13);
        model.weights_sha256 = rows.text(14);
        return Done{};
    });
    if (done.has_error()) {
        return done.error();
    }
    return index;
}

Result<IndexOf> read_datasets(const Connection &connection, std::vector<DatasetRef> &datasets)
{
    Statement rows(connection,
                   "SELECT id, content_id, label, file, layout, grader, sha256, num_problems, num_quarantined "
                   "FROM dataset ORDER BY id",
                   kReading);
    IndexOf index;
    const Status done = for_each_row(rows, [&]() -> Status {
        index[rows.integer(0)] = static_cast<int>(datasets.size());
        DatasetRef &dataset = datasets.emplace_back();
        dataset.id = rows.text(1);
        dataset.label = rows.text(2);
        dataset.file = rows.text(3);
        dataset.layout = rows.text(4);
        dataset.grader = rows.text(5);
        dataset.sha256 = rows.text(6);
        dataset.num_problems = rows.small(7);
        dataset.num_quarantined = rows.small(8);
        return Done{};
    });
    if (done.has_error()) {
        return done.error();
    }
    return index;
}

std::string batch_label(const BatchPolicy &batch, const std::vector<CellTiming> &timings)
{
    if (batch.kind == BatchPolicy::Kind::Fixed) {
        return "batch " + std::to_string(batch.batch);
    }
    const double gib = static_cast<double>(batch.kv_memory_bytes) / static_cast<double>(1ULL << 30U);
    char size[48];
    std::snprintf(size, sizeof size, "%.3g %s of KV", gib >= 0.5 ? gib : gib * 1024, gib >= 0.5 ? "GiB" : "MiB");
    return timings.empty() ? size
                           : size + std::string(", batch ") + std::to_string(timings.back().batch_reached) + " reached";
}

CellState state_of(const std::string &stored, int num_samples)
{
    if (stored == "complete") {
        return CellState::Complete;
    }
    if (stored == "failed") {
        return CellState::Failed;
    }
    // The file cannot know whether a runner lives: a cell that was begun counts as running.
    return num_samples > 0 ? CellState::Running : CellState::Pending;
}

/// Counts and outcomes per problem, from the samples of one cell in one pass over its index range.
Status count_samples(const Connection &connection, std::int64_t cell, CellRows &rows)
{
    Statement counts(
        connection,
        "SELECT p.problem_id, g.n, g.correct, g.wrong, g.none, g.invalid, g.truncated, g.tokens, g.evictions, "
        "g.final_len FROM (SELECT problem, count(*) AS n, sum(verdict = 'correct') AS correct, "
        "sum(verdict = 'wrong') AS wrong, sum(verdict = 'no_answer') AS none, "
        "sum(verdict = 'invalid') AS invalid, sum(finish = 'length') AS truncated, "
        "total(num_tokens) AS tokens, total(num_evictions) AS evictions, "
        "total(num_prompt_tokens + num_tokens) AS final_len FROM sample WHERE cell = ? GROUP BY problem) AS g "
        "JOIN problem AS p ON p.id = g.problem ORDER BY g.problem",
        kReading);
    counts.bind(cell);
    CellResult &sum = rows.counts;
    double tokens = 0;
    double evictions = 0;
    double final_len = 0;
    const Status done = for_each_row(counts, [&]() -> Status {
        const double num_samples = counts.small(1); // at least 1: the group exists
        rows.problems.push_back(
            {counts.text(0), counts.small(2), counts.small(1) - counts.small(5), counts.real(7) / num_samples});
        sum.num_samples += counts.small(1);
        sum.num_correct += counts.small(2);
        sum.num_wrong += counts.small(3);
        sum.num_no_answer += counts.small(4);
        sum.num_invalid += counts.small(5);
        sum.num_truncated += counts.small(6);
        tokens += counts.real(7);
        evictions += counts.real(8);
        final_len += counts.real(9);
        return Done{};
    });
    sum.num_problems = static_cast<int>(rows.problems.size());
    if (sum.num_samples > 0) {
        sum.mean_output_tokens = tokens / sum.num_samples;
        sum.mean_evictions = evictions / sum.num_samples;
        sum.mean_final_kv_len = final_len / sum.num_samples;
    }
    return done;
}

/// Samples that nobody graded say nothing about answers, whatever stands in their rows.
void forget_outcomes(CellRows &rows)
{
    CellResult &counts = rows.counts;
    counts.num_correct = counts.num_wrong = counts.num_no_answer = counts.num_truncated = 0;
    for (ProblemOutcome &problem : rows.problems) {
        problem.num_correct = problem.num_valid = 0;
    }
}

Status read_reference_point(const Connection &connection, std::int64_t cell, CellResult &result)
{
    Statement row(connection, "SELECT pass_at_1, tps FROM reference_point WHERE cell = ?", kReading);
    auto there = row.bind(cell).next();
    if (there.has_error()) {
        return there.error();
    }
    if (there.value()) {
        result.pass_at_1 = row.is_null(0) ? std::nullopt : std::optional(row.real(0));
        result.tps = row.is_null(1) ? std::nullopt : std::optional(row.real(1));
    }
    return Done{};
}

Result<std::optional<ReferenceSource>> read_reference(const Connection &connection)
{
    Statement row(connection, "SELECT source, how_read, notes FROM reference_source", kReading);
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? std::optional(ReferenceSource{row.text(0), row.text(1), row.text(2)}) : std::nullopt;
}

struct CellReader {
    const Connection &connection;
    CountCache &cache;
    IndexOf models;
    IndexOf datasets;
    std::optional<BatchPolicy> batch;
    bool is_reference = false;
    std::map<std::int64_t, std::string> notes; ///< by row id of the cell

    /// The part that depends on samples and timings; the rest is read anew each time.
    Result<CellRows> counted_cell(std::int64_t id, std::int64_t revision) const
    {
        CountCache::Entry &entry = cache.cells[id];
        if (entry.revision == revision) {
            return entry.counted;
        }
        CellRows counted;
        if (auto done = count_samples(connection, id, counted); done.has_error()) {
            return done.error();
        }
        auto timings = read_timings(connection, id);
        if (timings.has_error()) {
            return timings.error();
        }
        counted.timings = std::move(timings).value();
        entry = {revision, counted};
        return counted;
    }

    Result<CellRows> read(const Statement &row) const
    {
        const std::int64_t id = row.integer(0);
        auto counted = counted_cell(id, row.integer(12));
        if (counted.has_error()) {
            return counted;
        }
        CellRows rows = std::move(counted).value();
        CellResult &cell = rows.counts;
        cell.cell_key = row.text(1);
        const auto model = models.find(row.integer(2));
        const auto dataset = datasets.find(row.integer(3));
        auto params = params_from_json(row.text(5));
        if (model == models.end() || dataset == datasets.end() || params.has_error()) {
            return make_error(ErrorCode::InvalidData,
                              connection.path() + ": cell \"" + cell.cell_key + "\" is damaged.");
        }
        cell.model = model->second;
        cell.dataset = dataset->second;
        cell.policy = row.text(4);
        cell.params = std::move(params).value();
        cell.budget.tokens = row.small(6);
        cell.retained = row.small(7);
        cell.peak = row.small(8);
        cell.num_samples_planned = row.small(9);
        cell.state = state_of(row.text(10), cell.num_samples);
        cell.failure = row.text(11);
        if (const auto note = notes.find(id); note != notes.end()) {
            cell.note = note->second;
        }
        cell.kv_dtype = kKvDTypeNames.find(row.text(13)).value_or(KvDType::Compute);
        cell.accuracy_missing = row.text(14);
        if (!cell.accuracy_missing.empty()) {
            forget_outcomes(rows);
        }
        for (const CellTiming &timing : rows.timings) {
            cell.kv_bytes_held_peak = std::max(cell.kv_bytes_held_peak, timing.kv_bytes_held_peak);
            cell.device = timing.device;
        }
        cell.batch_label = batch ? batch_label(*batch, rows.timings) : "";
        if (is_reference) {
            if (auto point = read_reference_point(connection, id, cell); point.has_error()) {
                return point.error();
            }
        }
        return rows;
    }
};

Status read_cells(const CellReader &reader, std::vector<CellRows> &cells)
{
    const bool has_all = reader.connection.schema_version() >= kDeviceSchema;
    const std::string sql =
        "SELECT id, key, model, dataset, policy, params_json, budget, retained, peak, num_samples_planned, state, "
        "failure, revision, " +
        std::string(has_all ? "kv_dtype, accuracy_missing" : "'compute', ''") + " FROM cell ORDER BY position";
    Statement rows(reader.connection, sql.c_str(), kReading);
    return for_each_row(rows, [&]() -> Status {
        auto cell = reader.read(rows);
        if (cell.has_error()) {
            return cell.error();
        }
        cells.push_back(std::move(cell).value());
        return Done{};
    });
}

Result<std::string> read_title(const Connection &connection)
{
    Statement row(connection, "SELECT title FROM session", kReading);
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    const std::string title = there.value() ? row.text(0) : "";
    return title.empty() ? std::filesystem::path(connection.path()).stem().string() : title;
}

} // namespace

Result<std::int64_t> read_revision(const Connection &connection)
{
    Statement row(connection, "SELECT revision FROM session", "reading the revision");
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? row.integer(0) : 0;
}

Result<SessionRows> read_rows(const Connection &connection, CountCache &cache)
{
    SessionRows rows;
    rows.frame.session_path = connection.path();
    auto title = read_title(connection);
    auto revision = read_revision(connection);
    auto models = read_models(connection, rows.frame.models);
    auto datasets = read_datasets(connection, rows.frame.datasets);
    auto reference = read_reference(connection);
    auto notes = read_notes(connection);
    const Error *error = title.has_error()       ? &title.error()
                         : revision.has_error()  ? &revision.error()
                         : models.has_error()    ? &models.error()
                         : datasets.has_error()  ? &datasets.error()
                         : reference.has_error() ? &reference.error()
                         : notes.has_error()     ? &notes.error()
                                                 : nullptr;
    if (error != nullptr) {
        return *error;
    }
    rows.frame.title = std::move(title).value();
    rows.frame.revision = revision.value();
    rows.frame.reference = std::move(reference).value();
    auto run = newest_run(connection);
    if (run.has_error() && run.error().code != ErrorCode::NotFound) {
        return run.error();
    }
    CellReader reader{connection,
                      cache,
                      std::move(models).value(),
                      std::move(datasets).value(),
                      run.has_value() ? std::optional(run.value().spec.batch) : std::nullopt,
                      rows.frame.reference.has_value(),
                      std::move(notes).value()};
    if (auto read = read_cells(reader, rows.cells); read.has_error()) {
        return read.error();
    }
    rows.frame.is_complete = !rows.cells.empty();
    for (const CellRows &cell : rows.cells) {
        rows.frame.is_complete = rows.frame.is_complete && cell.counts.state == CellState::Complete;
    }
    return rows;
}

} // namespace kvscope
