#include "insight/series_data.h"

#include "insight/number_text.h"
#include "stats/summarize.h"
#include "student_t.h"
#include "throughput.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace kvscope::stats {
namespace {

constexpr int min_problems = 10; // below, a percentile interval covers markedly less than 95 %

using Cells = std::vector<const CellRows *>;

/// The cells of each budget, one for each dataset in `datasets`; a null stands for a cell that is not there.
using CellsByBudget = std::map<int, Cells>;

bool is_usable(const CellRows &cell)
{
    return cell.counts.state == CellState::Complete;
}

CellsByBudget cells_by_budget(const SessionRows &rows, const SeriesData &series, const std::vector<int> &datasets)
{
    CellsByBudget budgets;
    for (const CellRows &cell : rows.cells) {
        const CellResult &counts = cell.counts;
        const bool is_own =
            counts.budget.is_full() || (counts.policy == series.policy && counts.params == series.params);
        const auto dataset = std::find(datasets.begin(), datasets.end(), counts.dataset);
        if (!is_own || counts.model != series.model || counts.kv_dtype != series.kv_dtype ||
            dataset == datasets.end()) {
            continue;
        }
        Cells &cells = budgets.try_emplace(counts.budget.tokens, datasets.size(), nullptr).first->second;
        // One cell a dataset, should a session repeat one (the same budget under two buffers).
        if (const CellRows *&place = cells[static_cast<std::size_t>(dataset - datasets.begin())]; place == nullptr) {
            place = &cell;
        }
    }
    return budgets;
}

std::optional<double> mean_published(const Cells &cells)
{
    double sum = 0;
    for (const CellRows *cell : cells) {
        if (!cell->counts.pass_at_1) {
            return std::nullopt;
        }
        sum += *cell->counts.pass_at_1;
    }
    return sum / static_cast<double>(cells.size());
}

void set_pass(BudgetPoint &point, const Cells &cells, bool is_published)
{
    if (is_published) {
        point.pass_at_1 = mean_published(cells);
        return;
    }
    std::vector<std::vector<ProblemOutcome>> datasets;
    for (const CellRows *cell : cells) {
        datasets.push_back(cell->problems);
    }
    const std::optional<PassEstimate> estimate = average_over_datasets(datasets);
    if (estimate && !estimate->interval.method.empty()) {
        point.pass_at_1 = estimate->percent;
        point.pass_at_1_interval = estimate->interval;
    }
}

/// The mean over the cells; its standard error's degrees of freedom after Welch (1947) and Satterthwaite (1946).
std::optional<ColumnRate> rate_of(const Cells &cells, bool is_published, bool sustained)
{
    ColumnRate rate;
    double squares = 0;
    double fourth = 0;
    bool is_spread_known = true;
    for (const CellRows *cell : cells) {
        const std::optional<Rate> one = is_published && cell->counts.tps ? Rate{*cell->counts.tps, 0, 0, {}}
                                                                         : measured_rate(cell->timings, sustained);
        if (!one) {
            return std::nullopt;
        }
        rate.mean += one->mean / static_cast<double>(cells.size());
        const double square = one->standard_error * one->standard_error;
        is_spread_known = is_spread_known && one->degrees > 0 && square > 0;
        squares += square;
        fourth += one->degrees > 0 ? square * square / one->degrees : 0;
    }
    if (is_spread_known) {
        rate.standard_error = std::sqrt(squares) / static_cast<double>(cells.size());
        rate.degrees = squares * squares / fourth;
    }
    return rate;
}

bool all_sustained(const std::vector<SeriesColumn> &columns)
{
    return std::all_of(columns.begin(), columns.end(), [](const SeriesColumn &column) {
        return std::all_of(column.cells.begin(), column.cells.end(),
                           [](const CellRows *cell) { return measured_rate(cell->timings, true).has_value(); });
    });
}

void set_rates(SeriesData &series, bool is_published)
{
    const bool sustained = all_sustained(series.columns); // the two kinds are not comparable with each other
    std::set<std::string> devices;
    std::set<int> batches;
    bool is_complete = true;
    series.rates_are_overall = !sustained && !is_published;
    for (SeriesColumn &column : series.columns) {
        column.rate = rate_of(column.cells, is_published, sustained);
        is_complete = is_complete && column.rate.has_value();
        for (const CellRows *cell : column.cells) {
            for (const CellTiming &timing : cell->timings) {
                devices.insert(timing.device);
                batches.insert(timing.batch_requested);
            }
        }
        if (!column.rate) {
            continue;
        }
        column.point.tps = column.rate->mean;
        if (column.rate->degrees > 0) {
            const double half = student_t_quantile(0.025, column.rate->degrees) * column.rate->standard_error;
            column.point.tps_interval =
                Interval{std::max(0.0, column.rate->mean - half), column.rate->mean + half, "Student t"};
        }
    }
    if (!is_complete) {
        series.no_rates = {"Cannot be said: the throughput of some finished budgets was not measured.", {}};
    } else if (devices.size() > 1) {
        series.no_rates = {"Cannot be said: the budgets were measured on different devices.", {}};
    } else if (batches.size() > 1) {
        series.no_rates = {"Cannot be said: the budgets were measured with different batch policies.", {}};
    }
}

std::vector<SeriesData> empty_series(const SessionRows &rows)
{
    std::vector<SeriesData> all;
    for (const CellRows &cell : rows.cells) {
        const CellResult &counts = cell.counts;
        const bool is_known = std::any_of(all.begin(), all.end(), [&](const SeriesData &series) {
            return series.model == counts.model && series.policy == counts.policy && series.params == counts.params &&
                   series.kv_dtype == counts.kv_dtype;
        });
        const bool has_model = counts.model >= 0 && counts.model < static_cast<int>(rows.frame.models.size());
        if (!counts.budget.is_full() && !is_known && has_model) {
            SeriesData &series = all.emplace_back();
            series.model = counts.model;
            series.policy = counts.policy;
            series.params = counts.params;
            series.kv_dtype = counts.kv_dtype;
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const SeriesData &a, const SeriesData &b) { return a.model < b.model; });
    return all;
}

void fill(SeriesData &series, const SessionRows &rows, const std::vector<int> &datasets)
{
    const bool is_published = rows.frame.reference.has_value();
    std::optional<SeriesColumn> full;
    for (auto &[budget, cells] : cells_by_budget(rows, series, datasets)) {
        const bool is_finished =
            std::all_of(cells.begin(), cells.end(), [](const CellRows *cell) { return cell && is_usable(*cell); });
        if (!is_finished) {
            ++series.num_unfinished;
            continue;
        }
        SeriesColumn column{{budget}, std::move(cells), {}, {}};
        column.point.budget = column.budget;
        set_pass(column.point, column.cells, is_published);
        if (column.budget.is_full()) {
            full = std::move(column);
        } else {
            series.columns.push_back(std::move(column));
        }
    }
    series.num_budgeted = series.columns.size();
    if (full) {
        series.columns.push_back(std::move(*full));
    }
    set_rates(series, is_published);
    std::vector<Cells> columns;
    for (const SeriesColumn &column : series.columns) {
        columns.push_back(column.cells);
    }
    series.table = paired_table(columns);
    series.resamples = resamples_of(series.table, is_published, series.no_samples);
    for (const SeriesColumn &column : series.columns) {
        for (const CellRows *cell : column.cells) {
            if (!cell->counts.accuracy_missing.empty()) {
                series.no_samples = {"Cannot be said: the answers were not graded (%1).",
                                     {cell->counts.accuracy_missing}};
            }
        }
    }
}

} // namespace

