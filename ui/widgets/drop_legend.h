#pragma once

#include "ui/theme.h"

#include <QWidget>

namespace kvscope {

/// What the boxes of TokenFlow mean: the colour scale from early to late, and the height of the fill.
class DropLegend : public QWidget {
    Q_OBJECT

public:
    explicit DropLegend(QWidget *parent = nullptr);
    void setTheme(const Theme &theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme theme_;
};

} // namespace kvscope
