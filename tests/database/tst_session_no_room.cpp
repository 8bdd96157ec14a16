// A file system that is really full, of bytes and of files: needs to be permitted to mount one.
#include "session_fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>

using namespace kvscope;

class TestSessionNoRoom : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    /// An empty file system of 1 MiB with room for so many files; seen by this process alone.
    bool mount(int numFiles)
    {
        const QByteArray options = "size=1m,nr_inodes=" + QByteArray::number(numFiles + 1); // its root is one
        return ::mount("none", qPrintable(folder_.path()), "tmpfs", 0, options.constData()) == 0;
    }
    void fill(const QString &name, qint64 numBytes) const
    {
        QFile file(folder_.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        QCOMPARE(file.write(QByteArray(numBytes, 'x')), numBytes);
    }

private slots:
    void initTestCase()
    {
        if (unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            !mount(8)) {
            QSKIP("mounting is not permitted here");
        }
        QCOMPARE(::umount(qPrintable(folder_.path())), 0);
    }
    void cleanup() { ::umount(qPrintable(folder_.path())); }

    void theMessageSaysWhatIsFull_data()
    {
        QTest::addColumn<int>("numFiles");
        QTest::addColumn<int>("numBytes");
        QTest::addColumn<QString>("said");
        QTest::newRow("no file for the lock") << 1 << 10 << "inodes";
        QTest::newRow("no file for the session") << 2 << 10 << "inodes";
        QTest::newRow("no file for the journal") << 3 << 10 << "inodes";
        QTest::newRow("no bytes") << 8 << (1 << 20) << "the disk is full, 0 MiB";
    }
    void theMessageSaysWhatIsFull()
    {
        QFETCH(int, numFiles);
        QFETCH(int, numBytes);
        QFETCH(QString, said);
        QVERIFY(mount(numFiles));
        fill("filler", numBytes);
        const std::string path = folder_.filePath("s.kvsession").toStdString();
        const auto begun = fixture::begun(path);
        VERIFY_ERROR(begun, ErrorCode::DiskFull);
        QVERIFY2(QString::fromStdString(begun.error().message).contains(said), begun.error().message.c_str());
        QVERIFY(QFile::remove(folder_.filePath("filler")));
        QFile::remove(QString::fromStdString(path));
        if (numFiles > 3) {
            const auto again = fixture::begun(path);
            VERIFY_OK(again);
        }
    }
};

QTEST_GUILESS_MAIN(TestSessionNoRoom)
#include "tst_session_no_room.moc"
