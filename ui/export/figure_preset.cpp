#include "ui/figure_preset.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

// Widths of one and two columns as most journals and conferences set them; the slide is 13.33 × 7.5 inches.
constexpr std::array presets{
    FigurePreset{"screen", QT_TRANSLATE_NOOP("kvscope::FigurePreset", "Screen"), 338.667, 148.167, 9, 96, false},
    FigurePreset{"paper-1col", QT_TRANSLATE_NOOP("kvscope::FigurePreset", "Paper, one column"), 85, 118, 7, 600, true},
    FigurePreset{"paper-2col", QT_TRANSLATE_NOOP("kvscope::FigurePreset", "Paper, two columns"), 178, 82, 8, 600,
                 false},
    FigurePreset{"slide", QT_TRANSLATE_NOOP("kvscope::FigurePreset", "Slide, 16:9"), 338.667, 190.5, 16, 144, false},
};

} // namespace

std::span<const FigurePreset> figurePresets()
{
    return presets;
}

const FigurePreset *figurePresetById(const QString &id)
{
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&](const FigurePreset &preset) { return id == QLatin1String(preset.id); });
    return found == presets.end() ? nullptr : &*found;
}

ExportOptions withPreset(ExportOptions options, const FigurePreset &preset)
{
    options.size = {preset.width_mm, preset.height_mm};
    options.unit = ExportOptions::Unit::Millimetres;
    options.textScale = preset.text_pt / figureText_pt;
    options.dpi = preset.dpi;
    options.stacksPanels = preset.stacksPanels;
    return options;
}

} // namespace kvscope
