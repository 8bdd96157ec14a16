#pragma once

#include "types/result.h"
#include "types/result_frame.h"
#include "ui/sample_loader.h"

#include <QString>

#include <memory>

namespace kvscope {

/// Writes the samples of a list, in its order, to a `.csv` (the columns of the table, one header line, text guarded
/// against formulas) or a `.jsonl` (one object a line, with the whole text). Everything in the C locale, times in
/// milliseconds. Opens the session itself and reads page by page: for a worker. The number of samples written; on
/// failure an older file stays as it was.
Result<int> exportSamples(const QString &sessionPath, const SampleList &list, const ResultFrame &frame,
                          const QString &path);

/// One row as tab-separated text with a header line, for the clipboard.
QString sampleRowText(const SampleRow &row, const ResultFrame &frame);

} // namespace kvscope
