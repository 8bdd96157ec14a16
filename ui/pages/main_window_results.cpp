// The half of MainWindow that exchanges results with other tools, through the runner: it alone writes sessions.
#include "ui/main_window.h"

#include "pages/study_page.h"
#include "ui/plain_text.h"
#include "ui/runner_task.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace kvscope {

void MainWindow::runTask(const QStringList &arguments, const std::function<void(const QString &)> &done)
{
    auto *task = new RunnerTask(config_.runnerProgram, this);
    connect(task, &RunnerTask::succeeded, this, [this, task, done](const QByteArray &output) {
        study_->results().appendLog(plainLine(output.toStdString(), 20'000));
        task->deleteLater();
        done(QString::fromUtf8(output));
    });
    connect(task, &RunnerTask::failed, this, [this, task](const QString &reason) {
        study_->results().appendLog(plainLine(reason, 2000));
        task->deleteLater();
        raise(Notice::Kind::Error, plainLine(reason, 300));
    });
    task->start(arguments);
}

void MainWindow::pickResults()
{
    auto *dialog = new QFileDialog(this, tr("Import results"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("lm-evaluation-harness or vLLM benchmark (*.json *.jsonl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::pickImportSession);
    dialog->open();
}

void MainWindow::pickImportSession(const QStringList &files)
{
    const QString suggested = config_.dataDir + QStringLiteral("/imported.kvsession");
    auto *dialog = new QFileDialog(this, tr("Session for the imported results"), suggested);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("KVScope sessions (*.kvsession)"));
    dialog->setDefaultSuffix(QStringLiteral("kvsession"));
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // an earlier import is added to, never overwritten
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, files](const QString &session) { importResults(files, session); });
    dialog->open();
}

void MainWindow::importResults(const QStringList &files, const QString &session)
{
    runTask(QStringList{QStringLiteral("import")} + files + QStringList{QStringLiteral("--session"), session},
            [this, session](const QString &) {
                openSession(session);
                raise(Notice::Kind::Info, tr("The results were imported into %1.").arg(shortPath(session)));
            });
}

void MainWindow::pickResultsFolder(const QString &format)
{
    auto *dialog = new QFileDialog(this, tr("Folder for the exported results"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format](const QString &folder) { exportResults(format, folder); });
    dialog->open();
}

void MainWindow::exportResults(const QString &format, const QString &folder)
{
    runTask({QStringLiteral("export"), controller_.sessionPath(), QStringLiteral("--format"), format,
             QStringLiteral("--out"), folder},
            [this, folder](const QString &output) {
                const auto count = output.count(QLatin1Char('\n'));
                raise(Notice::Kind::Info,
                      tr("%n files were written to %1.", nullptr, static_cast<int>(count)).arg(shortPath(folder)));
            });
}

} // namespace kvscope
