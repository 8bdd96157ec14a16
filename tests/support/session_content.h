#pragma once

#include "database/session_reader.h"
#include "stats/summarize.h"

#include <QtGlobal>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

/// What two sessions are compared by: every stored sample with its tokens and verdict.
struct StoredSample {
    std::vector<std::int32_t> tokens;
    kvscope::Verdict verdict = kvscope::Verdict::Invalid;

    friend bool operator==(const StoredSample &, const StoredSample &) = default;
};
using StoredSamples =
    std::map<std::tuple<std::string, std::string, int>, StoredSample>; ///< by cell, problem, sample index

inline StoredSamples readSamples(const std::string &path)
{
    StoredSamples stored;
    const auto reader = kvscope::SessionReader::open(path);
    if (reader.has_error()) {
        qFatal("%s", reader.error().message.c_str());
    }
    const auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        qFatal("%s", rows.error().message.c_str());
    }
    for (const kvscope::CellRows &cell : rows.value().cells) {
        const auto samples = reader.value().samples(cell.counts.cell_key, 100000, 0);
        if (samples.has_error()) {
            qFatal("%s", samples.error().message.c_str());
        }
        for (const kvscope::SampleRow &row : samples.value()) {
            const auto sample = reader.value().sample(row.id);
            if (sample.has_error()) {
                qFatal("%s", sample.error().message.c_str());
            }
            stored[{row.cell_key, row.key.first, row.key.second}] = {sample.value().tokens, row.grade.verdict};
        }
    }
    return stored;
}

/// Pass@1 of each cell, in percent.
inline std::map<std::string, double> readPassAt1(const std::string &path)
{
    std::map<std::string, double> figures;
    const auto reader = kvscope::SessionReader::open(path);
    if (reader.has_error()) {
        qFatal("%s", reader.error().message.c_str());
    }
    const auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        qFatal("%s", rows.error().message.c_str());
    }
    for (const kvscope::CellResult &cell : kvscope::stats::complete(rows.value()).cells) {
        figures[cell.cell_key] = cell.pass_at_1.value_or(-1);
    }
    return figures;
}
