#include "regrade.h"

#include "json_text.h"

#include "database/session_reader.h"
#include "engine/grader.h"

#include <filesystem>
#include <optional>

namespace kvscope {

namespace {

constexpr int kPageSize = 256;

bool is_same(const Grade &a, const Grade &b)
{
    return a.verdict == b.verdict && a.extracted == b.extracted && a.reason == b.reason;
}

/// What the log keeps, so that the old verdict can be traced.
std::string note_of(const std::string &cell_key, const SampleRow &row, const Grade &grade, const Grader &grader)
{
    return cell_key + ", problem " + row.key.first + ", sample " + std::to_string(row.key.second) + ": " +
           name_of(row.grade.verdict) + " (" + row.grade.reason + ") is now " + name_of(grade.verdict) + " (" +
           grade.reason + ") by the grader " + grader.id;
}

class Regrader {
public:
    Regrader(const SessionReader &reader, SessionWriter *writer,
             const std::function<void(const RegradeChange &)> &on_change)
        : reader_(reader), writer_(writer), on_change_(on_change)
    {
    }

    Status grade_cell(const std::string &cell_key, const Grader &grader)
    {
        for (int offset = 0;; offset += kPageSize) {
            const auto page = reader_.samples(cell_key, kPageSize, offset);
            if (page.has_error()) {
                return page.error();
            }
            if (const Status done = grade_page(cell_key, page.value(), grader); done.has_error()) {
                return done;
            }
            if (page.value().size() < kPageSize) {
                return Done{};
            }
        }
    }

    const RegradeSummary &summary() const { return summary_; }

private:
    Status grade_page(const std::string &cell_key, const std::vector<SampleRow> &page, const Grader &grader)
    {
        std::vector<Regrade> regrades;
        std::vector<RegradeChange> changes;
        for (const SampleRow &row : page) {
            if (row.finish == FinishReason::Invalid) {
                ++summary_.num_invalid;
                continue;
            }
            const auto sample = reader_.sample(row.id);
            if (sample.has_error()) {
                return sample.error();
            }
            ++summary_.num_graded;
            Grade grade = grade_generation(grader, row.gold, sample.value().text, row.finish);
            if (is_same(grade, row.grade)) {
                continue;
            }
            const bool is_changed = grade.verdict != row.grade.verdict;
            regrades.push_back({row.key, grade, is_changed ? note_of(cell_key, row, grade, grader) : std::string()});
            if (is_changed) {
                changes.push_back({cell_key, row.key, row.grade.verdict, row.gold, std::move(grade)});
            }
        }
        if (writer_ && !regrades.empty()) {
            if (const Status stored = writer_->update_grades(cell_key, regrades); stored.has_error()) {
                return stored;
            }
        }
        summary_.num_changed += static_cast<int>(changes.size());
        summary_.num_reworded += static_cast<int>(regrades.size() - changes.size());
        for (const RegradeChange &change : changes) {
            ++summary_.transitions[{change.from, change.grade.verdict}];
            on_change_(change);
        }
        return Done{};
    }

    const SessionReader &reader_;
    SessionWriter *writer_; ///< nullptr in a dry run
    const std::function<void(const RegradeChange &)> &on_change_;
    RegradeSummary summary_;
};

/// The grader of a dataset: the one asked for, or the one its verdicts came from.
Result<const Grader *> grader_for(const DatasetRef &dataset, const std::string &asked_for)
{
    const std::string &id = asked_for.empty() ? dataset.grader : asked_for;
    if (const Grader *grader = find_grader(id)) {
        return grader;
    }
    return make_error(ErrorCode::InvalidArgument, "dataset " + dataset.label + " was graded by \"" + id +
                                                      "\", which this version does not have: name one with --grader");
}

/// A grader that cannot read the expected answers would turn every verdict into "invalid": refused before anything is
/// stored.
Status check_golds(const SessionReader &reader, const CellRows &cell, const DatasetRef &dataset, const Grader &grader)
{
    for (int offset = 0;; offset += kPageSize) {
        const auto page = reader.samples(cell.counts.cell_key, kPageSize, offset);
        if (page.has_error()) {
            return page.error();
        }
        for (const SampleRow &row : page.value()) {
            const Grade grade = grader.grade(row.gold, row.gold);
            if (grade.verdict == Verdict::Invalid) {
                return make_error(ErrorCode::InvalidArgument, "the grader " + grader.id + " does not suit dataset " +
                                                                  dataset.label + ", problem " + row.key.first + ": " +
                                                                  grade.reason + ". No verdict was changed");
            }
        }
        if (page.value().size() < kPageSize) {
            return Done{};
        }
    }
}

Status grade_all(Regrader &regrader, const SessionReader &reader, const SessionRows &rows,
                 const RegradeOptions &options)
{
    const auto dataset_of = [&rows](const CellRows &cell) -> const DatasetRef & {
        return rows.frame.datasets.at(static_cast<std::size_t>(cell.counts.dataset));
    };
    for (const CellRows &cell : rows.cells) {
        const DatasetRef &dataset = dataset_of(cell);
        const Result<const Grader *> grader = grader_for(dataset, options.grader_id);
        if (grader.has_error()) {
            return grader.error();
        }
        if (const Status suits = check_golds(reader, cell, dataset, *grader.value()); suits.has_error()) {
            return suits;
        }
    }
    for (const CellRows &cell : rows.cells) {
        const DatasetRef &dataset = dataset_of(cell);
        const Result<const Grader *> grader = grader_for(dataset, options.grader_id);
        if (grader.has_error()) {
            return grader.error();
        }
        if (const Status done = regrader.grade_cell(cell.counts.cell_key, *grader.value()); done.has_error()) {
            return done;
        }
    }
    return Done{};
}

} // namespace

Result<RegradeSummary> regrade_session(const std::string &path, const RegradeOptions &options,
                                       const std::function<void(const RegradeChange &)> &on_change)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return make_error(ErrorCode::NotFound, path + ": there is no such session");
    }
    std::optional<SessionWriter> writer;
    if (!options.is_dry_run) {
        Result<SessionWriter> opened = SessionWriter::open(path); // first: nobody else may write meanwhile
        if (opened.has_error()) {
            return opened.error();
        }
        writer.emplace(std::move(opened).value());
    }
    const Result<SessionReader> reader = SessionReader::open(path);
    if (reader.has_error()) {
        return reader.error();
    }
    Result<SessionRows> rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    std::erase_if(rows.value().cells, [](const CellRows &cell) { return !cell.counts.accuracy_missing.empty(); });
    if (rows.value().frame.reference) {
        return make_error(ErrorCode::InvalidArgument, path + ": published figures have no samples to grade");
    }
    Regrader regrader(reader.value(), writer ? &*writer : nullptr, on_change);
    if (const Status done = grade_all(regrader, reader.value(), rows.value(), options); done.has_error()) {
        return done.error();
    }
    for (const DatasetRef &dataset : rows.value().frame.datasets) {
        if (writer && !options.grader_id.empty() && dataset.grader != options.grader_id) {
            if (const Status stored = writer->set_grader(dataset.id, options.grader_id); stored.has_error()) {
                return stored.error();
            }
        }
    }
    return regrader.summary();
}

} // namespace kvscope