std::optional<Resamples> resamples_of(const PairedTable &table, bool is_published, Sentence &reason)
{
    if (is_published) {
        reason = {"Cannot be said: published figures carry no samples, so nothing is known of their uncertainty.", {}};
        return std::nullopt;
    }
    if (table.num_columns == 0) {
        reason = {"Cannot be said yet: no budget is finished, and interim cells favour short answers.", {}};
        return std::nullopt;
    }
    if (const int fewest = table.smallest_block(); fewest < min_problems) {
        reason = {"Cannot be said: only %1 problems have a valid sample at every budget, and at least %2 are needed.",
                  {std::to_string(fewest), std::to_string(min_problems)}};
        return std::nullopt;
    }
    return resample(table);
}

bool SeriesData::rates_have_errors() const
{
    return has_rates() && std::all_of(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(num_budgeted),
                                      [](const SeriesColumn &column) { return column.rate->degrees > 0; });
}

Contrast SeriesData::difference(std::size_t a, std::size_t b) const
{
    Contrast contrast = zero();
    contrast[a] -= 1;
    contrast[b] += 1;
    return contrast;
}

std::vector<SeriesData> series_of(const SessionRows &rows, int dataset)
{
    const int num_datasets = static_cast<int>(rows.frame.datasets.size());
    std::vector<int> datasets;
    for (int i = 0; i < num_datasets; ++i) {
        if (dataset == i || dataset == -1) {
            datasets.push_back(i);
        }
    }
    std::vector<SeriesData> all = datasets.empty() ? std::vector<SeriesData>() : empty_series(rows);
    for (SeriesData &series : all) {
        fill(series, rows, datasets);
    }
    return all;
}

} // namespace kvscope::stats
