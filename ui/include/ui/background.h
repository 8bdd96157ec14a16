#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace kvscope {

/// Runs `work` on a pool thread and hands its result to `done` on the thread of `context`; if `context` is gone by then
/// the result is dropped. `work` owns what it uses. Call from the thread of `context`.
template <typename Work, typename Done>
void runInBackground(QObject *context, Work work, Done done)
{
    // The application object outlives the pool's work and lives on the GUI thread: unlike `context`, it may be named
    // from there.
    QPointer<QObject> guard(context);
    QThreadPool::globalInstance()->start([guard, work = std::move(work), done = std::move(done)]() mutable {
        auto result = std::make_shared<std::invoke_result_t<Work>>(work());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard, result, done = std::move(done)]() mutable {
                if (guard) {
                    done(*result);
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace kvscope
