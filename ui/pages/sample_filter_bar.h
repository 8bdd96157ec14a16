#pragma once

#include "ui/sample_filters.h"
#include "ui/session_monitor.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace kvscope {

/// The filters of the samples page. What is typed is followed after a short pause.
class SampleFilterBar : public QWidget {
    Q_OBJECT

public:
    explicit SampleFilterBar(QWidget *parent = nullptr);

    /// Offers what the session holds; keeps the choices where they still exist.
    void setFrame(const FramePtr &frame);
    const SampleFilters &filters() const { return filters_; }
    /// Shows filters; emits filtersChanged() if they differ.
    void setFilters(const SampleFilters &filters);
    void focusText();
    QString comparisonText() const; ///< "96 → full"

signals:
    void filtersChanged(const kvscope::SampleFilters &filters);

private:
    void build();
    void addRows();
    void connectParts();
    void read();
    void show(const SampleFilters &filters);
    void enableParts();

    SampleFilters filters_;
    QComboBox *model_;
    QComboBox *dataset_;
    QComboBox *budget_;
    QComboBox *compared_;
    QComboBox *flips_;
    QComboBox *verdict_;
    QSpinBox *minTokens_;
    QSpinBox *maxTokens_;
    QCheckBox *onlyTruncated_;
    QLineEdit *text_;
    QPushButton *reset_;
    QTimer pause_;
};

} // namespace kvscope
