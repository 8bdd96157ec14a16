#include "controller/session_worker.h"

#include "stats/summarize.h"
#include "ui/format.h"

#include <QElapsedTimer>

namespace kvscope {
namespace {

constexpr int kLogLines = 500;

QStringList logTexts(const SessionReader &reader)
{
    QStringList lines;
    const auto stored = reader.log(kLogLines);
    if (stored.has_error()) {
        return lines;
    }
    for (const LogLine &line : stored.value()) {
        lines << QStringLiteral("%1  %2  %3")
                     .arg(plainText(line.time_utc), plainText(line.level), plainText(line.message));
    }
    return lines;
}

} // namespace

void SessionWorker::open(const QString &path, quint64 generation)
{
    close();
    auto reader = SessionReader::open(path.toStdString());
    if (reader.has_error()) {
        emit openFailed(generation, reader.error());
        return;
    }
    reader_ = std::move(reader).value();
    std::optional<SweepSpec> spec;
    auto stored = reader_->spec();
    if (stored.has_value()) {
        spec = std::move(stored).value();
    }
    emit opened(generation, spec, logTexts(*reader_));
    read(generation);
}

void SessionWorker::close()
{
    reader_.reset();
    revision_ = -1;
}

void SessionWorker::read(quint64 generation)
{
    if (!reader_) {
        emit frameRead(generation, nullptr, 0);
        return;
    }
    QElapsedTimer timer;
    timer.start();
    emit writerRead(generation, reader_->writer());
    const auto revision = reader_->revision();
    if (revision.has_error()) {
        emit readFailed(generation, revision.error());
        return;
    }
    if (revision.value() == revision_) {
        emit frameRead(generation, nullptr, 0);
        return;
    }
    const auto rows = reader_->read_rows();
    if (rows.has_error()) {
        emit readFailed(generation, rows.error());
        return;
    }
    revision_ = revision.value();
    const auto frame = std::make_shared<const ResultFrame>(stats::complete(rows.value()));
    emit frameRead(generation, frame, static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

void SessionWorker::saveCopy(const QString &target)
{
    if (!reader_) {
        emit copyFailed(target, make_error(ErrorCode::NotFound, tr("No session is open.").toStdString()));
        return;
    }
    const Status saved = reader_->save_copy(target.toStdString());
    if (saved.has_error()) {
        emit copyFailed(target, saved.error());
    } else {
        emit copySaved(target);
    }
}

} // namespace kvscope
