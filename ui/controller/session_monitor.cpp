#include "ui/session_monitor.h"

#include "controller/session_worker.h"

#include <QElapsedTimer>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kReadEveryMs = 100;        // ten updates a second at most
constexpr double kRestsPerCost = 50;     // reading and showing take less than 2 % of one core
constexpr double kLongestRestMs = 4'000; // a sweep's chart still moves
constexpr int kPollMs = 1'000;

} // namespace

SessionMonitor::SessionMonitor(QObject *parent) : QObject(parent), worker_(new SessionWorker)
{
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    connect(worker_, &SessionWorker::opened, this,
            [this](quint64 generation, const auto &spec, const QStringList &log) {
                if (generation == generation_) {
                    emit opened(path_, spec, log);
                }
            });
    connect(worker_, &SessionWorker::openFailed, this, [this](quint64 generation, const Error &error) {
        if (generation == generation_) {
            isReading_ = false;
            emit openFailed(path_, error);
        }
    });
    connect(worker_, &SessionWorker::writerRead, this, [this](quint64 generation, std::optional<qint64> writer) {
        if (generation == generation_) {
            emit writerRead(writer);
        }
    });
    connect(worker_, &SessionWorker::frameRead, this,
            [this](quint64 generation, const FramePtr &frame, double read_ms) {
                if (generation == generation_) {
                    take(frame, read_ms);
                }
            });
    connect(worker_, &SessionWorker::readFailed, this, [this](quint64 generation, const Error &error) {
        if (generation == generation_) {
            isReading_ = false;
            emit readFailed(error);
        }
    });
    connect(worker_, &SessionWorker::copySaved, this, &SessionMonitor::copySaved);
    connect(worker_, &SessionWorker::copyFailed, this, &SessionMonitor::copyFailed);
    throttle_.setSingleShot(true);
    connect(&throttle_, &QTimer::timeout, this, [this] {
        if (isDirty_) {
            requestRead();
        }
    });
    polling_.setInterval(kPollMs);
    connect(&polling_, &QTimer::timeout, this, &SessionMonitor::notify);
    thread_.setObjectName(QStringLiteral("session reader"));
    thread_.start();
}

SessionMonitor::~SessionMonitor()
{
    thread_.quit();
    thread_.wait();
}

void SessionMonitor::open(const QString &path)
{
    path_ = path;
    ++generation_;
    isDirty_ = false;
    isReading_ = true;
    QMetaObject::invokeMethod(worker_,
                              [worker = worker_, path, generation = generation_] { worker->open(path, generation); });
}

void SessionMonitor::close()
{
    path_.clear();
    ++generation_;
    isDirty_ = false;
    isReading_ = false;
    QMetaObject::invokeMethod(worker_, [worker = worker_] { worker->close(); });
}

void SessionMonitor::notify()
{
    isDirty_ = true;
    rests_ = true;
    if (!throttle_.isActive()) {
        requestRead();
    }
}

void SessionMonitor::requestRead()
{
    throttle_.start(kReadEveryMs);
    if (path_.isEmpty()) {
        isDirty_ = false;
        return;
    }
    if (isReading_) {
        return; // stays dirty: the timer asks again
    }
    isDirty_ = false;
    isReading_ = true;
    QMetaObject::invokeMethod(worker_, [worker = worker_, generation = generation_] { worker->read(generation); });
}

void SessionMonitor::take(const FramePtr &frame, double read_ms)
{
    isReading_ = false;
    if (!frame) {
        return;
    }
    QElapsedTimer showing;
    showing.start();
    emit frameReady(frame);
    // Drawing was put off to the event loop: what is put off after it is run when that is done.
    QMetaObject::invokeMethod(
        this, [this, read_ms, showing] { rest(read_ms + static_cast<double>(showing.nsecsElapsed()) / 1e6); },
        Qt::QueuedConnection);
}

void SessionMonitor::rest(double cost_ms)
{
    const int rest_ms = static_cast<int>(std::min(kRestsPerCost * cost_ms, kLongestRestMs));
    if (rests_ && rest_ms > throttle_.remainingTime()) { // −1 while it stands
        throttle_.start(rest_ms);
    }
}

void SessionMonitor::notifyOfLast()
{
    notify();
    rests_ = false;
    requestRead();
}

void SessionMonitor::saveCopy(const QString &target)
{
    QMetaObject::invokeMethod(worker_, [worker = worker_, target] { worker->saveCopy(target); });
}

void SessionMonitor::setPolling(bool on)
{
    if (on) {
        polling_.start();
    } else {
        polling_.stop();
    }
}

} // namespace kvscope
