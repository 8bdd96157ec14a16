#include "plan_store.h"

#include "clock.h"
#include "names.h"
#include "plan_json.h"

namespace kvscope {

namespace {

constexpr const char *kStoring = "storing the sweep";

Result<bool> is_newest_run(const Connection &connection, const std::string &spec_json, const std::string &plan_json,
                           const Manifest &manifest)
{
    Statement run(connection, "SELECT id, spec_json, plan_json FROM run ORDER BY id DESC LIMIT 1", kStoring);
    auto there = run.next();
    if (there.has_error() || !there.value()) {
        return there;
    }
    if (run.text(1) != spec_json || run.text(2) != plan_json) {
        return false;
    }
    Manifest stored;
    Statement rows(connection, "SELECT name, value FROM manifest WHERE run = ?", kStoring);
    rows.bind(run.integer(0));
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row;
        }
        if (!row.value()) {
            return stored == manifest;
        }
        stored[rows.text(0)] = rows.text(1);
    }
}

} // namespace

Status store_models(const Connection &connection, const std::vector<ModelRef> &models)
{
    Statement row(
        connection,
        "INSERT INTO model (content_id, label, dir, architecture, num_layers, num_heads, num_kv_heads, head_dim, "
        "weight_bytes, kv_bytes_per_token, config_sha256, tokenizer_sha256, template_sha256, weights_sha256) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (content_id) DO UPDATE SET dir = excluded.dir",
        kStoring);
    for (const ModelRef &model : models) {
        row.bind(model.id).bind(model.label).bind(model.dir).bind(model.architecture);
        row.bind(model.num_layers).bind(model.num_heads).bind(model.num_kv_heads).bind(model.head_dim);
        row.bind(model.weight_bytes).bind(model.kv_bytes_per_token).bind(model.config_sha256);
        row.bind(model.tokenizer_sha256).bind(model.template_sha256).bind(model.weights_sha256);
        if (auto stored = row.run(); stored.has_error()) {
            return stored;
        }
    }
    return Done{};
}

Status store_datasets(const Connection &connection, const std::vector<DatasetRef> &datasets)
{
    Statement row(
        connection,
        "INSERT INTO dataset (content_id, label, file, layout, grader, sha256, num_problems, num_quarantined) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (content_id) DO UPDATE SET file = excluded.file, "
        "num_problems = excluded.num_problems, num_quarantined = excluded.num_quarantined",
        kStoring);
    for (const DatasetRef &dataset : datasets) {
        row.bind(dataset.id).bind(dataset.label).bind(dataset.file).bind(dataset.layout).bind(dataset.grader);
        row.bind(dataset.sha256).bind(dataset.num_problems).bind(dataset.num_quarantined);
        if (auto stored = row.run(); stored.has_error()) {
            return stored;
        }
    }
    return Done{};
}

/// A smaller plan than an earlier one does not take back what was stored: the cell stays as large as its samples.
Status store_cell(const Connection &connection, const CellSpec &cell, const std::string &model_id,
                  const std::string &dataset_id)
{
    Statement row(
        connection,
        "INSERT INTO cell (key, position, model, dataset, policy, params_json, budget, buffer, retained, peak, "
        "num_samples_planned, kv_bytes_per_sequence, kv_dtype, accuracy_missing) "
        "VALUES (?, (SELECT coalesce(max(position) + 1, 0) FROM cell), (SELECT id FROM model WHERE content_id = ?), "
        "(SELECT id FROM dataset WHERE content_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET num_samples_planned = "
        "max(excluded.num_samples_planned, (SELECT count(*) FROM sample WHERE sample.cell = cell.id)), "
        "kv_bytes_per_sequence = excluded.kv_bytes_per_sequence, failure = '', "
        "state = CASE WHEN state = 'complete' AND excluded.num_samples_planned <= num_samples_planned "
        "THEN 'complete' ELSE 'pending' END",
        kStoring);
    row.bind(cell.key).bind(model_id).bind(dataset_id).bind(cell.policy).bind(params_to_json(cell.params));
    row.bind(cell.budget.tokens).bind(cell.buffer).bind(cell.retained).bind(cell.peak);
    row.bind(cell.num_samples).bind(cell.kv_bytes_per_sequence);
    row.bind(std::string_view(kKvDTypeNames.of(cell.kv_dtype))).bind(cell.accuracy_missing);
    return row.run();
}

Status store_run_row(const Connection &connection, const char *kind, const std::string &spec_json,
                     const std::string &plan_json, const Manifest &manifest)
{
    Statement run(connection, "INSERT INTO run (kind, started_utc, spec_json, plan_json) VALUES (?, ?, ?, ?)",
                  kStoring);
    if (auto stored = run.bind(kind).bind(utc_now()).bind(spec_json).bind(plan_json).run(); stored.has_error()) {
        return stored;
    }
    const std::int64_t id = sqlite3_last_insert_rowid(connection.handle());
    Statement row(connection, "INSERT INTO manifest (run, name, value) VALUES (?, ?, ?)", kStoring);
    for (const auto &[name, value] : manifest) {
        if (auto stored = row.bind(id).bind(name).bind(value).run(); stored.has_error()) {
            return stored;
        }
    }
    return Done{};
}

