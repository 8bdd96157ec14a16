#pragma once

#include "ui/sample_loader.h"
#include "ui/session_monitor.h"
#include "ui/theme.h"

#include <QAbstractTableModel>
#include <QHash>

namespace kvscope {

/// The samples of a list, read page by page as they are looked at. Rows whose page is on its way show "…"; the pages
/// looked at last are kept, so that memory does not grow with the session.
class SamplesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Problem,
        Sample,
        Verdict,
        Extracted,
        Gold,
        Compared, ///< verdict and answer under the compared budget
        Finish,
        Tokens,
        Evictions,
        PeakKvLen,
        Model,
        Dataset,
        Budget,
        NumColumns
    };
    static constexpr int kPageRows = 128;
    static constexpr int kMostPages = 64;
    /// The kvscope::Verdict as int, for the columns Verdict and Compared.
    static constexpr int VerdictRole = Qt::UserRole;

    explicit SamplesModel(SampleLoader &loader, QObject *parent = nullptr);

    /// Names of models, datasets and budgets.
    void setFrame(const FramePtr &frame);
    /// Verdicts take the theme's colours, besides their signs.
    void setTheme(const Theme &theme);
    /// Shows another list: sorted, filtered or grown. Null: none. Pages whose samples stay where they were are kept, so
    /// that a list that grows does not flicker.
    void setList(const SampleListPtr &list);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// What a column sorts by; Stored for those in which all samples of a cell are alike.
    static SampleSort sortOf(int column);
    /// Sorts a query by a column; by model, dataset or budget that is the order of its cells.
    static void sortQuery(SampleQuery &query, const ResultFrame &frame, int column, bool descending);
    /// The row if its page is there; null while it is read.
    const SampleRow *rowAt(int row) const;
    SampleRef refAt(int row) const;   ///< id 0 outside the list
    int rowOf(std::int64_t id) const; ///< −1: not in the list
    int numPagesHeld() const { return static_cast<int>(pages_.size()); }

private:
    struct Page {
        SampleRowsPtr rows; ///< null: asked for
        mutable quint64 lastUse = 0;
    };
    void keepPagesOf(const SampleList &next);
    void addPage(const SampleListPtr &list, int first, const SampleRowsPtr &rows);
    const CellResult *cellOf(const SampleRow &row) const;
    QString text(const SampleRow &row, Column column) const;
    QColor verdictColor(int verdict) const;
    QVariant verdictValue(const SampleRow &row, Column column) const;

    SampleLoader &loader_;
    SampleListPtr list_;
    FramePtr frame_;
    Theme theme_;
    QHash<QByteArray, int> cells_; ///< key → index in the frame
    mutable QHash<int, Page> pages_;
    mutable quint64 uses_ = 0;
};

} // namespace kvscope
