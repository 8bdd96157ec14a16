#pragma once

#include "types/result_frame.h"
#include "ui/chart.h"

namespace kvscope {

/// Puts the notes of cells into a scene that was built from `frame`: a numbered mark at each bar, or point where there
/// is no bar, the note in the text beside the pointer, and a line under the panels for each number. The notes of all
/// datasets stand at an average over them. Works for every chart, since bars and points name their cell.
void addNotes(ChartScene &scene, const ResultFrame &frame, int dataset);

/// "tiny-r1-llama, R-KV 128".
QString cellTitle(const ResultFrame &frame, const CellResult &cell);

} // namespace kvscope
