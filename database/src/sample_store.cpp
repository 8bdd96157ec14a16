#include "sample_store.h"

#include "codec.h"
#include "names.h"

namespace kvscope {

namespace {

constexpr const char *kStoring = "storing samples";

/// The problem's row. One that was never put gets a row with empty texts: a finished sample is worth more than its
/// problem's text, which put_problems can still add.
Result<std::int64_t> problem_row(const Connection &connection, std::int64_t cell, const std::string &problem_id)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        Statement find(
            connection,
            "SELECT id FROM problem WHERE dataset = (SELECT dataset FROM cell WHERE id = ?) AND problem_id = ?",
            kStoring);
        auto there = find.bind(cell).bind(problem_id).next();
        if (there.has_error()) {
            return there.error();
        }
        if (there.value()) {
            return find.integer(0);
        }
        Statement add(
            connection,
            "INSERT INTO problem (dataset, problem_id, text, gold) SELECT dataset, ?, '', '' FROM cell WHERE id = ?",
            kStoring);
        if (auto added = add.bind(problem_id).bind(cell).run(); added.has_error()) {
            return added.error();
        }
    }
    return make_error(ErrorCode::Internal, connection.path() + ": a problem's row vanished.");
}

Result<std::int64_t> prompt_row(const Connection &connection, const SampleResult &sample)
{
    const std::string tokens = encode_tokens(sample.prompt_tokens);
    Statement find(connection, "SELECT id FROM prompt WHERE sha256 = ? AND tokens = ?", kStoring);
    auto there = find.bind(sample.prompt_sha256).bind_blob(tokens).next();
    if (there.has_error()) {
        return there.error();
    }
    if (there.value()) {
        return find.integer(0);
    }
    Statement add(connection, "INSERT INTO prompt (sha256, tokens) VALUES (?, ?)", kStoring);
    if (auto added = add.bind(sample.prompt_sha256).bind_blob(tokens).run(); added.has_error()) {
        return added.error();
    }
    return sqlite3_last_insert_rowid(connection.handle());
}

Status insert_content(const Connection &connection, std::int64_t row, const SampleResult &sample)
{
    auto prompt = prompt_row(connection, sample);
    if (prompt.has_error()) {
        return prompt.error();
    }
    Statement content(connection, "INSERT INTO sample_content (sample, prompt, tokens, text) VALUES (?, ?, ?, ?)",
                      kStoring);
    content.bind(row).bind(prompt.value()).bind_blob(encode_tokens(sample.tokens)).bind_blob(pack_bytes(sample.text));
    if (auto stored = content.run(); stored.has_error()) {
        return stored;
    }
    if (sample.evictions.empty()) {
        return Done{};
    }
    Statement events(connection, "INSERT INTO eviction (sample, num_events, events) VALUES (?, ?, ?)", kStoring);
    events.bind(row)
        .bind(static_cast<std::int64_t>(sample.evictions.size()))
        .bind_blob(encode_evictions(sample.evictions));
    return events.run();
}

Result<bool> is_committed(const Connection &connection, std::int64_t cell, std::int64_t problem, int sample_index)
{
    Statement find(connection, "SELECT 1 FROM sample WHERE cell = ? AND problem = ? AND sample_index = ?", kStoring);
    return find.bind(cell).bind(problem).bind(sample_index).next();
}

} // namespace

Status store_sample(const Connection &connection, std::int64_t cell, const SampleResult &sample)
{
    auto problem = problem_row(connection, cell, sample.problem_id);
    if (problem.has_error()) {
        return problem.error();
    }
    auto committed = is_committed(connection, cell, problem.value(), sample.sample_index);
    if (committed.has_error()) {
        return committed.error();
    }
    if (committed.value()) {
        return make_error(ErrorCode::Internal, connection.path() + ": sample " + std::to_string(sample.sample_index) +
                                                   " of problem \"" + sample.problem_id + "\" is stored already.");
    }
    Statement row(
        connection,
        "INSERT INTO sample (cell, problem, sample_index, verdict, extracted, reason, finish, num_prompt_tokens, "
        "num_tokens, num_evictions, peak_kv_len, num_preemptions, prefill_ms, decode_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kStoring);
    row.bind(cell).bind(problem.value()).bind(sample.sample_index);
    row.bind(kVerdictNames.of(sample.grade.verdict)).bind(sample.grade.extracted).bind(sample.grade.reason);
    row.bind(kFinishNames.of(sample.finish)).bind(static_cast<std::int64_t>(sample.prompt_tokens.size()));
    row.bind(static_cast<std::int64_t>(sample.tokens.size())).bind(sample.num_evictions).bind(sample.peak_kv_len);
    row.bind(sample.num_preemptions).bind(sample.prefill_ms).bind(sample.decode_ms);
    if (auto stored = row.run(); stored.has_error()) {
        return stored;
    }
    return insert_content(connection, sqlite3_last_insert_rowid(connection.handle()), sample);
}

} // namespace kvscope
