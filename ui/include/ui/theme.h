#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <QStringList>

class QApplication;

namespace kvscope {

/// Every colour and size that the window and the figures use. A plain value: figures may be drawn in another theme than
/// the application's. Text colours reach a contrast of 4.5:1 on `card` and on `window`.
struct Theme {
    QString id; ///< "light", "dark", "print" or "greyscale"
    bool isDark = false;

    QColor window; ///< behind the cards
    QColor card;   ///< cards, dialogs and the background of a figure
    QColor input;  ///< editable fields
    QColor border; ///< hairlines around cards and fields
    QColor grid;   ///< grid lines of a chart
    QColor hover;  ///< row or button under the pointer
    QColor text;
    QColor textMuted; ///< captions, tick labels
    QColor textDisabled;
    QColor accent; ///< primary button, focus, selection
    QColor accentHover;
    QColor onAccent; ///< text on accent
    QColor success;  ///< text colours for states, never the only sign
    QColor warning;
    QColor error;
    QColor barsText; ///< axis title of the bars, dark or light enough to read
    QColor lineText; ///< axis title of the line

    static const Theme &light();
    static const Theme &dark();
    /// For paper: black on white, the same colours for the series.
    static const Theme &print();
    /// For paper without colour: series differ in lightness, bars and lines in shape.
    static const Theme &greyscale();
    /// "light", "dark", "print" or "greyscale"; anything else is light.
    static const Theme &byId(const QString &id);
    /// The ids of all themes that a figure may have.
    static QStringList ids();

    /// Okabe–Ito colour of the bars of the n-th series, n ≥ 0; the first is the reference blue.
    QColor bars(int series) const;
    /// Okabe–Ito colour of the line of the n-th series, n ≥ 0; the first is the reference orange.
    QColor line(int series) const;

    QPalette palette() const;
    /// Cards are QFrames with the property `card` = true; the primary button has `primary` = true, a quiet one `flat` =
    /// true; labels take `role` = "title", "heading", "caption", "error", "warning" or "success"; a banner is a QFrame
    /// with `banner` = "info", "warning" or "error".
    QString styleSheet() const;
};

/// Sizes in device-independent pixels.
namespace metrics {
inline constexpr int textSize = 13;
inline constexpr int captionSize = 12;
inline constexpr int headingSize = 15;
inline constexpr int titleSize = 20;
inline constexpr int cardRadius = 10;
inline constexpr int controlRadius = 6;
inline constexpr int cardPadding = 16;
inline constexpr int gap = 12;
} // namespace metrics

/// Contrast ratio of WCAG 2.1, 1 … 21.
double contrastRatio(const QColor &a, const QColor &b);

/// Registers the embedded Inter once and gives its family; the system's default family if it was not embedded.
/// Needs a QGuiApplication. GUI thread.
QString figureFontFamily();
/// The figure font at a size in device-independent pixels.
QFont figureFont(double pixelSize, QFont::Weight weight = QFont::Normal);

/// Sets style, palette, font and style sheet of the application. May be called again to switch. GUI thread.
void applyTheme(QApplication &application, const Theme &theme);

} // namespace kvscope
