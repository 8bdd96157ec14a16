#include "database/session_reader.h"
#include "large_session.h"
#include "stats/summarize.h"
#include "ui/concluder.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace kvscope;

namespace {

constexpr int kPatienceMs = 120'000; // a sanitizer build on a busy machine

} // namespace

class TestConcluder : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        path_ = folder_.filePath(QStringLiteral("%1.kvsession").arg(QTest::currentTestFunction()));
        QVERIFY(large_session::write(path_.toStdString(), {20, 2}).has_value());
        concluder_ = std::make_unique<Concluder>();
        last_ = nullptr;
        connect(concluder_.get(), &Concluder::concluded, this, [this](const ConclusionsPtr &found) { last_ = found; });
    }

    void concludesFromWhatIsStored()
    {
        concluder_->follow(frame());
        QVERIFY(last_ == nullptr); // not in this thread
        QTRY_VERIFY_WITH_TIMEOUT(last_ != nullptr, kPatienceMs);
        QCOMPARE(last_->insights->size(), 1U); // one dataset has no average
        QCOMPARE(last_->insights->front().series.size(), 2U);
        QVERIFY(std::any_of(last_->warnings.begin(), last_->warnings.end(),
                            [](const ResultWarning &warning) { return !warning.sentence.text().empty(); }));
    }

    void concludesAnewOnlyWhenFinishedCellsHaveChanged()
    {
        QSignalSpy concluded(concluder_.get(), &Concluder::concluded);
        concluder_->follow(frame());
        QTRY_VERIFY_WITH_TIMEOUT(last_ != nullptr, kPatienceMs);
        const auto before = concluded.size();
        concluder_->follow(frame());
        QTest::qWait(200);
        QCOMPARE(concluded.size(), before);
        auto writer = SessionWriter::open(path_.toStdString());
        QVERIFY(writer.has_value());
        SweepSpec spec;
        spec.samples_per_problem = 2;
        QVERIFY(writer.value().begin_run(spec, large_session::plan({20, 2}), {}).has_value());
        const Verdict stored = large_session::sample(large_session::plan({}).cells.front(), 0, 0).grade.verdict;
        const Verdict other = stored == Verdict::Correct ? Verdict::Wrong : Verdict::Correct;
        QVERIFY(writer.value().update_grade("left-96", {"problem-0", 0}, {other, "1", ""}).has_value());
        QVERIFY(writer.value().mark_cell_complete("left-96").has_value());
        concluder_->follow(frame());
        QTRY_COMPARE_WITH_TIMEOUT(concluded.size(), before + 1, kPatienceMs);
    }

    void forgetsWhatIsClosed()
    {
        concluder_->follow(frame());
        QTRY_VERIFY_WITH_TIMEOUT(last_ != nullptr, kPatienceMs);
        concluder_->follow(nullptr);
        QVERIFY(last_ == nullptr);
        concluder_->follow(frame()); // opened again, it is concluded from again
        QTRY_VERIFY_WITH_TIMEOUT(last_ != nullptr, kPatienceMs);
    }

    void aSessionThatWentSaysNothing()
    {
        const FramePtr read = frame();
        QVERIFY(QFile::remove(path_));
        QSignalSpy concluded(concluder_.get(), &Concluder::concluded);
        concluder_->follow(read);
        QTest::qWait(300);
        QVERIFY(last_ == nullptr);
        QCOMPARE(concluded.size(), 1); // that nothing is known yet
    }

private:
    FramePtr frame() const
    {
        const auto reader = SessionReader::open(path_.toStdString());
        return std::make_shared<const ResultFrame>(stats::complete(reader.value().read_rows().value()));
    }

    QTemporaryDir folder_;
    QString path_;
    std::unique_ptr<Concluder> concluder_;
    ConclusionsPtr last_;
};

QTEST_MAIN(TestConcluder)
#include "tst_concluder.moc"
