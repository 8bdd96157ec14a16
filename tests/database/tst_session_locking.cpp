#include "session_fixture.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace kvscope;

/// One writer, many readers; a killed writer leaves no lock; a copy equals its source.
class TestSessionLocking : public QObject {
    Q_OBJECT

private slots:
    void secondWriterIsToldWhoHoldsIt();
    void oneFileUnderTwoNamesHasOneWriter();
    void killedWriterLeavesNoLock();
    void readersAreToldWhoWrites();
    void whoAsksKeepsNoWriterOut();
    void readersSeeCommitsWhileTheWriterWorks();
    void writerWaitsForAReader();
    void copyEqualsSource();
    void copyIsRefusedWhereItWouldHarm();
};

namespace {

/// Runs `body` in a child that says one byte through a pipe when ready and waits to be killed. Returns its pid.
template <typename Body>
pid_t startChild(Body body)
{
    int ends[2] = {};
    if (pipe(ends) != 0) {
        return -1;
    }
    const pid_t child = fork();
    if (child == 0) {
        const auto kept = body();
        const char word = kept.has_value() ? 'y' : 'n';
        (void)!write(ends[1], &word, 1);
        pause();
        _exit(0);
    }
    close(ends[1]);
    char word = 0;
    (void)!read(ends[0], &word, 1);
    close(ends[0]);
    return word == 'y' ? child : -1;
}

} // namespace

void TestSessionLocking::secondWriterIsToldWhoHoldsIt()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto first = fixture::begun(path);
        VERIFY_OK(first);
        auto second = SessionWriter::open(path);
        VERIFY_ERROR(second, ErrorCode::Locked);
        QVERIFY(QString::fromStdString(second.error().message).contains(QString::number(getpid())));
        VERIFY_OK(SessionReader::open(path));
        // The refused one must not have taken the lock with it.
        VERIFY_ERROR(SessionWriter::open(path), ErrorCode::Locked);
        VERIFY_OK(first.value().log("info", "still writing"));
    }
    VERIFY_OK(SessionWriter::open(path));
}

void TestSessionLocking::oneFileUnderTwoNamesHasOneWriter()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto first = fixture::begun(path);
    VERIFY_OK(first);
    const std::string link = fixture::file_in(folder, "link.kvsession");
    QVERIFY(QFile::link(QString::fromStdString(path), QString::fromStdString(link)));
    VERIFY_ERROR(SessionWriter::open(link), ErrorCode::Locked);
    VERIFY_OK(SessionReader::open(link));
}

void TestSessionLocking::killedWriterLeavesNoLock()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const pid_t child = startChild([&] { return fixture::begun(path); });
    QVERIFY(child > 0);
    auto refused = SessionWriter::open(path);
    VERIFY_ERROR(refused, ErrorCode::Locked);
    QVERIFY(QString::fromStdString(refused.error().message).contains(QString::number(child)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    auto writer = SessionWriter::open(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0)}));
}

void TestSessionLocking::readersAreToldWhoWrites()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const pid_t child = startChild([&] { return fixture::begun(path); });
    QVERIFY(child > 0);
    const std::string link = fixture::file_in(folder, "link.kvsession");
    QVERIFY(QFile::link(QString::fromStdString(path), QString::fromStdString(link)));
    const auto reader = SessionReader::open(link);
    VERIFY_OK(reader);
    QCOMPARE(reader.value().writer(), std::optional<std::int64_t>(child));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    QVERIFY(QFile::exists(QString::fromStdString(path + ".lock"))); // what it left behind says nothing
    QVERIFY(!reader.value().writer());
    {
        const auto writer = SessionWriter::open(path);
        VERIFY_OK(writer);
        QCOMPARE(reader.value().writer(), std::optional<std::int64_t>(getpid()));
    }
    QVERIFY(!reader.value().writer());
}

