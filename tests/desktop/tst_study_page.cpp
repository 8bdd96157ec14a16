// The page of one study, in the real window: what it says of a session that somebody else is writing.
#include "idle_window.h"
#include "large_session.h"
#include "ui/cells_model.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace kvscope;
using namespace kvscope::test;

namespace {

constexpr large_session::Size kSize{4, 2};
constexpr int kPatienceMs = 120'000; // a sanitizer build on a busy machine

/// The lock of a writer in process 4242, without that process.
class ForeignLease {
public:
    explicit ForeignLease(const QString &session)
        : fd_(open((session + ".lock").toUtf8().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
        isHeld_ = fd_ >= 0 && flock(fd_, LOCK_EX | LOCK_NB) == 0 && write(fd_, "4242\n", 5) == 5;
    }
    ~ForeignLease() { close(fd_); } // the file stays, as after a kill
    ForeignLease(const ForeignLease &) = delete;
    ForeignLease &operator=(const ForeignLease &) = delete;

    bool isHeld() const { return isHeld_; }

private:
    int fd_;
    bool isHeld_ = false;
};

} // namespace

class TestStudyPage : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void whatAnotherProcessWritesIsNotResumed();

private:
    QString standing() const { return window_->findChild<QLabel *>("progressText")->accessibleName(); }
    bool offersResume() const
    {
        return window_->findChild<QPushButton *>("resumeButton")->isVisible() ||
               window_->findChild<QAction *>("resume")->isEnabled();
    }
    QString firstState() const
    {
        const auto *cells = window_->findChild<QTableView *>("cellsTable")->model();
        return cells->index(0, CellsModel::State).data().toString();
    }

    QTemporaryDir home_;
    std::unique_ptr<MainWindow> window_;
};

void TestStudyPage::init()
{
    useOwnSettings(home_.path());
    window_ = openIdleWindow(home_.path());
    QVERIFY(window_);
}

void TestStudyPage::cleanup()
{
    window_.reset();
}

void TestStudyPage::whatAnotherProcessWritesIsNotResumed()
{
    const QString path = home_.filePath("begun.kvsession");
    {
        const SweepPlan plan = large_session::plan(kSize);
        auto writer = SessionWriter::open(path.toStdString());
        QVERIFY(writer.has_value());
        QVERIFY(writer.value().begin_run(SweepSpec(), plan, {}).has_value());
        const CellSpec &first = plan.cells.front();
        QVERIFY(writer.value().put_samples(first.key, {large_session::sample(first, 0, 0)}).has_value());
    }
    {
        const ForeignLease lease(path);
        QVERIFY(lease.isHeld());
        window_->openSession(path);
        QTRY_VERIFY_WITH_TIMEOUT(standing().startsWith("Running in process 4242"), kPatienceMs);
        QVERIFY(!offersResume());
        QCOMPARE(firstState(), QString("running"));
    }
    // Nothing was committed and nobody asked: the page finds out by itself that the writer has ended.
    QTRY_VERIFY_WITH_TIMEOUT(standing().startsWith("Interrupted"), kPatienceMs);
    QVERIFY(offersResume());
    QCOMPARE(firstState(), QString("interrupted"));
}

QTEST_MAIN(TestStudyPage)
#include "tst_study_page.moc"
