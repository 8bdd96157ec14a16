#include "dialogs/export_dialog.h"

#include "widgets/form_layout.h"
#include "widgets/restyle.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace kvscope {
namespace {

constexpr QSize kPreview{600, 270};

struct SizePreset {
    const char *label;
    QSizeF size;
    ExportOptions::Unit unit;
};

constexpr std::array kSizes{
    SizePreset{
        QT_TRANSLATE_NOOP("kvscope::ExportDialog", "Screen, 1280 × 560 px"), {1280, 560}, ExportOptions::Unit::Pixels},
    SizePreset{
        QT_TRANSLATE_NOOP("kvscope::ExportDialog", "Slide, 1920 × 1080 px"), {1920, 1080}, ExportOptions::Unit::Pixels},
    SizePreset{QT_TRANSLATE_NOOP("kvscope::ExportDialog", "Paper, two columns, 178 × 78 mm"),
               {178, 78},
               ExportOptions::Unit::Millimetres},
    SizePreset{QT_TRANSLATE_NOOP("kvscope::ExportDialog", "Paper, large, 240 × 105 mm"),
               {240, 105},
               ExportOptions::Unit::Millimetres},
};

} // namespace

ExportDialog::ExportDialog(ChartScene scene, const QString &suggestedPath, const Theme &theme, QWidget *parent)
    : QDialog(parent), scene_(std::move(scene)), suggestedPath_(suggestedPath)
{
    setWindowTitle(tr("Export chart"));
    size_ = new QComboBox(this);
    for (const SizePreset &preset : kSizes) {
        size_->addItem(tr(preset.label));
    }
    dpi_ = new QComboBox(this);
    for (const int dpi : {96, 192, 300, 600}) {
        dpi_->addItem(tr("%1 dpi").arg(dpi), dpi);
    }
    theme_ = new QComboBox(this);
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    theme_->setCurrentIndex(theme.isDark ? 1 : 0);
    auto *form = makeFormLayout(nullptr);
    form->addRow(makeFormLabel(tr("Size")), size_);
    form->addRow(makeFormLabel(tr("Resolution")), dpi_);
    form->addRow(makeFormLabel(tr("Theme")), theme_);
    size_->setAccessibleName(tr("Size of the figure"));
    dpi_->setAccessibleName(tr("Resolution of a PNG"));
    theme_->setAccessibleName(tr("Theme of the figure"));
    preview_ = new QLabel(this);
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
    for (QComboBox *box : {size_, dpi_, theme_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::updatePreview);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(metrics::gap);
    layout->addWidget(preview_);
    layout->addLayout(form);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    updatePreview();
}

ExportOptions ExportDialog::options() const
{
    const SizePreset &preset = kSizes[static_cast<std::size_t>(size_->currentIndex())];
    ExportOptions options;
    options.size = preset.size;
    options.unit = preset.unit;
    options.dpi = dpi_->currentData().toInt();
    options.theme = Theme::byId(theme_->currentData().toString());
    return options;
}

void ExportDialog::updatePreview()
{
    ExportOptions options = this->options();
    options.dpi = options.unit == ExportOptions::Unit::Pixels ? 96 : 150; // a preview needs no more
    QImage image = sceneImage(scene_, options);
    const double ratio = devicePixelRatioF();
    image = image.scaled(kPreview * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    image.setDevicePixelRatio(ratio);
    preview_->setPixmap(QPixmap::fromImage(image));
}

void ExportDialog::pickFile()
{
    auto *dialog = new QFileDialog(this, tr("Export chart"), suggestedPath_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("PNG image (*.png)"), tr("SVG drawing (*.svg)"), tr("PDF document (*.pdf)")});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        emit exportRequested(path, options());
        accept();
    });
    dialog->open();
}

} // namespace kvscope
