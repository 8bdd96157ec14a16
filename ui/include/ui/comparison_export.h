#pragma once

#include "ui/session_comparison.h"

#include <QString>

namespace kvscope {

/// Writes a comparison; the suffix of `path` decides the format (.csv, .tsv, .json). One row per pair of cells: what
/// each session has, and the second against the first with its interval. Formats and rules are those of tableCsv;
/// figures that cannot be drawn from the data are empty, with the reason beside them. JSON has the rows as objects,
/// with both titles, the settings that differ and the keys of cells without a partner. Written beside `path` and
/// renamed. Errors: InvalidArgument for an unknown suffix, Io.
Status exportComparison(const Comparison &comparison, const QString &path);

} // namespace kvscope
