#pragma once

#include "ui/engine_services.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QFormLayout;
class QGridLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace kvscope {

class ElidedLabel;

/// The dataset files of a study, how each is read, and how many of their problems are used.
class DatasetFields : public QWidget {
    Q_OBJECT

public:
    explicit DatasetFields(QWidget *parent = nullptr);

    void setFiles(std::vector<std::string> files);
    const std::vector<std::string> &files() const { return files_; }
    void setColumnMaps(std::map<std::string, ColumnMap> maps);
    /// Of the files that are chosen only.
    std::map<std::string, ColumnMap> columnMaps() const;
    void setColumns(const std::string &file, const std::optional<ColumnMap> &columns);
    void setChoiceSeed(std::uint64_t seed);
    std::uint64_t choiceSeed() const;
    DatasetReading reading(const std::string &file) const;
    void setLimit(int limit);
    int limit() const;
    QString summary() const;
    /// What is in a file, or why it cannot be used; files that are not chosen any more are ignored.
    void showPreview(const std::string &file, const Result<DatasetPreview> &preview);
    /// A file cannot be used, and the reason stands beside it.
    bool hasProblem() const;

signals:
    void changed();
    /// Files or their columns: previews are out of date.
    void readingChanged();
    /// The user asks how a file is read.
    void detailsRequested(const QString &file);

private:
    void pickFiles();
    void showChoiceRow();
    void rebuildRows();

    /// What is shown of one file.
    struct Row {
        QLabel *about = nullptr;
        QToolButton *details = nullptr;
        bool hasChoices = false; ///< multiple choice, as far as is known
        bool hasProblem = false; ///< `about` says which
    };

    std::vector<std::string> files_;
    std::map<std::string, ColumnMap> columnMaps_;
    std::map<std::string, Row> rows_;
    ElidedLabel *names_;
    QWidget *list_; ///< a row for each file
    QSpinBox *limit_;
    QFormLayout *layout_;
    QLineEdit *choiceSeed_; ///< its row is seen where there are choices to be ordered
};

} // namespace kvscope
