#pragma once

#include "ui/chart_export.h"
#include "ui/settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;

namespace kvscope {

/// Chooses size, text size, resolution and theme of a figure, with a preview of what will be written. Choices are
/// remembered in `settings`, which outlives the dialog; a file that exists is replaced only after asking.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(ChartScene scene, const QString &suggestedPath, Settings &settings, QWidget *parent = nullptr);

    ExportOptions options() const;

signals:
    void exportRequested(const QString &path, const kvscope::ExportOptions &options);

private:
    QFormLayout *buildForm();
    QDoubleSpinBox *makeSpinBox(double least, double most, const QString &unit, const QString &name);
    void recall();
    void remember();
    void usePreset(int index);
    void useOwnSize();
    void updatePreview();
    void pickFile();

    ChartScene scene_;
    QString suggestedPath_;
    Settings &settings_;
    QComboBox *preset_;
    QDoubleSpinBox *width_;
    QDoubleSpinBox *height_;
    QDoubleSpinBox *text_;
    QComboBox *dpi_;
    QComboBox *theme_;
    QCheckBox *stacked_;
    QCheckBox *transparent_;
    QLabel *size_;
    QLabel *preview_;
};

} // namespace kvscope
