#include "engine/dataset.h"
#include "eval/dataset_columns.h"
#include "eval/dataset_source.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: a first byte that picks the file's name, then its content. Every record goes through every layout.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static constexpr std::array names{"a.jsonl", "a.json", "a.csv", "a"};
    if (size == 0) {
        return 0;
    }
    const std::string_view content(reinterpret_cast<const char *>(data) + 1, size - 1);
    int last_line = 0;
    for (const SourceRecord &record : split_records(content, names[data[0] % names.size()])) {
        if (record.line < 1 || record.line < last_line) {
            std::abort();
        }
        last_line = record.line;
        for (const DatasetLayout *layout : dataset_layouts()) {
            const Result<Problem> problem = layout->read(record.text);
            if (problem.has_value() && problem.value().gold.empty() == problem.value().choices.empty()) {
                std::abort(); // a gold answer, or choices to put in order
            }
        }
        (void)read_mapped(record.text, {"problem", "answer", "id", {}, {"wrong"}, ""});
    }
    const Result<ColumnMap> columns = read_column_map(content);
    if (columns.has_value() && !(read_column_map(format_column_map(columns.value())).value() == columns.value())) {
        std::abort();
    }
    return 0;
}
