#include "engine/sha256.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace kvscope;

class TestSha256 : public QObject {
    Q_OBJECT

private slots:
    /// Test vectors of FIPS 180-4.
    void knowsTheStandardVectors()
    {
        QCOMPARE(sha256_hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256_hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256_hex(std::string(1000000, 'a')),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void hashesFilesOfAnySize()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("x").toStdString();
        for (const std::size_t size : {0ul, 1ul, (1ul << 20) - 1, 1ul << 20, (1ul << 20) + 1, 3ul << 20}) {
            const std::string content(size, 'k');
            std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
            QCOMPARE(sha256_hex_of_file(path).value(), sha256_hex(content));
        }
    }

    void reportsWhatCannotBeRead()
    {
        QTemporaryDir folder;
        const auto missing = sha256_hex_of_file(folder.filePath("missing").toStdString());
        QVERIFY(missing.has_error());
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.find("missing") != std::string::npos);
        QVERIFY(sha256_hex_of_file(folder.path().toStdString()).has_error());
    }
};

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"
