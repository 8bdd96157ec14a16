#pragma once

#include "ui/session_monitor.h"

#include <QAbstractTableModel>

#include <vector>

namespace kvscope {

/// The figures behind the bars: one column per budget, up to four rows (Pass@1, its interval, throughput, tokens per
/// joule) per model, policy and dataset. Read-only; what is not known is an en dash, what is not final is marked in
/// words in its tooltip.
class NumbersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Of a row's header: what its title ends with, the name of the figure, where it begins with a model's; else empty.
    static constexpr int FigureRole = Qt::UserRole;

    /// `dataset`: the index of the only one to list; negative: all.
    void setFrame(FramePtr frame, int dataset = -1);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Figure { Pass, PassInterval, Tps, TokensPerJoule };
    struct Row {
        QString title;
        QString figureName; ///< what the title ends with; empty: the title is no more than that
        Figure figure = Figure::Pass;
        std::vector<const CellResult *> cells; ///< per column; null: no such cell. They point into frame_.
    };

    static std::vector<Row> rowsOf(const ResultFrame &frame, const std::vector<KvBudget> &budgets, int dataset);
    QString text(const Row &row, const CellResult &cell) const;
    QString details(const CellResult &cell) const;

    FramePtr frame_;
    std::vector<KvBudget> budgets_;
    std::vector<Row> rows_;
};

} // namespace kvscope
