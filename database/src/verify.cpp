#include "reader_parts.h"

#include "codec.h"
#include "rows.h"
#include "schema.h"

#include <algorithm>
#include <sstream>

namespace kvscope {

namespace {

/// Beyond this many the list helps nobody.
constexpr std::size_t kMaxFindings = 100;
/// A change a microsecond for a century.
constexpr std::int64_t kMaxRevision = 3'200'000'000'000'000;

class Verifier {
public:
    explicit Verifier(const Connection &connection) : connection_(connection) {}

    std::vector<std::string> run()
    {
        check_file();
        check_counts();
        check_blobs();
        CountCache counts;
        if (auto rows = read_rows(connection_, counts); rows.has_error() && !is_damaged_) {
            find(rows.error().message);
        }
        return std::move(findings_);
    }

private:
    void find(const std::string &what)
    {
        if (findings_.size() < kMaxFindings) {
            findings_.push_back(what);
        }
    }

    /// Damage stops several checks with the same sentence.
    void find_once(const std::string &what)
    {
        if (std::find(findings_.begin(), findings_.end(), what) == findings_.end()) {
            find(what);
        }
    }

    template <typename Each>
    void each_row(const char *sql, Each each)
    {
        Statement rows(connection_, sql, "checking");
        each_row(rows, each);
    }

    template <typename Each>
    void each_row(Statement &rows, Each each)
    {
        for (;;) {
            auto row = rows.next();
            if (row.has_error()) {
                find_once(row.error().message);
                return;
            }
            if (!row.value()) {
                return;
            }
            each(rows);
        }
    }

    void check_file()
    {
        each_row("PRAGMA quick_check(20)", [&](const Statement &row) {
            if (row.text(0) != "ok") {
                is_damaged_ = true;
                find_lines(row.text(0));
            }
        });
        if (is_damaged_) {
            find_once(connection_.error(SQLITE_CORRUPT, "checking").message);
        }
        each_row("PRAGMA foreign_key_check", [&](const Statement &row) {
            find("row " + std::to_string(row.integer(1)) + " of table " + row.text(0) + " points to nothing in " +
                 row.text(2));
        });
    }

    /// SQLite answers with one row of several lines, below a heading.
    void find_lines(const std::string &report)
    {
        std::istringstream lines(report);
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with("***")) {
                find("damaged: " + line);
            }
        }
    }

    void check_counts()
    {
        each_row("SELECT count(*), coalesce(max(revision), 0) FROM session", [&](const Statement &row) {
            if (row.integer(0) != 1) {
                find("the session's own row, which counts its changes, is missing: nothing can be stored any more");
            } else if (row.integer(1) > kMaxRevision) {
                find("the count of changes, " + std::to_string(row.integer(1)) + ", is impossible");
            }
        });
        each_row("SELECT c.key, c.num_samples_planned, count(s.id), c.state FROM cell AS c LEFT JOIN sample AS s "
                 "ON s.cell = c.id GROUP BY c.id",
                 [&](const Statement &row) {
                     const std::int64_t planned = row.integer(1);
                     const std::int64_t stored = row.integer(2);
                     const std::string is =
                         "cell \"" + row.text(0) + "\" holds " + std::to_string(stored) + " samples, ";
                     if (row.text(3) == "complete" && stored < planned) {
                         find(is + "is marked complete, and " + std::to_string(planned) + " were planned");
                     }
                 });
        each_row("SELECT s.id FROM sample AS s JOIN problem AS p ON p.id = s.problem JOIN cell AS c ON c.id = s.cell "
                 "WHERE p.dataset <> c.dataset",
                 [&](const Statement &row) {
                     find("sample " + std::to_string(row.integer(0)) + " answers a problem of another dataset");
                 });
    }

    /// In pages, so that a long check never holds the writer up. In a damaged tree ids may not rise; following them
    /// would go round in circles.
    void check_blobs()
    {
        std::int64_t last = -1;
        bool is_rising = true;
        for (bool there_is_more = true; there_is_more && is_rising;) {
            there_is_more = false;
            Statement rows(
                connection_,
                "SELECT s.id, s.num_prompt_tokens, s.num_tokens, coalesce(e.num_events, 0), r.tokens, t.tokens, "
                "t.text, e.events, e.sample FROM sample AS s LEFT JOIN sample_content AS t ON t.sample = s.id "
                "LEFT JOIN prompt AS r ON r.id = t.prompt LEFT JOIN eviction AS e ON e.sample = s.id "
                "WHERE s.id > ? ORDER BY s.id LIMIT 200",
                "checking");
            rows.bind(last);
            each_row(rows, [&](const Statement &row) {
                there_is_more = true;
                is_rising = is_rising && row.integer(0) > last;
                last = row.integer(0);
                check_content(row);
            });
        }
        if (!is_rising) {
            find("damaged: the samples are not in the order of their ids; not all of them were looked at");
        }
    }

    void check_content(const Statement &row)
    {
        const std::string sample = "sample " + std::to_string(row.integer(0));
        const auto prompt = decode_tokens(row.blob(4));
        const auto tokens = decode_tokens(row.blob(5));
        const auto text = unpack_bytes(row.blob(6));
        const auto events = row.is_null(8) ? Result(std::vector<EvictionEvent>()) : decode_evictions(row.blob(7));
        if (prompt.has_error() || tokens.has_error() || text.has_error() || events.has_error()) {
            const Error &error = prompt.has_error()   ? prompt.error()
                                 : tokens.has_error() ? tokens.error()
                                 : text.has_error()   ? text.error()
                                                      : events.error();
            find(sample + ": " + error.message);
        } else if (row.integer(1) != static_cast<std::int64_t>(prompt.value().size()) ||
                   row.integer(2) != static_cast<std::int64_t>(tokens.value().size()) ||
                   row.integer(3) != static_cast<std::int64_t>(events.value().size())) {
            find(sample + " holds other numbers of tokens or evictions than its row says");
        }
    }

    const Connection &connection_;
    std::vector<std::string> findings_;
    bool is_damaged_ = false;
};

} // namespace

Result<std::vector<std::string>> verify_session(const Connection &connection)
{
    return Verifier(connection).run();
}

} // namespace kvscope
