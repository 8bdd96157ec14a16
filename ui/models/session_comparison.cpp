#include "ui/session_comparison.h"

#include "database/session_reader.h"
#include "stats/summarize.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace kvscope {
namespace {

struct SessionContent {
    SessionRows rows;
    Manifest manifest;
};

Result<SessionContent> readContent(const std::string &path)
{
    const auto reader = SessionReader::open(path);
    if (reader.has_error()) {
        return reader.error();
    }
    auto rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    auto manifest = reader.value().manifest();
    if (manifest.has_error()) {
        return manifest.error();
    }
    return SessionContent{std::move(rows).value(), std::move(manifest).value()};
}

/// Where the models and datasets of one session went in the merged frame.
struct Places {
    std::vector<int> models;
    std::vector<int> datasets;
};

int placeOf(const std::vector<int> &places, int index)
{
    return index >= 0 && index < static_cast<int>(places.size()) ? places[static_cast<std::size_t>(index)] : -1;
}

void addDatasets(const ResultFrame &frame, ResultFrame &merged, Places &places)
{
    for (const DatasetRef &dataset : frame.datasets) {
        const auto same = std::find_if(merged.datasets.begin(), merged.datasets.end(), [&](const DatasetRef &other) {
            return (!dataset.id.empty() && other.id == dataset.id) || other.label == dataset.label;
        });
        places.datasets.push_back(static_cast<int>(same - merged.datasets.begin()));
        if (same == merged.datasets.end()) {
            merged.datasets.push_back(dataset);
        }
    }
}

int addModel(const ModelRef &model, const std::string &session, ResultFrame &merged)
{
    merged.models.push_back(model);
    merged.models.back().label += " · " + session;
    return static_cast<int>(merged.models.size()) - 1;
}

void addModels(const ResultFrame &first, const ResultFrame &second, ResultFrame &merged, Places &ofFirst,
               Places &ofSecond)
{
    const auto [firstName, secondName] = sessionNames(first, second);
    ofFirst.models.assign(first.models.size(), -1);
    ofSecond.models.assign(second.models.size(), -1);
    for (std::size_t a = 0; a < first.models.size(); ++a) {
        for (std::size_t b = 0; b < second.models.size(); ++b) {
            if (ofFirst.models[a] < 0 && ofSecond.models[b] < 0 && first.models[a].label == second.models[b].label) {
                ofFirst.models[a] = addModel(first.models[a], firstName, merged);
                ofSecond.models[b] = addModel(second.models[b], secondName, merged);
            }
        }
    }
    for (std::size_t a = 0; a < first.models.size(); ++a) {
        ofFirst.models[a] = ofFirst.models[a] < 0 ? addModel(first.models[a], firstName, merged) : ofFirst.models[a];
    }
    for (std::size_t b = 0; b < second.models.size(); ++b) {
        ofSecond.models[b] =
            ofSecond.models[b] < 0 ? addModel(second.models[b], secondName, merged) : ofSecond.models[b];
    }
}

void addCells(const ResultFrame &frame, const char *whose, const Places &places, ResultFrame &merged)
{
    const int before = static_cast<int>(merged.cells.size());
    for (const CellResult &cell : frame.cells) {
        merged.cells.push_back(cell);
        CellResult &added = merged.cells.back();
        added.cell_key = whose + cell.cell_key;
        added.model = placeOf(places.models, cell.model);
        added.dataset = placeOf(places.datasets, cell.dataset);
    }
    for (const DatasetAverage &average : frame.averages) {
        merged.averages.push_back(average);
        for (int &cell : merged.averages.back().cells) {
            cell += before;
        }
    }
}

} // namespace

std::pair<std::string, std::string> sessionNames(const ResultFrame &first, const ResultFrame &second)
{
    if (first.title != second.title) {
        return {first.title, second.title};
    }
    const auto stem = [](const ResultFrame &frame) {
        return std::filesystem::path(frame.session_path).stem().string();
    };
    return stem(first) != stem(second) ? std::pair(stem(first), stem(second))
                                       : std::pair(first.session_path, second.session_path);
}

ResultFrame sideBySide(const ResultFrame &first, const ResultFrame &second)
{
    ResultFrame merged;
    const auto [firstName, secondName] = sessionNames(first, second);
    merged.title = firstName + " / " + secondName;
    merged.is_complete = first.is_complete && second.is_complete;
    if (first.reference && second.reference) {
        merged.reference = first.reference;
    }
    Places ofFirst;
    Places ofSecond;
    addDatasets(first, merged, ofFirst);
    addDatasets(second, merged, ofSecond);
    addModels(first, second, merged, ofFirst, ofSecond);
    addCells(first, "1:", ofFirst, merged);
    addCells(second, "2:", ofSecond, merged);
    return merged;
}

Result<ComparisonPtr> readComparison(const std::string &first, const std::string &second)
{
    const Result<SessionContent> a = readContent(first);
    if (a.has_error()) {
        return a.error();
    }
    const Result<SessionContent> b = readContent(second);
    if (b.has_error()) {
        return b.error();
    }
    auto comparison = std::make_shared<Comparison>();
    comparison->first = std::make_shared<const ResultFrame>(stats::complete(a.value().rows));
    comparison->second = std::make_shared<const ResultFrame>(stats::complete(b.value().rows));
    comparison->merged = std::make_shared<const ResultFrame>(sideBySide(*comparison->first, *comparison->second));
    comparison->differences = stats::compare_sessions(a.value().rows, b.value().rows);
    comparison->settings = stats::compare_manifests(a.value().manifest, b.value().manifest);
    return ComparisonPtr(std::move(comparison));
}

} // namespace kvscope
