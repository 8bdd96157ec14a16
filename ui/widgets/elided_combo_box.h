#pragma once

#include <QComboBox>

namespace kvscope {

/// A list of names that are alike at the start, as models of one family are: where one is too long its middle goes.
class ElidedComboBox : public QComboBox {
    Q_OBJECT

public:
    explicit ElidedComboBox(QWidget *parent = nullptr);

    /// What is drawn of the chosen text at the present width.
    QString shownText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace kvscope
