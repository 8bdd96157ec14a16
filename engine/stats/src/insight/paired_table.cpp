#include "insight/paired_table.h"

#include "bootstrap.h"
#include "counter_random.h"
#include "problem_means.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string_view>

namespace kvscope::stats {
namespace {

constexpr std::uint64_t seed = 0x696e7369676874;

/// One dataset: the problems that all `cells` have, and how many some of them lack.
PairedTable::Block make_block(const std::vector<const CellRows *> &cells, int &num_left_out)
{
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    std::map<std::string_view, std::vector<double>> by_id; // sorted: the order of rows must not matter
    for (std::size_t column = 0; column < cells.size(); ++column) {
        for (const ProblemOutcome &outcome : cells[column]->problems) {
            auto &means = by_id.try_emplace(outcome.problem_id, cells.size(), missing).first->second;
            means[column] = problem_mean(outcome).value_or(missing);
        }
    }
    PairedTable::Block block;
    for (const auto &[id, means] : by_id) {
        if (std::any_of(means.begin(), means.end(), [](double mean) { return mean != mean; })) {
            ++num_left_out;
            continue;
        }
        block.means.insert(block.means.end(), means.begin(), means.end());
        ++block.num_problems;
    }
    return block;
}

/// The contrast of each problem of a block, percent.
std::vector<double> problem_values(const PairedTable::Block &block, const Contrast &contrast)
{
    std::vector<double> values(block.num_problems, 0.0);
    for (std::size_t problem = 0; problem < block.num_problems; ++problem) {
        for (std::size_t column = 0; column < contrast.size(); ++column) {
            values[problem] += 100 * contrast[column] * block.means[problem * contrast.size() + column];
        }
    }
    return values;
}

double mean_of(const std::vector<double> &values)
{
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

} // namespace

int PairedTable::smallest_block() const
{
    std::size_t smallest = blocks.empty() ? 0 : blocks.front().num_problems;
    for (const Block &block : blocks) {
        smallest = std::min(smallest, block.num_problems);
    }
    return static_cast<int>(smallest);
}

PairedTable paired_table(const std::vector<std::vector<const CellRows *>> &columns)
{
    PairedTable table;
    table.num_columns = columns.size();
    const std::size_t num_blocks = columns.empty() ? 0 : columns.front().size();
    for (std::size_t block = 0; block < num_blocks; ++block) {
        std::vector<const CellRows *> cells;
        for (const auto &column : columns) {
            cells.push_back(column[block]);
        }
        table.blocks.push_back(make_block(cells, table.num_left_out));
        table.num_problems += static_cast<int>(table.blocks.back().num_problems);
    }
    return table;
}

double contrast_of(const PairedTable &table, const Contrast &contrast)
{
    double sum = 0;
    for (const PairedTable::Block &block : table.blocks) {
        sum += mean_of(problem_values(block, contrast));
    }
    return table.blocks.empty() ? 0 : sum / static_cast<double>(table.blocks.size());
}

double contrast_variance(const PairedTable &table, const Contrast &contrast)
{
    double variance = 0;
    for (const PairedTable::Block &block : table.blocks) {
        const std::vector<double> values = problem_values(block, contrast);
        const double mean = mean_of(values);
        const double n = static_cast<double>(values.size());
        double squares = 0;
        for (const double value : values) {
            squares += (value - mean) * (value - mean);
        }
        variance += n > 1 ? squares / (n - 1) / n : 0;
    }
    const double num_blocks = static_cast<double>(std::max<std::size_t>(1, table.blocks.size()));
    return variance / (num_blocks * num_blocks);
}

std::pair<double, double> contrast_range(const PairedTable &table, const Contrast &contrast)
{
    double smallest = 0;
    double largest = 0;
    bool is_first = true;
    for (const PairedTable::Block &block : table.blocks) {
        for (const double value : problem_values(block, contrast)) {
            smallest = is_first ? value : std::min(smallest, value);
            largest = is_first ? value : std::max(largest, value);
            is_first = false;
        }
    }
    return {smallest, largest};
}

Resamples resample(const PairedTable &table)
{
    const std::size_t columns = table.num_columns;
    Resamples resamples{columns, std::vector<double>(num_resamples * columns, 0.0)};
    std::vector<double> sums(columns);
    std::uint64_t counter = 0;
    for (std::size_t draw = 0; draw < num_resamples; ++draw) {
        double *percents = resamples.percents.data() + draw * columns;
        for (const PairedTable::Block &block : table.blocks) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (std::size_t i = 0; i < block.num_problems; ++i) {
                // 32 bits scaled to the number of problems are biased by less than that number / 2^32.
                const std::uint64_t bits = counter_random(seed, counter++) >> 32U;
                const double *means = block.means.data() + ((bits * block.num_problems) >> 32U) * columns;
                for (std::size_t column = 0; column < columns; ++column) {
                    sums[column] += means[column];
                }
            }
            const double weight = 100.0 / static_cast<double>(block.num_problems * table.blocks.size());
            for (std::size_t column = 0; column < columns; ++column) {
                percents[column] += weight * sums[column];
            }
        }
    }
    return resamples;
}

std::vector<double> Resamples::of(const Contrast &contrast) const
{
    std::vector<double> values(num_columns == 0 ? 0 : percents.size() / num_columns, 0.0);
    for (std::size_t draw = 0; draw < values.size(); ++draw) {
        for (std::size_t column = 0; column < num_columns; ++column) {
            values[draw] += contrast[column] * row(draw)[column];
        }
    }
    return values;
}

Interval contrast_interval(const Resamples &resamples, const Contrast &contrast)
{
    std::vector<double> values = resamples.of(contrast);
    const double lower = quantile(values, 0.025);
    return {lower, quantile(values, 0.975), "bootstrap over problems"};
}

double contrast_lower_bound(const Resamples &resamples, const Contrast &contrast, double tail)
{
    std::vector<double> values = resamples.of(contrast);
    return quantile(values, tail);
}

} // namespace kvscope::stats
