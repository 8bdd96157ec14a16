#pragma once

#include "ui/engine_services.h"

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QSpinBox;

namespace kvscope {

class ElidedLabel;

/// The dataset files of a study and how many of their problems are used.
class DatasetFields : public QWidget {
    Q_OBJECT

public:
    explicit DatasetFields(QWidget *parent = nullptr);

    void setFiles(std::vector<std::string> files);
    const std::vector<std::string> &files() const { return files_; }
    void setLimit(int limit);
    int limit() const;
    QString summary() const;
    /// What is in the first file, or why it cannot be used.
    void showPreview(const Result<DatasetPreview> &preview);

signals:
    void changed();
    void filesPicked();

private:
    void pickFiles();

    std::vector<std::string> files_;
    ElidedLabel *names_;
    QSpinBox *limit_;
    QLabel *about_;
};

} // namespace kvscope
