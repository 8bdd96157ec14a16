#pragma once

#include <QLabel>

namespace kvscope {

/// A one-line plain-text label that gives way: what does not fit is cut with "…" and shown whole in the tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);

    void setFullText(const QString &text);
    const QString &fullText() const { return full_; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    QString full_;
    Qt::TextElideMode mode_;
};

} // namespace kvscope
