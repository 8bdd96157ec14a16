#pragma once

#include "ui/runner_event.h"

#include <QList>
#include <QObject>
#include <QProcess>

namespace kvscope {

/// A stored verdict that grading again changes. Texts are untrusted: show them through plainLine().
struct RegradedSample {
    QString problemId;
    int sampleIndex = 0;
    QString from; ///< "correct", "wrong", "no_answer", "invalid"
    QString to;
    QString gold;
    QString extracted;
    QString reason;
};

struct RegradeReport {
    QString error; ///< why nothing came of it; empty: it went through
    int numGraded = 0;
    int numChanged = 0;
    int numReworded = 0; ///< the same verdict in other words
    bool isDryRun = false;
    QList<RegradedSample> changes; ///< the first kMaxListed
};

/// Has kvscope-runner grade a stored session again, in a child process: the runner has the graders and the only write
/// connection. GUI thread; nothing blocks. Destroying it ends the child, whose committed pages stay.
class SessionRegrader : public QObject {
    Q_OBJECT

public:
    static constexpr int kMaxListed = 500;

    explicit SessionRegrader(QString runnerProgram, QObject *parent = nullptr);
    ~SessionRegrader() override;

    /// Empty `graderId`: each dataset's own. A dry run stores nothing. A run in progress is given up for the new one.
    void start(const QString &sessionPath, const QString &graderId, bool isDryRun);
    bool isRunning() const { return process_.state() != QProcess::NotRunning; }

signals:
    void finished(const kvscope::RegradeReport &report);

private:
    void readOutput();
    void finish(int exitCode, QProcess::ExitStatus status);
    void end();

    QString program_;
    QProcess process_;
    LineSplitter output_;
    RegradeReport report_;
    bool hasSummary_ = false;
};

} // namespace kvscope
