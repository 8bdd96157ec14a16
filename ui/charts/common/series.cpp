#include "charts/common/series.h"

#include "charts/common/chart_text.h"
#include "charts/common/overlay.h"
#include "ui/format.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace kvscope {
namespace {

struct SeriesKey {
    std::string policy;
    ParamValues params;
    KvDType kvDType = KvDType::Compute;

    friend bool operator==(const SeriesKey &, const SeriesKey &) = default;
};

CellState commonState(const std::vector<const CellResult *> &cells)
{
    const auto all = [&](CellState state) {
        return std::all_of(cells.begin(), cells.end(), [&](const CellResult *cell) { return cell->state == state; });
    };
    const bool failed = std::any_of(cells.begin(), cells.end(),
                                    [](const CellResult *cell) { return cell->state == CellState::Failed; });
    if (failed) {
        return CellState::Failed;
    }
    if (all(CellState::Complete)) {
        return CellState::Complete;
    }
    return all(CellState::Pending) ? CellState::Pending : CellState::Running;
}

using Value = std::optional<double> CellResult::*;
using Bounds = std::optional<Interval> CellResult::*;

std::optional<double> meanOf(const std::vector<const CellResult *> &cells, Value value)
{
    double sum = 0;
    for (const CellResult *cell : cells) {
        if (!(cell->*value).has_value() || !std::isfinite(*(cell->*value))) {
            return std::nullopt;
        }
        sum += *(cell->*value);
    }
    return sum / static_cast<double>(cells.size());
}

// The variance of a mean of independent figures; upper and lower distances apart, since intervals are not symmetric.
std::optional<Interval> meanInterval(const std::vector<const CellResult *> &cells, Value value, Bounds bounds)
{
    const auto mean = meanOf(cells, value);
    if (!mean) {
        return std::nullopt;
    }
    double below = 0;
    double above = 0;
    for (const CellResult *cell : cells) {
        const auto &interval = cell->*bounds;
        if (!interval) {
            return std::nullopt;
        }
        below += std::pow(*(cell->*value) - interval->lower, 2);
        above += std::pow(interval->upper - *(cell->*value), 2);
    }
    if (cells.size() == 1) {
        return *(cells.front()->*bounds);
    }
    const double n = static_cast<double>(cells.size());
    return Interval{*mean - std::sqrt(below) / n, *mean + std::sqrt(above) / n,
                    ChartText::tr("datasets combined as independent").toStdString()};
}

std::optional<RateFigure> meanRate(const std::vector<const CellResult *> &cells, Value value, Bounds bounds,
                                   bool isOverall)
{
    const auto mean = meanOf(cells, value);
    return mean ? std::optional(RateFigure{*mean, meanInterval(cells, value, bounds), isOverall}) : std::nullopt;
}

// A mean of both kinds would be neither: one cell without a sustained phase makes it overall.
std::optional<RateFigure> shownRate(const std::vector<const CellResult *> &cells,
                                    const std::optional<RateFigure> &overall)
{
    const auto isOverall = [](const CellResult *cell) { return cell->tps_is_overall; };
    const bool anyOverall = std::any_of(cells.begin(), cells.end(), isOverall);
    if (anyOverall && !std::all_of(cells.begin(), cells.end(), isOverall)) {
        return overall;
    }
    return meanRate(cells, &CellResult::tps, &CellResult::tps_interval, anyOverall);
}

/// The average that the samples gave, where it is one of exactly these cells. Nullptr: none.
const DatasetAverage *averageOf(const ResultFrame &frame, const std::vector<const CellResult *> &cells)
{
    for (const DatasetAverage &average : frame.averages) {
        const auto isOneOf = [&](int index) {
            return std::find(cells.begin(), cells.end(), &frame.cells[static_cast<std::size_t>(index)]) != cells.end();
        };
        if (average.cells.size() == cells.size() && std::all_of(average.cells.begin(), average.cells.end(), isOneOf)) {
            return &average;
        }
    }
    return nullptr;
}

BudgetFigure figureOf(const ResultFrame &frame, std::vector<const CellResult *> cells)
{
    BudgetFigure figure;
    figure.budget = cells.front()->budget;
    figure.state = commonState(cells);
    double kvLen = 0;
    bool kvLenKnown = true;
    for (const CellResult *cell : cells) {
        figure.numSamples += cell->num_samples;
        figure.numPlanned += cell->num_samples_planned;
        figure.numProblems += cell->num_problems;
        figure.numInvalid += cell->num_invalid;
        if (!cell->accuracy_missing.empty()) {
            figure.accuracyMissing = plainText(cell->accuracy_missing);
        }
        kvLen += cell->mean_final_kv_len;
        kvLenKnown = kvLenKnown && cell->mean_final_kv_len > 0;
    }
    figure.meanFinalKvLen = kvLenKnown ? kvLen / static_cast<double>(cells.size()) : 0;
    figure.pass = meanOf(cells, &CellResult::pass_at_1);
    figure.passInterval = meanInterval(cells, &CellResult::pass_at_1, &CellResult::pass_at_1_interval);
    if (const DatasetAverage *average = averageOf(frame, cells)) {
        figure.pass = average->pass_at_1;
        figure.passInterval = average->pass_at_1_interval;
    }
    figure.overallRate = meanRate(cells, &CellResult::overall_tps, &CellResult::overall_tps_interval, true);
    figure.rate = shownRate(cells, figure.overallRate);
    figure.cells = std::move(cells);
    return figure;
}

// "R-KV", or with what tells it from another R-KV: "R-KV (mix_lambda 0.07)".
QString seriesLabel(const SeriesKey &key, const std::vector<SeriesKey> &all)
{
    QStringList distinct;
    for (const auto &[name, value] : key.params) {
        const bool differs = std::any_of(all.begin(), all.end(), [&, &n = name, &v = value](const SeriesKey &other) {
            const auto found = other.params.find(n);
            return other.policy == key.policy && (found == other.params.end() || found->second != v);
        });
        if (differs) {
            distinct << QStringLiteral("%1 %2").arg(plainText(name), QString::number(value, 'g', 6));
        }
    }
    const QString label = policyLabel(key.policy, key.kvDType);
    return distinct.isEmpty() ? label : QStringLiteral("%1 (%2)").arg(label, distinct.join(QStringLiteral(", ")));
}

bool isValid(const ResultFrame &frame, const CellResult &cell)
{
    return cell.model >= 0 && cell.model < static_cast<int>(frame.models.size());
}

std::vector<SeriesKey> seriesKeys(const ResultFrame &frame)
{
    std::vector<SeriesKey> keys;
    for (const CellResult &cell : frame.cells) {
        const SeriesKey key{cell.policy, cell.params, cell.kv_dtype};
        if (!cell.budget.is_full() && std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::map<int, std::vector<const CellResult *>> byBudget(const ResultFrame &frame, int model, const SeriesKey *key,
                                                        int dataset)
{
    std::map<int, std::vector<const CellResult *>> budgets;
    for (const CellResult &cell : frame.cells) {
        const bool wanted = key ? !cell.budget.is_full() && SeriesKey{cell.policy, cell.params, cell.kv_dtype} == *key
                                : cell.budget.is_full();
        if (isValid(frame, cell) && cell.model == model && wanted && (dataset < 0 || cell.dataset == dataset)) {
            auto &cells = budgets[cell.budget.tokens];
            // One cell a dataset, should a session repeat one (the same budget under two buffers). The full cache that
            // all are compared with is the one that stores entries exactly, where there are two.
            const auto same = std::find_if(cells.begin(), cells.end(),
                                           [&](const CellResult *other) { return other->dataset == cell.dataset; });
            if (same == cells.end()) {
                cells.push_back(&cell);
            } else if ((*same)->kv_dtype == KvDType::Fp8 && cell.kv_dtype == KvDType::Compute) {
                *same = &cell;
            }
        }
    }
    return budgets;
}

void note(ChartData &data, const BudgetFigure &figure)
{
    data.numInvalid += figure.numInvalid;
    if (!figure.accuracyMissing.isEmpty()) {
        data.accuracyMissing = figure.accuracyMissing;
    }
}

template <typename Test>
bool anyFigure(const ModelSeries &model, Test test)
{
    return (model.full && test(*model.full)) ||
           std::any_of(model.policies.begin(), model.policies.end(), [&](const PolicySeries &series) {
               return std::any_of(series.figures.begin(), series.figures.end(), test);
           });
}

} // namespace

bool ModelSeries::mixesRates() const
{
    return hasOverallRates() &&
           anyFigure(*this, [](const BudgetFigure &figure) { return figure.rate && !figure.hasOverallRateOnly(); });
}

bool ModelSeries::hasOverallRates() const
{
    return anyFigure(*this, [](const BudgetFigure &figure) { return figure.hasOverallRateOnly(); });
}

std::optional<std::pair<RateFigure, RateFigure>> comparableRates(const BudgetFigure &a, const BudgetFigure &b)
{
    const bool overall = a.hasOverallRateOnly() || b.hasOverallRateOnly();
    const std::optional<RateFigure> &first = overall ? a.overallRate : a.rate;
    const std::optional<RateFigure> &second = overall ? b.overallRate : b.rate;
    return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

ChartData collect(const ResultFrame &frame, int dataset)
{
    const std::vector<SeriesKey> keys = seriesKeys(frame);
    ChartData data;
    const bool isOne = dataset >= 0 && dataset < static_cast<int>(frame.datasets.size());
    data.datasetLabel = isOne ? plainText(frame.datasets[static_cast<std::size_t>(dataset)].label) : QString();
    data.numSeries = static_cast<int>(keys.size());
    data.isPublished = frame.reference.has_value();
    std::set<int> budgets;
    for (std::size_t m = 0; m < frame.models.size(); ++m) {
        ModelSeries model;
        model.index = static_cast<int>(m);
        model.title = plainText(frame.models[m].label);
        for (std::size_t k = 0; k < keys.size(); ++k) {
            PolicySeries series{seriesLabel(keys[k], keys), static_cast<int>(k), {}};
            for (auto &[budget, cells] : byBudget(frame, static_cast<int>(m), &keys[k], dataset)) {
                series.figures.push_back(figureOf(frame, std::move(cells)));
                note(data, series.figures.back());
                budgets.insert(budget);
            }
            if (!series.figures.empty()) {
                model.policies.push_back(std::move(series));
            }
        }
        for (auto &[budget, cells] : byBudget(frame, static_cast<int>(m), nullptr, dataset)) {
            model.full = figureOf(frame, std::move(cells));
            note(data, *model.full);
            const bool hasFp8 =
                std::any_of(keys.begin(), keys.end(), [](const SeriesKey &key) { return key.kvDType == KvDType::Fp8; });
            data.isFullOfOtherType = hasFp8 && model.full->cells.front()->kv_dtype == KvDType::Compute;
        }
        const bool isInSession = std::any_of(frame.cells.begin(), frame.cells.end(),
                                             [&](const CellResult &cell) { return cell.model == static_cast<int>(m); });
        if (isInSession) { // also without a figure for this dataset: its panel says so
            data.models.push_back(std::move(model));
        }
    }
    data.budgets.assign(budgets.begin(), budgets.end());
    return data;
}

ChartData collect(const ResultFrame &frame, const ChartOptions &options)
{
    ChartData data = collect(frame, options.dataset);
    addOverlay(data, frame, options);
    return data;
}

} // namespace kvscope
