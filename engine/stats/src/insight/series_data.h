#pragma once

#include "insight/paired_table.h"
#include "stats/insight.h"

#include <optional>
#include <string>
#include <vector>

namespace kvscope::stats {

/// A throughput with the uncertainty of its measurement; with several datasets the mean over them. Tokens/s.
struct ColumnRate {
    double mean = 0;
    double standard_error = 0; ///< > 0 where `degrees` > 0
    double degrees = 0;        ///< of freedom; 0: the uncertainty is not known
};

/// One finished budget: its cells, one for each dataset.
struct SeriesColumn {
    KvBudget budget;
    std::vector<const CellRows *> cells;
    BudgetPoint point;
    std::optional<ColumnRate> rate;
};

/// Everything the statements about one series are made from. Points into the rows it was made from.
struct SeriesData {
    int model = 0;
    std::string policy;
    ParamValues params;
    KvDType kv_dtype = KvDType::Compute;
    std::vector<SeriesColumn> columns; ///< budgets in tokens ascending, then `full` if it is finished
    std::size_t num_budgeted = 0;      ///< columns before `full`
    int num_unfinished = 0;
    PairedTable table;                  ///< columns as above
    std::optional<Resamples> resamples; ///< absent: `no_samples` says why
    Sentence no_samples;                ///< "Cannot be said: …"
    Sentence no_rates;                  ///< why throughputs cannot be compared; empty when they can
    bool rates_are_overall = false;     ///< some budget has no sustained rate, so the whole cells are compared

    bool has_full() const { return columns.size() > num_budgeted; }
    bool has_rates() const { return no_rates.empty(); }
    /// Every budgeted rate comes with its standard error.
    bool rates_have_errors() const;
    /// A contrast over `columns`, all zero.
    Contrast zero() const { return Contrast(columns.size(), 0.0); }
    /// Pass@1 of column `b` minus that of column `a`.
    Contrast difference(std::size_t a, std::size_t b) const;
};

/// One for each model, policy, parameters and way of storing entries, in running order; `full` is part of every series
/// of its model and storage.
std::vector<SeriesData> series_of(const SessionRows &rows, int dataset);

/// Resamples the table, or says why that tells nothing.
std::optional<Resamples> resamples_of(const PairedTable &table, bool is_published, Sentence &reason);

} // namespace kvscope::stats
