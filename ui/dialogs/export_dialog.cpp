#include "dialogs/export_dialog.h"

#include "ui/figure_preset.h"
#include "widgets/form_layout.h"
#include "widgets/restyle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace kvscope {
namespace {

constexpr QSize kPreview{470, 330};
constexpr int kPreviewDpi = 120; // a preview needs no more

QString key(const char *name)
{
    return QStringLiteral("export/") + QLatin1String(name);
}

void selectData(QComboBox *box, const QVariant &data)
{
    const int index = box->findData(data);
    box->setCurrentIndex(index < 0 ? 0 : index);
}

} // namespace

ExportDialog::ExportDialog(ChartScene scene, const QString &suggestedPath, Settings &settings, QWidget *parent)
    : QDialog(parent), scene_(std::move(scene)), suggestedPath_(suggestedPath), settings_(settings)
{
    setWindowTitle(tr("Export chart"));
    preview_ = new QLabel(this);
    preview_->setObjectName(QStringLiteral("figurePreview"));
    preview_->setFixedSize(kPreview);
    preview_->setAlignment(Qt::AlignCenter);
    preview_->setAccessibleName(tr("Preview of the figure"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *save = buttons->addButton(tr("Save as…"), QDialogButtonBox::AcceptRole);
    setDynamic(save, "primary", true);
    for (QAbstractButton *button : buttons->buttons()) {
        button->setIcon({}); // the rest of the window has none
    }
    save->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::pickFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(metrics::cardPadding);
    auto *right = new QVBoxLayout;
    right->addLayout(buildForm());
    right->addStretch(1);
    columns->addWidget(preview_);
    columns->addLayout(right);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(metrics::gap);
    layout->addLayout(columns);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    recall();
    updatePreview();
}

QDoubleSpinBox *ExportDialog::makeSpinBox(double least, double most, const QString &unit, const QString &name)
{
    auto *box = new QDoubleSpinBox(this);
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSuffix(unit);
    box->setAccessibleName(name);
    box->setKeyboardTracking(false);
    return box;
}

QFormLayout *ExportDialog::buildForm()
{
    preset_ = new QComboBox(this);
    preset_->setObjectName(QStringLiteral("figurePreset"));
    for (const FigurePreset &preset : figurePresets()) {
        preset_->addItem(QCoreApplication::translate("kvscope::FigurePreset", preset.label), QLatin1String(preset.id));
    }
    preset_->addItem(tr("Own size"), QStringLiteral("own"));
    width_ = makeSpinBox(30, 1000, tr(" mm"), tr("Width of the figure"));
    height_ = makeSpinBox(30, 1000, tr(" mm"), tr("Height of the figure"));
    text_ = makeSpinBox(4, 48, tr(" pt"), tr("Size of the text"));
    dpi_ = new QComboBox(this);
    for (const int dpi : {96, 144, 192, 300, 600}) {
        dpi_->addItem(tr("%1 dpi").arg(dpi), dpi);
    }
    theme_ = new QComboBox(this);
    theme_->setObjectName(QStringLiteral("figureTheme"));
    const QStringList names{tr("Light"), tr("Dark"), tr("Print, black text"), tr("Greyscale")};
    for (qsizetype i = 0; i < names.size(); ++i) {
        theme_->addItem(names[i], Theme::ids().at(i));
    }
    stacked_ = new QCheckBox(tr("Panels below each other"), this);
    transparent_ = new QCheckBox(tr("No background"), this);
    size_ = makeHint(QStringLiteral("caption"));
    size_->setObjectName(QStringLiteral("figureSize"));
    preset_->setAccessibleName(tr("Purpose of the figure"));
    dpi_->setAccessibleName(tr("Resolution of a PNG"));
    theme_->setAccessibleName(tr("Theme of the figure"));
    QFormLayout *form = makeFormLayout(nullptr);
    form->addRow(makeFormLabel(tr("For")), preset_);
    form->addRow(makeFormLabel(tr("Width")), width_);
    form->addRow(makeFormLabel(tr("Height")), height_);
    form->addRow(makeFormLabel(tr("Text")), text_);
    form->addRow(makeFormLabel(tr("PNG")), dpi_);
    form->addRow(makeFormLabel(tr("Theme")), theme_);
    form->addRow(stacked_);
    form->addRow(transparent_);
    form->addRow(size_);
    connect(preset_, &QComboBox::currentIndexChanged, this, &ExportDialog::usePreset);
    for (QDoubleSpinBox *box : {width_, height_, text_}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, &ExportDialog::useOwnSize);
    }
    for (QComboBox *box : {dpi_, theme_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::updatePreview);
    }
    for (QCheckBox *box : {stacked_, transparent_}) {
        connect(box, &QCheckBox::toggled, this, &ExportDialog::updatePreview);
    }
    return form;
}

void ExportDialog::recall()
{
    const QString preset = settings_.text(key("preset"), QLatin1String(figurePresets().front().id));
    selectData(preset_, preset);
    usePreset(preset_->currentIndex());
    if (preset == QLatin1String("own")) {
        const QSignalBlocker quiet[]{QSignalBlocker(width_), QSignalBlocker(height_), QSignalBlocker(text_)};
        width_->setValue(settings_.text(key("width_mm"), QStringLiteral("178")).toDouble());
        height_->setValue(settings_.text(key("height_mm"), QStringLiteral("82")).toDouble());
        text_->setValue(settings_.text(key("text_pt"), QStringLiteral("8")).toDouble());
        stacked_->setChecked(settings_.text(key("stacked"), {}) == QLatin1String("yes"));
    }
    selectData(dpi_, settings_.text(key("dpi"), QString::number(dpi_->currentData().toInt())).toInt());
    selectData(theme_, settings_.text(key("theme"), Theme::light().id));
    transparent_->setChecked(settings_.text(key("transparent"), {}) == QLatin1String("yes"));
}

void ExportDialog::remember()
{
    const auto yes = [](const QCheckBox *box) {
        return box->isChecked() ? QStringLiteral("yes") : QStringLiteral("no");
    };
    settings_.setText(key("preset"), preset_->currentData().toString());
    settings_.setText(key("width_mm"), QString::number(width_->value()));
    settings_.setText(key("height_mm"), QString::number(height_->value()));
    settings_.setText(key("text_pt"), QString::number(text_->value()));
    settings_.setText(key("dpi"), dpi_->currentData().toString());
    settings_.setText(key("theme"), theme_->currentData().toString());
    settings_.setText(key("stacked"), yes(stacked_));
    settings_.setText(key("transparent"), yes(transparent_));
}

void ExportDialog::usePreset(int index)
{
    const FigurePreset *preset = figurePresetById(preset_->itemData(index).toString());
    if (preset != nullptr) {
        const QSignalBlocker quiet[]{QSignalBlocker(width_), QSignalBlocker(height_), QSignalBlocker(text_),
                                     QSignalBlocker(dpi_), QSignalBlocker(stacked_)};
        width_->setValue(preset->width_mm);
        height_->setValue(preset->height_mm);
        text_->setValue(preset->text_pt);
        stacked_->setChecked(preset->stacksPanels);
        selectData(dpi_, preset->dpi);
    }
    updatePreview();
}

void ExportDialog::useOwnSize()
{
    const QSignalBlocker quiet(preset_);
    preset_->setCurrentIndex(preset_->count() - 1);
    updatePreview();
}

ExportOptions ExportDialog::options() const
{
    ExportOptions options;
    if (const FigurePreset *preset = figurePresetById(preset_->currentData().toString())) {
        options = withPreset(options, *preset); // exact, where the fields show one decimal
    } else {
        options.size = {width_->value(), height_->value()};
        options.unit = ExportOptions::Unit::Millimetres;
        options.textScale = text_->value() / figureText_pt;
    }
    options.dpi = dpi_->currentData().toInt();
    options.theme = Theme::byId(theme_->currentData().toString());
    options.stacksPanels = stacked_->isChecked();
    options.isTransparent = transparent_->isChecked();
    return options;
}

void ExportDialog::updatePreview()
{
    ExportOptions options = this->options();
    const QSizeF pixels = options.size * (options.dpi / 25.4);
    size_->setText(tr("%1 × %2 mm\nPNG: %3 × %4 px")
                       .arg(options.size.width(), 0, 'f', 1)
                       .arg(options.size.height(), 0, 'f', 1)
                       .arg(qRound(pixels.width()))
                       .arg(qRound(pixels.height())));
    options.dpi = kPreviewDpi;
    QImage image = sceneImage(scene_, options);
    if (image.isNull()) {
        preview_->setPixmap({});
        preview_->setText(tr("Too small for text of this size."));
        return;
    }
    const double ratio = devicePixelRatioF();
    image = image.scaled(kPreview * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    image.setDevicePixelRatio(ratio);
    preview_->setPixmap(QPixmap::fromImage(image));
}

void ExportDialog::pickFile()
{
    const QStringList filters{tr("PNG image (*.png)"), tr("SVG drawing (*.svg)"), tr("PDF document (*.pdf)"),
                              tr("LaTeX, pgfplots (*.tex)")};
    const auto suffixOf = [](const QString &filter) {
        return filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0);
    };
    const QString suffix = settings_.text(key("format"), QStringLiteral("png"));
    const QFileInfo suggested(suggestedPath_);
    const QDir folder(settings_.text(key("folder"), suggested.absolutePath()));
    const QString name = suggested.completeBaseName() + QLatin1Char('.') + suffix;
    auto *dialog =
        new QFileDialog(this, tr("Export chart"), (folder.exists() ? folder : suggested.absoluteDir()).filePath(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave); // asks before it replaces a file
    dialog->setNameFilters(filters);
    for (const QString &filter : filters) {
        if (suffixOf(filter) == suffix) {
            dialog->selectNameFilter(filter);
        }
    }
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, suffixOf](const QString &filter) {
        dialog->setDefaultSuffix(suffixOf(filter));
        const QStringList chosen = dialog->selectedFiles();
        if (chosen.size() == 1 && !QFileInfo(chosen.first()).isDir()) { // the name follows the format
            const QFileInfo file(chosen.first());
            dialog->selectFile(file.completeBaseName() + QLatin1Char('.') + suffixOf(filter));
        }
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        remember();
        settings_.setText(key("folder"), QFileInfo(path).absolutePath());
        settings_.setText(key("format"), QFileInfo(path).suffix().toLower());
        emit exportRequested(path, options());
        accept();
    });
    dialog->open();
}

} // namespace kvscope
