#pragma once

#include "types/result_frame.h"
#include "types/result_warning.h"
#include "ui/chart_export.h"

#include <QMimeData>

#include <memory>
#include <vector>

namespace kvscope {

/// A figure for the clipboard in every form that another program may want: a bitmap (and the same as PNG), SVG, and the
/// numbers as tab-separated text. Null if the size is impossible. GUI thread.
std::unique_ptr<QMimeData> figureForClipboard(const ChartScene &scene, const ResultFrame &frame,
                                              const ExportOptions &options,
                                              const std::vector<ResultWarning> &warnings = {});

} // namespace kvscope
