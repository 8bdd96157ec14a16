#pragma once

#include "ui/concluder.h"
#include "ui/session_monitor.h"
#include "ui/study_controller.h"

#include <QAbstractTableModel>

namespace kvscope {

/// The cells of a sweep in running order: how far each is and what it gave. Counts come from committed rows; the
/// running cell's live rate comes from the runner.
class CellsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Model,
        Dataset,
        Policy,
        Budget,
        State,
        Progress,
        Pass,
        Tps,
        Tokens,
        Evictions,
        Truncated,
        TokensPerJoule, ///< this and the next three: hasGpuFigures()
        Power,
        GpuMemory,
        Throttled,
        Warning,
        Batch,
        NumColumns
    };
    /// Fraction done, 0 … 1, for the Progress column's delegate.
    static constexpr int FractionRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setFrame(FramePtr frame);
    /// What the Warning column says of the cells; null: nothing.
    void setWarnings(ConclusionsPtr conclusions);
    /// The cell that generates now; an empty key when none does.
    void setProgress(const SweepProgress &progress);
    /// Whether another process works on the session: then a cell that was begun is not interrupted.
    void setWrittenElsewhere(bool isWritten);

    /// Whether a GPU was watched in any cell: the four columns about it are empty otherwise.
    bool hasGpuFigures() const;
    QString keyAt(int row) const; ///< the cell's key; empty outside

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const CellResult &cell, Column column) const;
    QString stateOf(const CellResult &cell) const;

    FramePtr frame_;
    ConclusionsPtr conclusions_;
    QString runningKey_;
    double runningTps_ = 0;
    bool isWrittenElsewhere_ = false;
};

} // namespace kvscope
