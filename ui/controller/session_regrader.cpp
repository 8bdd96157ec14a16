#include "ui/session_regrader.h"

#include "ui/plain_text.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace kvscope {
namespace {

constexpr int kGoodbyeMs = 3'000;

RegradedSample sampleOf(const QJsonObject &o)
{
    return {o["problem_id"].toString(), o["sample_index"].toInt(), o["from"].toString(),  o["to"].toString(),
            o["gold"].toString(),       o["extracted"].toString(), o["reason"].toString()};
}

} // namespace

SessionRegrader::SessionRegrader(QString runnerProgram, QObject *parent)
    : QObject(parent), program_(std::move(runnerProgram))
{
    connect(&process_, &QProcess::readyReadStandardOutput, this, &SessionRegrader::readOutput);
    connect(&process_, &QProcess::finished, this, &SessionRegrader::finish);
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            report_.error = tr("The runner could not be started: %1").arg(process_.errorString());
            emit finished(report_);
        }
    });
}

SessionRegrader::~SessionRegrader()
{
    end();
}

void SessionRegrader::end()
{
    if (isRunning()) {
        const QSignalBlocker quiet(&process_);
        process_.terminate();
        if (!process_.waitForFinished(kGoodbyeMs)) {
            process_.kill();
            process_.waitForFinished(kGoodbyeMs);
        }
    }
}

void SessionRegrader::start(const QString &sessionPath, const QString &graderId, bool isDryRun)
{
    end();
    output_ = LineSplitter();
    report_ = {};
    report_.isDryRun = isDryRun;
    hasSummary_ = false;
    QStringList arguments{QStringLiteral("grade"), QStringLiteral("--json")};
    if (isDryRun) {
        arguments << QStringLiteral("--dry-run");
    }
    if (!graderId.isEmpty()) {
        arguments << QStringLiteral("--grader") << graderId;
    }
    process_.start(program_, arguments << QStringLiteral("--") << sessionPath);
}

void SessionRegrader::readOutput()
{
    for (const QByteArray &line : output_.feed(process_.readAllStandardOutput())) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString event = object["event"].toString();
        if (event == QLatin1String("regraded")) {
            if (report_.changes.size() < kMaxListed) {
                report_.changes << sampleOf(object);
            }
        } else if (event == QLatin1String("regrade_end")) {
            hasSummary_ = true;
            report_.numGraded = object["num_graded"].toInt();
            report_.numChanged = object["num_changed"].toInt();
            report_.numReworded = object["num_reworded"].toInt();
        } else if (event == QLatin1String("error")) {
            report_.error = object["code"].toString() == QLatin1String("locked")
                                ? tr("A runner is writing this session. Grade it again when the sweep has stopped.")
                                : plainLine(object["message"].toString(), 600);
        }
    }
}

void SessionRegrader::finish(int exitCode, QProcess::ExitStatus status)
{
    readOutput();
    if (report_.error.isEmpty() && (status != QProcess::NormalExit || exitCode != 0 || !hasSummary_)) {
        report_.error = tr("The runner ended before it was done. What it had stored stays.");
    }
    emit finished(report_);
}

} // namespace kvscope
