#pragma once

#include "ui/engine_services.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QPlainTextEdit;
class QTableWidget;

namespace kvscope {

class ColumnFields;

/// How one dataset file is read: its first rows, the columns that are used, the first problem as the model gets it, and
/// every line that is left out. Accepted, it has the mapping that was chosen.
class DatasetDialog : public QDialog {
    Q_OBJECT

public:
    DatasetDialog(std::shared_ptr<const EngineServices> services, std::string file, DatasetReading reading,
                  QWidget *parent = nullptr);

    /// Absent: the recognised layout.
    std::optional<ColumnMap> columns() const;

private:
    void build();
    QWidget *buildResult();
    void showRows(const Result<DatasetTable> &table);
    void requestPreview();
    void showPreview(const Result<DatasetPreview> &preview);
    void showOpen();

    std::shared_ptr<const EngineServices> services_;
    std::string file_;
    DatasetReading reading_;
    int request_ = 0; ///< counts previews: a slow one of earlier fields is dropped
    bool fitsNoLayout_ = false;
    QTableWidget *rows_ = nullptr;
    QCheckBox *ownColumns_ = nullptr;
    ColumnFields *fields_ = nullptr;
    QLabel *summary_ = nullptr;
    QPlainTextEdit *problem_ = nullptr;
    QTableWidget *rejected_ = nullptr;
    QLabel *rejectedTitle_ = nullptr;
    QDialogButtonBox *buttons_ = nullptr;
};

} // namespace kvscope
