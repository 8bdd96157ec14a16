#pragma once

#include "ui/scene_table.h"

#include <QDialog>

namespace kvscope {

/// What a chart shows in words and as a table, for reading aloud and for copying.
class TableDialog : public QDialog {
    Q_OBJECT

public:
    explicit TableDialog(const ChartScene &scene, QWidget *parent = nullptr);
};

} // namespace kvscope
