#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace kvscope {

/// A table to be read: rows are selected, nothing is edited, no grid, no frame. Owned by the parent; the model must
/// live as long.
QTableView *makeReadingTable(QAbstractItemModel *model, const QString &accessibleName, QWidget *parent);

} // namespace kvscope
