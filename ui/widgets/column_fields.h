#pragma once

#include "types/column_map.h"

#include <QStringList>
#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QListWidget;

namespace kvscope {

/// Which columns of a dataset hold the problem, the expected answer and the choices.
class ColumnFields : public QWidget {
    Q_OBJECT

public:
    explicit ColumnFields(QWidget *parent = nullptr);

    /// The file's columns; what was chosen stays where it still exists.
    void setColumns(const std::vector<std::string> &columns);
    void setMap(const ColumnMap &map);
    /// The mapping as the fields state it; nothing while problem or answer are open.
    std::optional<ColumnMap> map() const;

signals:
    void changed();

private:
    enum Kind { Mathematics, Integer, Letter, OrderedChoices, WrongChoices };

    void updateKind();
    std::string chosen(const QComboBox *box) const;
    std::vector<std::string> checked() const;

    std::vector<std::string> columns_;
    QComboBox *problem_;
    QComboBox *answer_;
    QComboBox *id_;
    QComboBox *kind_;
    QLabel *choicesLabel_;
    QListWidget *choices_; ///< columns with choices, checkable
};

} // namespace kvscope
