#pragma once

#include "types/result.h"
#include "types/result_frame.h"
#include "types/sweep_spec.h"

#include <QObject>
#include <QString>
#include <QThread>
#include <QTimer>

#include <memory>
#include <optional>

namespace kvscope {

using FramePtr = std::shared_ptr<const ResultFrame>;

class SessionWorker;

/// Reads one session on a thread of its own and hands out immutable frames. The GUI thread never touches SQLite.
///
/// Every request is answered by a signal on the GUI thread; answers for a session that was closed meanwhile are
/// dropped.
class SessionMonitor : public QObject {
    Q_OBJECT

public:
    explicit SessionMonitor(QObject *parent = nullptr);
    ~SessionMonitor() override;

    void open(const QString &path);
    void close();
    /// Says that something was committed. Reads are coalesced: at most ten a second, one at a time, with a rest between
    /// them in proportion to what reading and showing the last one took, so that watching costs a runner little.
    void notify();
    /// The same without a rest: nothing more is coming.
    void notifyOfLast();
    void saveCopy(const QString &target);
    /// Looks by itself once a second or so, for a session that another process may be writing.
    void setPolling(bool on);

    const QString &path() const { return path_; }

signals:
    /// The session is open. `spec` is empty for published figures. `log` holds its stored log lines, newest last.
    void opened(const QString &path, std::optional<kvscope::SweepSpec> spec, const QStringList &log);
    void openFailed(const QString &path, const kvscope::Error &error);
    /// The process that writes the session, 0 if it is not known which; nothing when there is none. Before each answer
    /// to a read.
    void writerRead(std::optional<qint64> processId);
    void frameReady(kvscope::FramePtr frame);
    /// A later read failed; the last frame stays valid.
    void readFailed(const kvscope::Error &error);
    void copySaved(const QString &target);
    void copyFailed(const QString &target, const kvscope::Error &error);

private:
    void requestRead();
    void take(const FramePtr &frame, double read_ms);
    void rest(double cost_ms);

    QThread thread_;
    SessionWorker *worker_ = nullptr; ///< lives on thread_, deleted with it
    QTimer throttle_;
    QTimer polling_;
    QString path_;
    quint64 generation_ = 0; ///< tells answers of the open session from those of an earlier one
    bool isReading_ = false;
    bool isDirty_ = false;
    bool rests_ = true;
};

} // namespace kvscope
