#pragma once

#include "ui/session_comparison.h"

#include <QAbstractTableModel>

namespace kvscope {

/// The paired cells of two sessions: what each has, and the second against the first with its interval.
class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Model,
        Dataset,
        Policy,
        Budget,
        FirstPass,
        SecondPass,
        PassDifference,
        PValue,
        FirstTps,
        SecondTps,
        TpsRatio,
        NumColumns
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(ComparisonPtr comparison);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const stats::ComparedCell &compared, Column column) const;
    QString explanationOf(const stats::ComparedCell &compared, Column column) const;

    ComparisonPtr comparison_;
};

/// Where two manifests differ: group, setting, and both values.
class SettingsDifferenceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Group, Setting, First, Second, NumColumns };

    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(ComparisonPtr comparison);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ComparisonPtr comparison_;
};

} // namespace kvscope
