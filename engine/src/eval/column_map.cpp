#include "engine/dataset.h"
#include "eval/dataset_columns.h"

namespace kvscope {

Result<ColumnMap> parse_column_map(std::string_view text)
{
    Result<ColumnMap> columns = read_column_map(text);
    if (columns.has_error()) {
        return columns;
    }
    const Status status = check_column_map(columns.value());
    return status.has_error() ? status.error() : columns;
}

} // namespace kvscope
