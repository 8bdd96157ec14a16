#pragma once

#include "ui/chart_export.h"

#include <span>

namespace kvscope {

/// A figure for a purpose: its size and how large text and lines are in it. Text and lines keep their proportion
/// (ExportOptions::textScale), so a preset states the size of the tick labels and the rest follows.
struct FigurePreset {
    const char *id;    ///< for the command line and settings: "paper-1col"
    const char *label; ///< to translate in the context kvscope::FigurePreset
    double width_mm;
    double height_mm;
    double text_pt; ///< tick labels, in points of 1/72 inch
    int dpi;        ///< of a PNG, where nothing else is asked for
    bool stacksPanels;
};

/// All presets; the first is the default.
std::span<const FigurePreset> figurePresets();
/// Null if there is none of that id.
const FigurePreset *figurePresetById(const QString &id);

/// Size, text and resolution of a preset; everything else as in `options`.
ExportOptions withPreset(ExportOptions options, const FigurePreset &preset);

/// Tick labels of a figure at textScale 1, in points.
inline constexpr double figureText_pt = 9;

} // namespace kvscope
