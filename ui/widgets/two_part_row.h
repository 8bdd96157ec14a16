#pragma once

#include <QWidget>

class QBoxLayout;

namespace kvscope {

/// Two groups of controls in a row, one at each end; where the width does not hold both, the second goes below the
/// first.
class TwoPartRow : public QWidget {
public:
    /// Takes both over.
    TwoPartRow(QWidget *first, QWidget *second, QWidget *parent = nullptr);

    /// As wide as the wider part.
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QWidget *first_;
    QWidget *second_;
    QBoxLayout *layout_;
};

} // namespace kvscope
