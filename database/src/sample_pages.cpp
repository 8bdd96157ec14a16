#include "sample_pages.h"

#include "names.h"

#include <algorithm>
#include <unordered_map>

namespace kvscope {

namespace {

constexpr const char *kReading = "reading samples";
constexpr std::size_t kMostRows = 1000;

// Read by row_of().
constexpr const char *kColumns =
    "SELECT s.id, c.key, p.problem_id, s.sample_index, s.verdict, s.extracted, s.reason, p.gold, s.finish, "
    "s.num_prompt_tokens, s.num_tokens, s.num_evictions, s.peak_kv_len, "
    "EXISTS (SELECT 1 FROM eviction AS e WHERE e.sample = s.id) ";

Verdict verdict_of(const Statement &rows, int column)
{
    return kVerdictNames.find(rows.text(column)).value_or(Verdict::Invalid);
}

SampleRow row_of(const Statement &rows)
{
    SampleRow sample;
    sample.id = rows.integer(0);
    sample.cell_key = rows.text(1);
    sample.key = {rows.text(2), rows.small(3)};
    sample.grade = {verdict_of(rows, 4), rows.text(5), rows.text(6)};
    sample.gold = rows.text(7);
    sample.finish = kFinishNames.find(rows.text(8)).value_or(FinishReason::Invalid);
    sample.num_prompt_tokens = rows.small(9);
    sample.num_tokens = rows.small(10);
    sample.num_evictions = rows.small(11);
    sample.peak_kv_len = rows.small(12);
    sample.is_traced = rows.integer(13) != 0;
    return sample;
}

/// "(1, 4, 7)". Row ids are integers: nothing of the file's or the user's text gets into SQL.
std::string id_list(const std::vector<std::int64_t> &ids)
{
    std::string list = "(";
    for (const std::int64_t id : ids) {
        list += (list.size() > 1 ? ", " : "") + std::to_string(id);
    }
    return list + ")";
}

Result<std::unordered_map<std::int64_t, Grade>> read_grades(const Connection &connection,
                                                            const std::vector<std::int64_t> &ids)
{
    std::unordered_map<std::int64_t, Grade> grades;
    if (ids.empty()) {
        return grades;
    }
    const std::string sql = "SELECT id, verdict, extracted, reason FROM sample WHERE id IN " + id_list(ids);
    Statement rows(connection, sql.c_str(), kReading);
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return grades;
        }
        grades[rows.integer(0)] = {verdict_of(rows, 1), rows.text(2), rows.text(3)};
    }
}

} // namespace

Result<std::vector<SampleRow>> read_samples(const Connection &connection, const std::string &cell_key, int limit,
                                            int offset)
{
    // The page is cut on the index of UNIQUE (cell, problem, sample_index) before anything is joined.
    const std::string sql =
        std::string(kColumns) +
        "FROM (SELECT id AS page_id FROM sample WHERE cell = (SELECT id FROM cell WHERE key = ?) "
        "ORDER BY problem, sample_index LIMIT ? OFFSET ?) JOIN sample AS s ON s.id = page_id "
        "JOIN problem AS p ON p.id = s.problem JOIN cell AS c ON c.id = s.cell ORDER BY s.problem, s.sample_index";
    Statement rows(connection, sql.c_str(), kReading);
    rows.bind(cell_key).bind(std::max(limit, 0)).bind(std::max(offset, 0));
    std::vector<SampleRow> page;
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return page;
        }
        page.push_back(row_of(rows));
    }
}

Result<std::vector<SampleRow>> read_sample_rows(const Connection &connection, const std::vector<SampleRef> &refs)
{
    if (refs.size() > kMostRows) {
        return make_error(ErrorCode::InvalidArgument, connection.path() + ": " + std::to_string(refs.size()) +
                                                          " rows were asked for at once; ask for at most " +
                                                          std::to_string(kMostRows) + ".");
    }
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> compared_ids;
    for (const SampleRef &ref : refs) {
        ids.push_back(ref.id);
        if (ref.compared_id != 0) {
            compared_ids.push_back(ref.compared_id);
        }
    }
    auto grades = read_grades(connection, compared_ids);
    if (grades.has_error()) {
        return grades.error();
    }
    const std::string sql = std::string(kColumns) +
                            "FROM sample AS s JOIN problem AS p ON p.id = s.problem JOIN cell AS c ON c.id = s.cell "
                            "WHERE s.id IN " +
                            id_list(ids);
    std::unordered_map<std::int64_t, SampleRow> found;
    Statement rows(connection, sql.c_str(), kReading);
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            break;
        }
        found.emplace(rows.integer(0), row_of(rows));
    }
    std::vector<SampleRow> page;
    for (const SampleRef &ref : refs) {
        if (const auto there = found.find(ref.id); there != found.end()) {
            SampleRow &sample = page.emplace_back(there->second);
            if (const auto grade = grades.value().find(ref.compared_id); grade != grades.value().end()) {
                sample.compared = grade->second;
            }
        }
    }
    return page;
}

Result<StoredProblem> read_problem_of(const Connection &connection, std::int64_t sample_id)
{
    Statement row(connection,
                  "SELECT problem_id, text, gold FROM problem WHERE id = (SELECT problem FROM sample WHERE id = ?)",
                  "reading a problem");
    auto there = row.bind(sample_id).next();
    if (there.has_error()) {
        return there.error();
    }
    if (!there.value()) {
        return make_error(ErrorCode::NotFound, connection.path() + ": sample " + std::to_string(sample_id) +
                                                   ": the session does not have it.");
    }
    return StoredProblem{row.text(0), row.text(1), row.text(2)};
}

} // namespace kvscope
