#include "database/reference_session.h"

#include "open_session.h"
#include "plan_json.h"
#include "plan_store.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace kvscope {

namespace {

constexpr const char *kStoring = "storing published figures";

Statement &bind_optional(Statement &statement, const std::optional<double> &value)
{
    return value ? statement.bind(*value) : statement.bind_null();
}

Status store_points(const Connection &connection, const ResultFrame &frame)
{
    Statement point(connection,
                    "INSERT INTO reference_point (cell, pass_at_1, tps) SELECT id, ?, ? FROM cell WHERE key = ?",
                    kStoring);
    for (const CellResult &cell : frame.cells) {
        const CellSpec spec{.key = cell.cell_key,
                            .policy = cell.policy,
                            .params = cell.params,
                            .budget = cell.budget,
                            .retained = cell.retained,
                            .peak = cell.peak};
        auto stored = store_cell(connection, spec, frame.models.at(cell.model).id, frame.datasets.at(cell.dataset).id);
        if (stored.has_value()) {
            bind_optional(bind_optional(point, cell.pass_at_1), cell.tps).bind(cell.cell_key);
            stored = point.run();
        }
        if (stored.has_error()) {
            return stored;
        }
    }
    return connection.execute("UPDATE cell SET state = 'complete'", kStoring);
}

Status store_figures(const Connection &connection, const PublishedFigures &figures)
{
    const ResultFrame &frame = figures.frame;
    Status done = store_models(connection, frame.models);
    if (done.has_value()) {
        done = store_datasets(connection, frame.datasets);
    }
    if (done.has_value()) {
        done = store_run_row(connection, "published", spec_to_json(figures.settings), "{}", figures.manifest);
    }
    if (done.has_value()) {
        done = store_points(connection, frame);
    }
    if (done.has_value()) {
        Statement source(connection, "INSERT INTO reference_source (id, source, how_read, notes) VALUES (1, ?, ?, ?)",
                         kStoring);
        done = source.bind(frame.reference->source).bind(frame.reference->how_read).bind(frame.reference->notes).run();
    }
    if (done.has_value()) {
        Statement title(connection, "UPDATE session SET title = ?, revision = revision + 1", kStoring);
        done = title.bind(frame.title).run();
    }
    return done;
}

bool indices_are_valid(const ResultFrame &frame)
{
    for (const CellResult &cell : frame.cells) {
        if (cell.model < 0 || cell.model >= static_cast<int>(frame.models.size()) || cell.dataset < 0 ||
            cell.dataset >= static_cast<int>(frame.datasets.size())) {
            return false;
        }
    }
    return true;
}

} // namespace

Status write_reference_session(const std::string &path, const PublishedFigures &figures)
{
    if (!figures.frame.reference || !indices_are_valid(figures.frame)) {
        return make_error(ErrorCode::InvalidArgument,
                          path + ": published figures need a source, and cells that name their model and dataset.");
    }
    const std::string target = resolve_session_path(path);
    const std::string part = target + ".part";
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    {
        auto connection = open_session(part, OpenMode::Write);
        if (connection.has_error()) {
            return connection.error();
        }
        auto stored = in_transaction(connection.value(), "BEGIN IMMEDIATE", kStoring,
                                     [&] { return store_figures(connection.value(), figures); });
        if (stored.has_error()) {
            return stored;
        }
    }
    if (std::rename(part.c_str(), target.c_str()) != 0) {
        return make_error(ErrorCode::Io, target + ": " + kStoring + ": " + std::strerror(errno) + ".");
    }
    return Done{};
}

} // namespace kvscope
