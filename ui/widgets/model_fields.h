#pragma once

#include "ui/engine_services.h"

#include <QWidget>

#include <array>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;

namespace kvscope {

/// The two models of a study, left and right panel. The right one may be left out.
class ModelFields : public QWidget {
    Q_OBJECT

public:
    explicit ModelFields(QWidget *parent = nullptr);

    /// What the machine offers; the present selection stays.
    void setChoices(std::vector<ModelChoice> choices);
    void setDirs(const std::vector<std::string> &dirs);
    std::vector<std::string> dirs() const;
    QString summary() const;
    /// Why a chosen model cannot run, as it stands below the fields; empty: nothing is known against it.
    QString problem() const;

signals:
    void changed();
    /// The user picked a folder for panel `side`; answer with addChoice().
    void folderPicked(int side, const QString &dir);
    void promptWanted();

public slots:
    /// Adds a folder to the lists and selects it on `side`.
    void addChoice(int side, const kvscope::ModelChoice &choice);

private:
    void fill(int side);
    void select(int side, const std::string &dir);
    void pickFolder(int side);
    void showBadges();
    const ModelChoice *choiceAt(std::size_t side) const; ///< nullptr: none is selected

    std::array<QComboBox *, 2> combos_{};
    std::array<QLabel *, 2> badges_{};
    QPushButton *promptButton_;
    std::vector<ModelChoice> choices_;
};

} // namespace kvscope
