#include "ui/theme.h"

#include <QStringList>

#include <utility>
#include <vector>

namespace kvscope {
namespace {

// @names stand for the theme's colours and the sizes of `metrics`.
constexpr auto surfaces = R"(
QMainWindow, QDialog, QWizard, QStackedWidget#pages { background: @window; }
QFrame[card="true"] { background: @card; border: 1px solid @border; border-radius: @cardRadiuspx; }
QFrame[banner="info"], QFrame[banner="warning"], QFrame[banner="error"] {
    background: @card; border: 1px solid @border; border-left-width: 4px; border-radius: @controlRadiuspx; }
QFrame[banner="info"] { border-left-color: @accent; }
QFrame[banner="warning"] { border-left-color: @warning; }
QFrame[banner="error"] { border-left-color: @error; }
QLabel { background: transparent; }
QLabel[role="badge"] { border: 1px solid @textMuted; border-radius: 9px; font-size: @captionSizepx; font-weight: 700; }
QLabel[role="title"] { font-size: @titleSizepx; font-weight: 600; }
QLabel[role="heading"] { font-size: @headingSizepx; font-weight: 600; }
QLabel[role="caption"] { font-size: @captionSizepx; color: @textMuted; }
QLabel[role="error"] { color: @error; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="success"] { color: @success; }
QLabel:disabled { color: @textDisabled; }
QToolTip { background: @card; color: @text; border: 1px solid @border; padding: 6px 8px; }
QStatusBar { background: @window; color: @textMuted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: transparent; }
QScrollArea, QScrollArea > QWidget > QWidget[transparent="true"] { background: transparent; border: none; }
)";

constexpr auto buttons = R"(
QPushButton, QToolButton[button="true"] {
    background: @card; color: @text; border: 1px solid @border; border-radius: @controlRadiuspx;
    padding: 6px 14px; font-weight: 500; min-height: 18px; outline: none; }
QPushButton:hover, QToolButton[button="true"]:hover { background: @hover; border-color: @textDisabled; }
QPushButton:pressed, QToolButton[button="true"]:pressed { background: @border; }
QPushButton:focus { border-color: @accent; }
QPushButton:checked { border-color: @accent; color: @barsText; background: @hover; }
QPushButton:disabled, QPushButton:checked:disabled { color: @textDisabled; background: @window;
    border-color: @border; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @border; border-color: @border; color: @textDisabled; }
QPushButton[flat="true"], QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: @controlRadiuspx; padding: 5px 10px; color: @text; }
QPushButton[flat="true"]:hover, QToolButton:hover { background: @hover; }
QPushButton[flat="true"]:focus, QToolButton:focus { border-color: @accent; }
QToolButton:checked { background: @hover; color: @barsText; border-color: @border; }
QToolButton:disabled { color: @textDisabled; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: url(:/kvscope/icons/chevron-down-@id.svg);
    subcontrol-position: right center; subcontrol-origin: padding; width: 12px; right: 5px; }
)";

constexpr auto inputs = R"(
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: @input; color: @text; border: 1px solid @border; border-radius: @controlRadiuspx;
    padding: 5px 8px; min-height: 18px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: @textDisabled; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    color: @textDisabled; background: @window; }
QLineEdit[invalid="true"], QSpinBox[invalid="true"] { border-color: @error; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/kvscope/icons/chevron-down-@id.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @card; color: @text; border: 1px solid @border; padding: 4px; outline: none;
    selection-background-color: @hover; selection-color: @text; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    border: none; background: transparent; width: 20px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/kvscope/icons/chevron-up-@id.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/kvscope/icons/chevron-down-@id.svg);
    width: 10px; height: 10px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @textDisabled; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid @textDisabled;
    background: @input; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent;
    image: url(:/kvscope/icons/check-@id.svg); }
QRadioButton::indicator:checked { border: 5px solid @accent; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border; }
QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0 0 6px 0; color: @text; }
)";

constexpr auto views = R"(
QTableView, QTreeView, QListView { background: @card; alternate-background-color: @card; color: @text; border: none;
    gridline-color: @grid; outline: none; selection-background-color: @hover; selection-color: @text; }
QTreeView::item, QListView::item { padding: 5px 8px; border: none; }
QTableView::item { padding: 5px; border: none; border-bottom: 1px solid @grid; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover { background: @hover; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @hover; color: @text; }
QTableView:focus, QListView:focus, QTreeView:focus { border: none; }
QHeaderView { background: @card; }
QHeaderView::section { background: @card; color: @textMuted; font-weight: 500; border: none;
    border-bottom: 1px solid @border; padding: 6px 8px; }
QTableCornerButton::section { background: @card; border: none; }
QTabWidget::pane { border: none; top: 0; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @textMuted; padding: 8px 4px; margin-right: 18px; border: none;
    border-bottom: 2px solid transparent; font-weight: 500; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @barsText; }
QProgressBar { background: @grid; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { background: @grid; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: @accent; width: 14px; margin: -5px 0; border-radius: 7px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @textDisabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: @window; color: @text; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @card; color: @text; border: 1px solid @border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 14px; border-radius: 4px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @textDisabled; }
QMenu::separator { height: 1px; background: @border; margin: 5px 6px; }
)";

} // namespace

QString Theme::styleSheet() const
{
    // Longer names first: @textMuted must not be read as @text.
    const std::vector<std::pair<QString, QString>> values{
        {QStringLiteral("@textDisabled"), textDisabled.name()},
        {QStringLiteral("@textMuted"), textMuted.name()},
        {QStringLiteral("@text"), text.name()},
        {QStringLiteral("@window"), window.name()},
        {QStringLiteral("@cardRadius"), QString::number(metrics::cardRadius)},
        {QStringLiteral("@controlRadius"), QString::number(metrics::controlRadius)},
        {QStringLiteral("@card"), card.name()},
        {QStringLiteral("@input"), input.name()},
        {QStringLiteral("@border"), border.name()},
        {QStringLiteral("@grid"), grid.name()},
        {QStringLiteral("@hover"), hover.name()},
        {QStringLiteral("@accentHover"), accentHover.name()},
        {QStringLiteral("@accent"), accent.name()},
        {QStringLiteral("@onAccent"), onAccent.name()},
        {QStringLiteral("@success"), success.name()},
        {QStringLiteral("@warning"), warning.name()},
        {QStringLiteral("@error"), error.name()},
        {QStringLiteral("@barsText"), barsText.name()},
        {QStringLiteral("@titleSize"), QString::number(metrics::titleSize)},
        {QStringLiteral("@headingSize"), QString::number(metrics::headingSize)},
        {QStringLiteral("@captionSize"), QString::number(metrics::captionSize)},
        {QStringLiteral("@id"), id},
    };
    QString sheet = QString::fromLatin1(surfaces) + QString::fromLatin1(buttons) + QString::fromLatin1(inputs) +
                    QString::fromLatin1(views);
    for (const auto &[name, value] : values) {
        sheet.replace(name, value);
    }
    return sheet;
}

} // namespace kvscope
