#pragma once

#include "types/session_rows.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace kvscope::stats {

/// Shares of correct samples of the problems that every column has, one block for each dataset. Rows are sorted by
/// problem id.
struct PairedTable {
    struct Block {
        std::size_t num_problems = 0;
        std::vector<double> means; ///< [num_problems × num_columns], in [0, 1]
    };

    std::size_t num_columns = 0;
    std::vector<Block> blocks;
    int num_problems = 0;
    int num_left_out = 0; ///< known to some column, but without a valid sample in another

    /// The fewest problems of a dataset.
    int smallest_block() const;
};

/// `columns`[c] are the cells of column c, one for each dataset, datasets in the same order in every column.
PairedTable paired_table(const std::vector<std::vector<const CellRows *>> &columns);

/// One weight for each column: a figure that is a weighted sum of the columns' Pass@1.
using Contrast = std::vector<double>;

/// Σ weight × Pass@1 in percent; Pass@1 of a column is the mean over its problems, then over datasets, unweighted.
double contrast_of(const PairedTable &table, const Contrast &contrast);

/// The estimated variance of contrast_of over the choice of problems, percent².
double contrast_variance(const PairedTable &table, const Contrast &contrast);

/// Smallest and largest value that `contrast` takes on a problem, percent.
std::pair<double, double> contrast_range(const PairedTable &table, const Contrast &contrast);

/// Pass@1 of every column, percent, in each of num_resamples draws of problems with replacement, within each dataset
/// (Efron 1979); the same draw for all columns. [num_resamples × num_columns]. Fixed seed. Precondition: no block is
/// empty.
struct Resamples {
    std::size_t num_columns = 0;
    std::vector<double> percents;

    const double *row(std::size_t resample) const { return percents.data() + resample * num_columns; }
    /// The contrast in each draw.
    std::vector<double> of(const Contrast &contrast) const;
};
Resamples resample(const PairedTable &table);

/// The 95 % percentile interval of a contrast.
Interval contrast_interval(const Resamples &resamples, const Contrast &contrast);
/// The bound that the contrast exceeds with a confidence of 1 − `tail`.
double contrast_lower_bound(const Resamples &resamples, const Contrast &contrast, double tail);

} // namespace kvscope::stats
