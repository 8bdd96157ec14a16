#pragma once

#include "database/session_reader.h"
#include "ui/session_monitor.h"

#include <QObject>
#include <QStringList>

namespace kvscope {

/// The half of SessionMonitor that lives on the reading thread. `generation` goes back with every answer.
class SessionWorker : public QObject {
    Q_OBJECT

public slots:
    void open(const QString &path, quint64 generation);
    void close();
    void read(quint64 generation);
    void saveCopy(const QString &target);

signals:
    void opened(quint64 generation, std::optional<kvscope::SweepSpec> spec, const QStringList &log);
    void openFailed(quint64 generation, const kvscope::Error &error);
    /// Who writes the session, before what was read.
    void writerRead(quint64 generation, std::optional<qint64> writer);
    /// Null: nothing new since the last read. `read_ms`: what reading took.
    void frameRead(quint64 generation, kvscope::FramePtr frame, double read_ms);
    void readFailed(quint64 generation, const kvscope::Error &error);
    void copySaved(const QString &target);
    void copyFailed(const QString &target, const kvscope::Error &error);

private:
    std::optional<SessionReader> reader_;
    std::int64_t revision_ = -1;
};

} // namespace kvscope
