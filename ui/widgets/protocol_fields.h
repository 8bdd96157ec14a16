#pragma once

#include "ui/engine_services.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace kvscope {

/// Choice of a published protocol, and what it says of itself.
class ProtocolFields : public QWidget {
    Q_OBJECT

public:
    ProtocolFields(std::vector<PresetChoice> presets, QWidget *parent = nullptr);

    const std::vector<PresetChoice> &presets() const { return presets_; }
    /// Shows which protocol the form follows; -1: none. Emits nothing.
    void showChosen(int index);

signals:
    void chosen(int index);

private:
    std::vector<PresetChoice> presets_;
    QComboBox *choice_;
    QLabel *about_;
};

} // namespace kvscope
