#pragma once

#include "ui/engine_services.h"

#include <QDialog>

#include <string>
#include <vector>

class QTabWidget;

namespace kvscope {

/// A problem as each model reads it: special tokens stand out by frame and weight, not by colour alone. Text from
/// models and datasets is shown as plain text.
class PromptDialog : public QDialog {
    Q_OBJECT

public:
    struct Entry {
        std::string label; ///< of the model
        Result<PromptPreview> preview;
    };

    explicit PromptDialog(const std::vector<Entry> &entries, QWidget *parent = nullptr);

private:
    QWidget *makePage(const Entry &entry);

    QTabWidget *tabs_;
};

} // namespace kvscope
