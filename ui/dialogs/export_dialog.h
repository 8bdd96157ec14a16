#pragma once

#include "ui/chart_export.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace kvscope {

/// Chooses size, resolution and theme of a figure, with a preview of what will be written.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(ChartScene scene, const QString &suggestedPath, const Theme &theme, QWidget *parent = nullptr);

    ExportOptions options() const;

signals:
    void exportRequested(const QString &path, const kvscope::ExportOptions &options);

private:
    void updatePreview();
    void pickFile();

    ChartScene scene_;
    QString suggestedPath_;
    QComboBox *size_;
    QComboBox *dpi_;
    QComboBox *theme_;
    QLabel *preview_;
};

} // namespace kvscope
