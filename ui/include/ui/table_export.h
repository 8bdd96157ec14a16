#pragma once

#include "types/result.h"
#include "types/result_frame.h"
#include "types/result_warning.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace kvscope {

/// ".csv", ".tsv", ".json"
QStringList tableFileSuffixes();

/// One row per cell with its counts, figures and intervals, in running order. RFC 4180 with CRLF, UTF-8, numbers in the
/// C locale, units in the header's names; text that a spreadsheet would take for a formula gets a leading apostrophe;
/// what is not known is empty. The last column is what `warnings` say of the cell and of the session, in English.
QByteArray tableCsv(const ResultFrame &frame, const std::vector<ResultWarning> &warnings = {});
/// The same rows with tabs between fields, for a clipboard; tabs and line ends inside a field become spaces.
QByteArray tableTsv(const ResultFrame &frame, const std::vector<ResultWarning> &warnings = {});
/// The same rows as objects, with the session's title, models, datasets, source and warnings; unknown figures are null.
QByteArray tableJson(const ResultFrame &frame, const std::vector<ResultWarning> &warnings = {});

/// Names of the columns, as they are written.
QStringList tableColumns();

/// Writes the table; the suffix of `path` decides the format. Written beside `path` and renamed.
/// Errors: InvalidArgument for an unknown suffix, Io.
Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path);
/// The same in a stated format ("csv", "tsv", "json"), whatever the name ends with.
Status exportTable(const ResultFrame &frame, const std::vector<ResultWarning> &warnings, const QString &path,
                   const QString &format);

} // namespace kvscope
