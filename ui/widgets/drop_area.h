#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace kvscope {

/// Lets files be dropped anywhere on a window, also over fields that would take them as text.
class DropArea : public QObject {
    Q_OBJECT

public:
    explicit DropArea(QWidget *window);

signals:
    /// Local paths, empty if something else was dropped, and the keys held meanwhile.
    void dropped(const QStringList &paths, Qt::KeyboardModifiers modifiers);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *window_;
};

} // namespace kvscope
