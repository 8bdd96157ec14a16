#pragma once

#include "ui/concluder.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace kvscope {

/// Where the session's figures may mislead, gravest first: how grave, what was found with the cells it is about, what
/// to do.
class WarningsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Severity, Finding, Advice, NumColumns };

    using QAbstractTableModel::QAbstractTableModel;

    /// `frame` names the cells that the warnings are about. Either may be null: then there are no rows.
    void setWarnings(FramePtr frame, ConclusionsPtr conclusions);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    FramePtr frame_;
    ConclusionsPtr conclusions_;
};

/// What is said of one cell, one line each: "Caution: …". Empty when nothing is.
QStringList warningLines(const std::vector<ResultWarning> &warnings, const CellResult &cell);
/// The gravest that is said of a cell: "", "Note", "Caution", "Serious", translated.
QString severityOf(const std::vector<ResultWarning> &warnings, const CellResult &cell);

} // namespace kvscope
