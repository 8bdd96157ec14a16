#include "ui/theme.h"

#include <array>
#include <cmath>

namespace kvscope {
namespace {

Theme makeLight()
{
    Theme theme;
    theme.id = QStringLiteral("light");
    theme.window = QColor(0xF4, 0xF5, 0xF8);
    theme.card = QColor(0xFF, 0xFF, 0xFF);
    theme.input = QColor(0xFF, 0xFF, 0xFF);
    theme.border = QColor(0xDF, 0xE3, 0xEA);
    theme.grid = QColor(0xE8, 0xEB, 0xF0);
    theme.hover = QColor(0xEE, 0xF2, 0xF7);
    theme.text = QColor(0x12, 0x18, 0x21);
    theme.textMuted = QColor(0x56, 0x60, 0x6E);
    theme.textDisabled = QColor(0x9A, 0xA3, 0xAF);
    theme.accent = QColor(0x00, 0x68, 0xA6);
    theme.accentHover = QColor(0x00, 0x59, 0x8F);
    theme.onAccent = QColor(0xFF, 0xFF, 0xFF);
    theme.success = QColor(0x00, 0x71, 0x55);
    theme.warning = QColor(0x8A, 0x52, 0x00);
    theme.error = QColor(0xB4, 0x23, 0x18);
    theme.barsText = QColor(0x00, 0x68, 0xA6);
    theme.lineText = QColor(0xB2, 0x4C, 0x00);
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.id = QStringLiteral("dark");
    theme.isDark = true;
    theme.window = QColor(0x0C, 0x10, 0x16);
    theme.card = QColor(0x15, 0x1A, 0x22);
    theme.input = QColor(0x10, 0x15, 0x1C);
    theme.border = QColor(0x2A, 0x32, 0x3D);
    theme.grid = QColor(0x26, 0x2D, 0x37);
    theme.hover = QColor(0x1E, 0x25, 0x2F);
    theme.text = QColor(0xEA, 0xEE, 0xF3);
    theme.textMuted = QColor(0xA3, 0xAE, 0xBB);
    theme.textDisabled = QColor(0x5F, 0x69, 0x76);
    theme.accent = QColor(0x56, 0xB4, 0xE9);
    theme.accentHover = QColor(0x7C, 0xC6, 0xEF);
    theme.onAccent = QColor(0x0B, 0x10, 0x16);
    theme.success = QColor(0x3F, 0xC9, 0x9E);
    theme.warning = QColor(0xF0, 0xB4, 0x3C);
    theme.error = QColor(0xFF, 0x8B, 0x7E);
    theme.barsText = QColor(0x56, 0xB4, 0xE9);
    theme.lineText = QColor(0xE6, 0x9F, 0x00);
    return theme;
}

Theme makePrint()
{
    Theme theme = makeLight();
    theme.id = QStringLiteral("print");
    theme.window = theme.card;
    theme.text = QColor(0x00, 0x00, 0x00);
    theme.textMuted = QColor(0x22, 0x22, 0x22);
    theme.textDisabled = QColor(0x80, 0x80, 0x80);
    theme.grid = QColor(0xDC, 0xDC, 0xDC);
    theme.border = QColor(0xC8, 0xC8, 0xC8);
    return theme;
}

Theme makeGreyscale()
{
    Theme theme = makePrint();
    theme.id = QStringLiteral("greyscale");
    theme.accent = QColor(0x22, 0x22, 0x22);
    theme.barsText = theme.text;
    theme.lineText = theme.text;
    return theme;
}

// Okabe–Ito. Bars take the cool hues, lines the warm ones, so that the two kinds never meet in one colour.
constexpr std::array<QRgb, 5> lightBars{0xFF0072B2, 0xFF56B4E9, 0xFF009E73, 0xFF44546A, 0xFFB5BECB};
constexpr std::array<QRgb, 5> darkBars{0xFF56B4E9, 0xFF0072B2, 0xFF009E73, 0xFFB5BECB, 0xFF6B7A90};
constexpr std::array<QRgb, 5> lightLines{0xFFD55E00, 0xFFE69F00, 0xFFCC79A7, 0xFF8C2D04, 0xFF6A3D5A};
constexpr std::array<QRgb, 5> darkLines{0xFFE69F00, 0xFFD55E00, 0xFFCC79A7, 0xFFF0E442, 0xFFFFC9A3};

// Bars stay lighter than lines, so that a line is seen on a bar.
constexpr std::array<QRgb, 5> greyBars{0xFFA6A6A6, 0xFF6E6E6E, 0xFFD2D2D2, 0xFF8A8A8A, 0xFFBEBEBE};
constexpr std::array<QRgb, 5> greyLines{0xFF000000, 0xFF4A4A4A, 0xFF2A2A2A, 0xFF606060, 0xFF151515};

template <std::size_t N>
QColor cycled(const std::array<QRgb, N> &colors, int series)
{
    return QColor::fromRgb(colors[static_cast<std::size_t>(series < 0 ? 0 : series) % N]);
}

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::print()
{
    static const Theme theme = makePrint();
    return theme;
}

const Theme &Theme::greyscale()
{
    static const Theme theme = makeGreyscale();
    return theme;
}

const Theme &Theme::byId(const QString &id)
{
    for (const Theme *theme : {&dark(), &print(), &greyscale()}) {
        if (theme->id == id) {
            return *theme;
        }
    }
    return light();
}

QStringList Theme::ids()
{
    return {light().id, dark().id, print().id, greyscale().id};
}

QColor Theme::bars(int series) const
{
    return id == greyscale().id ? cycled(greyBars, series) : cycled(isDark ? darkBars : lightBars, series);
}

QColor Theme::line(int series) const
{
    return id == greyscale().id ? cycled(greyLines, series) : cycled(isDark ? darkLines : lightLines, series);
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, input);
    palette.setColor(QPalette::AlternateBase, hover);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, textMuted);
    palette.setColor(QPalette::Button, card);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, error);
    palette.setColor(QPalette::ToolTipBase, card);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, onAccent);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    palette.setColor(QPalette::Light, card);
    palette.setColor(QPalette::Midlight, hover);
    palette.setColor(QPalette::Mid, border);
    palette.setColor(QPalette::Dark, border);
    palette.setColor(QPalette::Shadow, border);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, textDisabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, textDisabled);
    return palette;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace kvscope