Status store_run(const Connection &connection, const SweepSpec &spec, const SweepPlan &plan, const Manifest &manifest)
{
    Statement reference(connection, "SELECT 1 FROM reference_source", kStoring);
    auto is_reference = reference.next();
    if (is_reference.has_error()) {
        return is_reference.error();
    }
    if (is_reference.value()) {
        return make_error(ErrorCode::InvalidArgument,
                          connection.path() + ": these are published figures; choose another file for a run.");
    }
    if (auto stored = store_models(connection, plan.models); stored.has_error()) {
        return stored;
    }
    if (auto stored = store_datasets(connection, plan.datasets); stored.has_error()) {
        return stored;
    }
    for (const CellSpec &cell : plan.cells) {
        if (cell.model < 0 || cell.model >= static_cast<int>(plan.models.size()) || cell.dataset < 0 ||
            cell.dataset >= static_cast<int>(plan.datasets.size())) {
            return make_error(ErrorCode::InvalidArgument,
                              connection.path() + ": cell \"" + cell.key +
                                  "\" names a model or dataset that the plan does not have.");
        }
        auto stored = store_cell(connection, cell, plan.models[cell.model].id, plan.datasets[cell.dataset].id);
        if (stored.has_error()) {
            return stored;
        }
    }
    const std::string spec_json = spec_to_json(spec);
    const std::string plan_json = plan_to_json(plan);
    auto same = is_newest_run(connection, spec_json, plan_json, manifest);
    if (same.has_error()) {
        return same.error();
    }
    return same.value() ? Status(Done{}) : store_run_row(connection, "sweep", spec_json, plan_json, manifest);
}

Status store_problems(const Connection &connection, const std::string &dataset_id,
                      const std::vector<StoredProblem> &problems, const std::vector<QuarantinedLine> &quarantined)
{
    Statement find(connection, "SELECT id FROM dataset WHERE content_id = ?", "storing problems");
    auto there = find.bind(dataset_id).next();
    if (there.has_error()) {
        return there.error();
    }
    if (!there.value()) {
        return make_error(ErrorCode::InvalidArgument, connection.path() + ": the session has no dataset \"" +
                                                          dataset_id + "\". Begin a run with it first.");
    }
    const std::int64_t dataset = find.integer(0);
    // A dataset is known by its content, so a problem that is there already is the same one; only empty texts are
    // filled.
    Statement problem(connection,
                      "INSERT INTO problem (dataset, problem_id, text, gold) VALUES (?, ?, ?, ?) "
                      "ON CONFLICT (dataset, problem_id) DO UPDATE SET text = excluded.text, gold = excluded.gold "
                      "WHERE text = '' AND gold = ''",
                      "storing problems");
    for (const StoredProblem &one : problems) {
        if (auto stored = problem.bind(dataset).bind(one.id).bind(one.text).bind(one.gold).run(); stored.has_error()) {
            return stored;
        }
    }
    Statement line(connection, "INSERT INTO quarantine (dataset, line, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                   "storing problems");
    for (const QuarantinedLine &one : quarantined) {
        if (auto stored = line.bind(dataset).bind(one.line).bind(one.reason).run(); stored.has_error()) {
            return stored;
        }
    }
    return Done{};
}

Status store_timing(const Connection &connection, std::int64_t cell, const CellTiming &timing)
{
    Statement row(
        connection,
        "INSERT OR REPLACE INTO timing (cell, repeat, load_s, prefill_s, wall_s, num_decode_tokens, overall_tps, "
        "sustained_tps, sustained_missing, window_tps_json, overall_window_tps_json, dynts_tps, batch_requested, "
        "batch_reached, kv_bytes_held_peak, num_preemptions, energy_j, device, "
        "batch_shrunk) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "storing a timing");
    row.bind(cell).bind(timing.repeat).bind(timing.load_s).bind(timing.prefill_s).bind(timing.wall_s);
    row.bind(timing.num_decode_tokens).bind(timing.overall_tps).bind(timing.sustained_tps);
    row.bind(timing.sustained_missing).bind(numbers_to_json(timing.window_tps));
    row.bind(numbers_to_json(timing.overall_window_tps)).bind(timing.dynts_tps);
    row.bind(timing.batch_requested).bind(timing.batch_reached).bind(timing.kv_bytes_held_peak);
    row.bind(timing.num_preemptions).bind(timing.energy_j).bind(timing.device).bind(timing.batch_shrunk);
    return row.run();
}

} // namespace kvscope