void TestSessionLocking::whoAsksKeepsNoWriterOut()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    VERIFY_OK(fixture::begun(path));
    // The file that a killed writer leaves, so that there is something to ask about.
    QFile left(QString::fromStdString(path + ".lock"));
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    const pid_t child = fork();
    if (child == 0) {
        const auto reader = SessionReader::open(path);
        while (reader.has_value()) {
            (void)reader.value().writer();
            usleep(20);
        }
        _exit(1);
    }
    for (int i = 0; i < 100; ++i) {
        VERIFY_OK(SessionWriter::open(path));
        QVERIFY(left.open(QIODevice::WriteOnly));
        left.close();
    }
    QCOMPARE(waitpid(child, nullptr, WNOHANG), 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

void TestSessionLocking::readersSeeCommitsWhileTheWriterWorks()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    auto first = SessionReader::open(path);
    auto second = SessionReader::open(path);
    VERIFY_OK(first);
    VERIFY_OK(second);
    std::int64_t revision = -1;
    for (int i = 0; i < 20; ++i) {
        VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", i)}));
        for (const auto *reader : {&first.value(), &second.value()}) {
            auto rows = reader->read_rows();
            VERIFY_OK(rows);
            QCOMPARE(rows.value().cells[0].counts.num_samples, i + 1);
        }
        auto now = first.value().revision();
        VERIFY_OK(now);
        QVERIFY(now.value() > revision);
        revision = now.value();
    }
}

void TestSessionLocking::writerWaitsForAReader()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    // Another process that reads as fast as it can never keeps a commit from happening.
    const pid_t child = fork();
    if (child == 0) {
        auto reader = SessionReader::open(path);
        while (reader.has_value() && reader.value().read_rows().has_value()) {
        }
        _exit(1);
    }
    for (int i = 0; i < 50; ++i) {
        VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", i)}));
    }
    // It still reads: neither side was ever turned away.
    QCOMPARE(waitpid(child, nullptr, WNOHANG), 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

void TestSessionLocking::copyEqualsSource()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const std::string copy = fixture::file_in(folder, "copy.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    std::vector<SampleResult> samples;
    for (int i = 0; i < 300; ++i) {
        samples.push_back(fixture::sample("P-1", i));
    }
    VERIFY_OK(writer.value().put_samples("llama-96", samples));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    VERIFY_OK(reader.value().save_copy(copy));
    // Over an older copy too.
    VERIFY_OK(reader.value().save_copy(copy));
    auto copied = SessionReader::open(copy);
    VERIFY_OK(copied);
    auto page = copied.value().samples("llama-96", 1000, 0);
    VERIFY_OK(page);
    QCOMPARE(page.value().size(), samples.size());
    for (std::size_t i = 0; i < page.value().size(); ++i) {
        auto sample = copied.value().sample(page.value()[i].id);
        VERIFY_OK(sample);
        QCOMPARE(sample.value().tokens, samples[i].tokens);
        QCOMPARE(sample.value().text, samples[i].text);
    }
    auto findings = copied.value().verify();
    VERIFY_OK(findings);
    QVERIFY(findings.value().empty());
    QCOMPARE(QDir(folder.path()).entryList({"*.part*"}).size(), 0);
    // The copy is a session like any other: it can be continued.
    VERIFY_OK(SessionWriter::open(copy));
}

void TestSessionLocking::copyIsRefusedWhereItWouldHarm()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const std::string other = fixture::file_in(folder, "other.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    VERIFY_ERROR(reader.value().save_copy(path), ErrorCode::InvalidArgument);
    VERIFY_ERROR(reader.value().save_copy(folder.path().toStdString()), ErrorCode::InvalidArgument);
    VERIFY_ERROR(reader.value().save_copy(fixture::file_in(folder, "no/such/folder.kvsession")), ErrorCode::NotFound);
    auto held = fixture::begun(other);
    VERIFY_OK(held);
    VERIFY_ERROR(reader.value().save_copy(other), ErrorCode::Locked);
    VERIFY_OK(held.value().log("info", "unharmed"));
}

QTEST_GUILESS_MAIN(TestSessionLocking)
#include "tst_session_locking.moc"
