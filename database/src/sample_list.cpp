#include "sample_pages.h"

#include "names.h"

#include <algorithm>

namespace kvscope {

namespace {

constexpr const char *kListing = "listing samples";

/// Row ids of the listed cells and their partners (0: none), in the order asked for.
struct CellPair {
    std::int64_t cell = 0;
    std::int64_t compared = 0;
};

Result<std::int64_t> cell_id(const Connection &connection, const std::string &key)
{
    if (key.empty()) {
        return std::int64_t{0};
    }
    Statement row(connection, "SELECT id FROM cell WHERE key = ?", kListing);
    auto there = row.bind(key).next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? row.integer(0) : std::int64_t{0};
}

Result<std::vector<CellPair>> find_cells(const Connection &connection, const std::vector<SampleSource> &sources)
{
    std::vector<CellPair> pairs;
    for (const SampleSource &source : sources) {
        const auto cell = cell_id(connection, source.cell_key);
        const auto compared = cell_id(connection, source.compared_key);
        if (cell.has_error() || compared.has_error()) {
            return cell.has_error() ? cell.error() : compared.error();
        }
        if (cell.value() != 0) {
            pairs.push_back({cell.value(), compared.value()});
        }
    }
    return pairs;
}

/// The chosen cells as rows (place in the order, cell, partner). Integers only: no text gets into SQL.
std::string chosen(const std::vector<CellPair> &pairs)
{
    std::string values;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        values += (i == 0 ? "(" : ", (") + std::to_string(i) + ", " + std::to_string(pairs[i].cell) + ", " +
                  std::to_string(pairs[i].compared) + ")";
    }
    return "WITH chosen (place, cell, other) AS (VALUES " + values + ") ";
}

// A CROSS JOIN keeps SQLite to this order: the few cells first, their samples through the unique index.
constexpr const char *kJoinPartner = " JOIN sample AS o ON o.cell = chosen.other AND o.problem = s.problem AND "
                                     "o.sample_index = s.sample_index";
constexpr const char *kCorrectToWrong = "(s.verdict = 'correct' AND o.verdict IN ('wrong', 'no_answer'))";
constexpr const char *kWrongToCorrect = "(s.verdict IN ('wrong', 'no_answer') AND o.verdict = 'correct')";

std::string flip_condition(FlipFilter flips)
{
    switch (flips) {
    case FlipFilter::AllPairs:
        break;
    case FlipFilter::Flipped:
        return std::string(" AND (") + kCorrectToWrong + " OR " + kWrongToCorrect + ")";
    case FlipFilter::CorrectToWrong:
        return std::string(" AND ") + kCorrectToWrong;
    case FlipFilter::WrongToCorrect:
        return std::string(" AND ") + kWrongToCorrect;
    }
    return {};
}

std::string conditions(const SampleQuery &query)
{
    std::string where = " WHERE 1";
    if (!query.verdicts.empty()) {
        where += " AND s.verdict IN (";
        for (std::size_t i = 0; i < query.verdicts.size(); ++i) {
            where += (i == 0 ? "'" : ", '") + std::string(kVerdictNames.of(query.verdicts[i])) + "'";
        }
        where += ")";
    }
    if (query.min_tokens) {
        where += " AND s.num_tokens >= " + std::to_string(*query.min_tokens);
    }
    if (query.max_tokens) {
        where += " AND s.num_tokens <= " + std::to_string(*query.max_tokens);
    }
    if (query.only_truncated) {
        where += " AND s.finish = 'length'";
    }
    if (query.flips) {
        where += flip_condition(*query.flips);
    }
    if (!query.text.empty()) {
        where += " AND (p.problem_id LIKE ?1 ESCAPE '\\' OR s.extracted LIKE ?1 ESCAPE '\\' OR p.gold LIKE ?1 ESCAPE "
                 "'\\')";
    }
    return where;
}

/// Answers sort as numbers where they begin with one, then as texts.
std::string sort_keys(SampleSort sort, const std::string &direction)
{
    const auto answer = [&direction](const std::string &column) {
        return "CAST(" + column + " AS REAL)" + direction + ", " + column + direction + ", ";
    };
    const auto verdict = [&direction](const std::string &table) {
        return "CASE " + table +
               ".verdict WHEN 'correct' THEN 0 WHEN 'wrong' THEN 1 WHEN 'no_answer' THEN 2 ELSE 3 END" + direction +
               ", ";
    };
    switch (sort) {
    case SampleSort::Stored:
        break;
    case SampleSort::Problem:
        return "s.problem" + direction + ", ";
    case SampleSort::SampleIndex:
        return "s.sample_index" + direction + ", ";
    case SampleSort::Verdict:
        return verdict("s");
    case SampleSort::Extracted:
        return answer("s.extracted");
    case SampleSort::Gold:
        return answer("p.gold");
    case SampleSort::Finish:
        return "s.finish" + direction + ", ";
    case SampleSort::NumTokens:
        return "s.num_tokens" + direction + ", ";
    case SampleSort::Evictions:
        return "s.num_evictions" + direction + ", ";
    case SampleSort::PeakKvLen:
        return "s.peak_kv_len" + direction + ", ";
    case SampleSort::ComparedVerdict:
        return verdict("o");
    }
    return {};
}

std::string order(const SampleQuery &query, bool compares)
{
    const std::string direction = query.descending ? " DESC" : "";
    const SampleSort sort = query.sort == SampleSort::ComparedVerdict && !compares ? SampleSort::Stored : query.sort;
    const std::string ties = sort == SampleSort::Stored ? direction : "";
    return " ORDER BY " + sort_keys(sort, direction) + "chosen.place" + ties + ", s.problem" + ties +
           ", s.sample_index" + ties;
}

Result<int> count_samples(const Connection &connection)
{
    Statement row(connection, "SELECT count(*) FROM sample", kListing);
    const auto there = row.next();
    return there.has_error() ? Result<int>(there.error()) : Result<int>(row.small(0));
}

/// What contains `text`, as a LIKE pattern in which nothing of it is a wildcard.
std::string containing(const std::string &text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') {
            pattern += '\\';
        }
        pattern += c;
    }
    return pattern + "%";
}

} // namespace

