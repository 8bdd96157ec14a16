#pragma once

#include "ui/session_comparison.h"

#include <QByteArray>
#include <QString>

namespace kvscope {

/// One row per pair of cells: what each session has, and the second against the first with its interval. Formats and
/// rules are those of tableCsv; figures that cannot be drawn from the data are empty, with the reason beside them.
QByteArray comparisonCsv(const Comparison &comparison);
/// The same rows as objects, with both titles, the settings that differ and the keys of cells without a partner.
QByteArray comparisonJson(const Comparison &comparison);

/// Writes the comparison; the suffix of `path` decides the format (.csv, .tsv, .json). Written beside `path` and
/// renamed. Errors: InvalidArgument for an unknown suffix, Io.
Status exportComparison(const Comparison &comparison, const QString &path);

} // namespace kvscope
