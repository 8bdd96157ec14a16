#pragma once

#include "types/sweep_spec.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace kvscope {

/// Samples per problem and how tokens are drawn.
class SamplingFields : public QWidget {
    Q_OBJECT

public:
    explicit SamplingFields(QWidget *parent = nullptr);

    void write(SweepSpec &spec) const;
    void read(const SweepSpec &spec);
    QString summary() const;

signals:
    void changed();

private:
    QSpinBox *samples_;
    QDoubleSpinBox *temperature_;
    QDoubleSpinBox *topP_;
    QSpinBox *topK_;
    QSpinBox *maxNewTokens_;
    QLineEdit *seed_;
};

/// How many sequences generate at once, and on what.
class DeviceFields : public QWidget {
    Q_OBJECT

public:
    explicit DeviceFields(QWidget *parent = nullptr);

    void write(SweepSpec &spec) const;
    void read(const SweepSpec &spec);
    QString summary() const;

signals:
    void changed();

private:
    void addBatch(QFormLayout *layout);
    void addDevice(QFormLayout *layout);
    void showBatchKind();
    void showDeviceKind();

    QComboBox *kind_;
    QSpinBox *batch_;
    QSpinBox *memoryMiB_;
    QComboBox *device_;
    QLineEdit *gpu_;
    QComboBox *compute_;
    QComboBox *kvDType_;
    QComboBox *weights_;
    std::uint64_t weightSeed_ = 1; ///< of random weights
    int promptTokens_ = 0;         ///< of random prompts; no field: the length that fills the cache is right
    QSpinBox *threads_;
    QSpinBox *repeats_;
};

} // namespace kvscope