Result<SampleList> read_sample_list(const Connection &connection, const SampleQuery &query)
{
    const auto pairs = find_cells(connection, query.cells);
    if (pairs.has_error()) {
        return pairs.error();
    }
    const auto num_stored = count_samples(connection);
    if (num_stored.has_error()) {
        return num_stored.error();
    }
    SampleList list;
    list.num_stored = num_stored.value();
    if (pairs.value().empty()) {
        return list;
    }
    const bool compares = std::any_of(pairs.value().begin(), pairs.value().end(),
                                      [](const CellPair &pair) { return pair.compared != 0; });
    if (query.flips && !compares) {
        return list;
    }
    const bool needs_problem = !query.text.empty() || query.sort == SampleSort::Gold;
    std::string sql = chosen(pairs.value()) + "SELECT s.id" + (compares ? ", o.id" : "") +
                      " FROM chosen CROSS JOIN sample AS s ON s.cell = chosen.cell";
    if (compares) {
        sql += (query.flips ? "" : " LEFT") + std::string(kJoinPartner);
    }
    if (needs_problem) {
        sql += " JOIN problem AS p ON p.id = s.problem";
    }
    sql += conditions(query) + order(query, compares);
    Statement rows(connection, sql.c_str(), kListing);
    if (!query.text.empty()) {
        rows.bind(containing(query.text));
    }
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return list;
        }
        list.refs.push_back({rows.integer(0), compares ? rows.integer(1) : 0});
    }
}

Result<FlipCounts> read_flip_counts(const Connection &connection, const SampleQuery &query)
{
    const auto pairs = find_cells(connection, query.cells);
    if (pairs.has_error()) {
        return pairs.error();
    }
    FlipCounts counts;
    if (pairs.value().empty()) {
        return counts;
    }
    const std::string sql = chosen(pairs.value()) + "SELECT count(*), total(" + kCorrectToWrong + "), total(" +
                            kWrongToCorrect + ") FROM chosen CROSS JOIN sample AS s ON s.cell = chosen.cell" +
                            kJoinPartner + " WHERE s.verdict <> 'invalid' AND o.verdict <> 'invalid'";
    Statement row(connection, sql.c_str(), kListing);
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    if (there.value()) {
        counts = {row.small(0), row.small(1), row.small(2)};
    }
    return counts;
}

} // namespace kvscope
