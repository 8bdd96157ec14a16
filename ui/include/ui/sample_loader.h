#pragma once

#include "database/session_reader.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace kvscope {

using SampleListPtr = std::shared_ptr<const SampleList>;
using SampleRowsPtr = std::shared_ptr<const std::vector<SampleRow>>;

/// One sample with the problem that it answers.
struct LoadedSample {
    SampleRow row;
    SampleResult sample;
    StoredProblem problem;
};
using LoadedSamplePtr = std::shared_ptr<const LoadedSample>;

/// Reads lists, pages and single samples of one session on a thread and a connection of its own, so that paging does
/// not wait for the reads that follow a running sweep. GUI thread.
///
/// Requests are answered in their order, by a signal. Answers of an earlier session, and lists and samples that were
/// asked for again meanwhile, are dropped.
class SampleLoader : public QObject {
    Q_OBJECT

public:
    explicit SampleLoader(QObject *parent = nullptr);
    ~SampleLoader() override;

    /// Opens at the next request. An empty path closes.
    void setSession(const QString &path);
    const QString &session() const { return path_; }

    void loadList(const SampleQuery &query);
    /// Rows `first`, first + 1, … of a list.
    void loadRows(const SampleListPtr &list, int first, int count);
    void loadSample(const SampleRef &ref);

signals:
    /// `flips` is set where the query compares two budgets.
    void listReady(const kvscope::SampleListPtr &list, const std::optional<kvscope::FlipCounts> &flips);
    /// As many rows as the session has of those asked for.
    void rowsReady(const kvscope::SampleListPtr &list, int first, const kvscope::SampleRowsPtr &rows);
    void sampleReady(const kvscope::LoadedSamplePtr &sample);
    void failed(const QString &message);

private:
    /// Lives on thread_.
    struct Worker;
    /// Runs `work` with the open reader on the thread; what it returns is called on the GUI thread, unless the session
    /// has changed by then.
    void post(std::function<std::function<void()>(const SessionReader &)> work);

    QThread thread_;
    Worker *worker_;
    QString path_;
    quint64 session_ = 0; ///< counts setSession()
    /// Count loadList() and loadSample(). The thread looks too: what was asked for again meanwhile is not read at all.
    std::atomic<quint64> list_ = 0;
    std::atomic<quint64> sample_ = 0;
};

} // namespace kvscope
