#pragma once

#include "engine/dataset.h"

#include <string_view>
#include <vector>

namespace kvscope {

inline constexpr const char *mapped_layout = "mapped";

/// InvalidArgument if a role is missing, two contradict each other, or the grader does not exist.
Status check_column_map(const ColumnMap &columns);
/// The grader that a mapping asks for.
std::string grader_of(const ColumnMap &columns);
/// Every column that a mapping names.
std::vector<std::string> named_columns(const ColumnMap &columns);

/// One record as a mapping reads it; as DatasetLayout::read otherwise.
Result<Problem> read_mapped(std::string_view json_object, const ColumnMap &columns);

} // namespace kvscope
