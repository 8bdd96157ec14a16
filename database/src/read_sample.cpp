#include "reader_parts.h"

#include "codec.h"
#include "names.h"

namespace kvscope {

namespace {

Result<std::vector<EvictionEvent>> read_evictions(const Connection &connection, std::int64_t id)
{
    Statement row(connection, "SELECT events FROM eviction WHERE sample = ?", "reading a sample");
    auto there = row.bind(id).next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? decode_evictions(row.blob(0)) : std::vector<EvictionEvent>();
}

} // namespace

Result<SampleResult> read_sample(const Connection &connection, std::int64_t id)
{
    Statement row(connection,
                  "SELECT p.problem_id, s.sample_index, s.verdict, s.extracted, s.reason, s.finish, s.num_evictions, "
                  "s.peak_kv_len, s.num_preemptions, s.prefill_ms, s.decode_ms, r.sha256, r.tokens, t.tokens, t.text "
                  "FROM sample AS s JOIN problem AS p ON p.id = s.problem JOIN sample_content AS t ON t.sample = s.id "
                  "JOIN prompt AS r ON r.id = t.prompt WHERE s.id = ?",
                  "reading a sample");
    auto there = row.bind(id).next();
    if (there.has_error()) {
        return there.error();
    }
    const std::string where = connection.path() + ": sample " + std::to_string(id) + ": ";
    if (!there.value()) {
        return make_error(ErrorCode::NotFound, where + "the session does not have it.");
    }
    SampleResult sample;
    sample.problem_id = row.text(0);
    sample.sample_index = row.small(1);
    sample.grade = {kVerdictNames.find(row.text(2)).value_or(Verdict::Invalid), row.text(3), row.text(4)};
    sample.finish = kFinishNames.find(row.text(5)).value_or(FinishReason::Invalid);
    sample.num_evictions = row.small(6);
    sample.peak_kv_len = row.small(7);
    sample.num_preemptions = row.small(8);
    sample.prefill_ms = row.real(9);
    sample.decode_ms = row.real(10);
    sample.prompt_sha256 = row.text(11);
    auto prompt = decode_tokens(row.blob(12));
    auto tokens = decode_tokens(row.blob(13));
    auto text = unpack_bytes(row.blob(14));
    auto evictions = read_evictions(connection, id);
    const Error *error = prompt.has_error()      ? &prompt.error()
                         : tokens.has_error()    ? &tokens.error()
                         : text.has_error()      ? &text.error()
                         : evictions.has_error() ? &evictions.error()
                                                 : nullptr;
    if (error != nullptr) {
        return make_error(error->code, where + error->message);
    }
    sample.prompt_tokens = std::move(prompt).value();
    sample.tokens = std::move(tokens).value();
    sample.text = std::move(text).value();
    sample.evictions = std::move(evictions).value();
    return sample;
}

} // namespace kvscope
