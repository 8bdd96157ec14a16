#pragma once

#include <string>
#include <vector>

namespace kvscope {

/// Which columns of a dataset file hold what, for a file whose field names no layout knows, or knows wrongly.
struct ColumnMap {
    std::string problem; ///< text of the problem
    std::string answer;  ///< expected answer; with `choices` the right one's letter, text, or number from 0
    std::string id;      ///< empty: problems are called "line-N"
    /// Multiple choice in the order to show: one column with a list, or one column for each choice.
    std::vector<std::string> choices;
    /// Multiple choice whose file states no order: columns of the wrong choices, or one with a list of them. `answer` is
    /// then the right one, and the order is drawn from SweepSpec::choice_seed.
    std::vector<std::string> wrong;
    std::string grader; ///< empty: "choice" where there are choices, else "math"

    friend bool operator==(const ColumnMap &, const ColumnMap &) = default;
};

} // namespace kvscope
