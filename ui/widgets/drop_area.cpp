#include "widgets/drop_area.h"

#include <QCoreApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace kvscope {

DropArea::DropArea(QWidget *window) : QObject(window), window_(window)
{
    window->setAcceptDrops(true);
    QCoreApplication::instance()->installEventFilter(this);
}

bool DropArea::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop) {
        return false;
    }
    const auto *widget = qobject_cast<QWidget *>(watched);
    auto *drag = static_cast<QDropEvent *>(event); // the base of all three
    if (widget == nullptr || widget->window() != window_ || !drag->mimeData()->hasUrls()) {
        return false;
    }
    drag->setDropAction(Qt::CopyAction);
    drag->accept();
    if (type == QEvent::Drop) {
        QStringList paths;
        for (const QUrl &url : drag->mimeData()->urls()) {
            if (url.isLocalFile()) {
                paths << url.toLocalFile();
            }
        }
        emit dropped(paths, drag->modifiers());
    }
    return true;
}

} // namespace kvscope
