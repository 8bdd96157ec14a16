#include "session_fixture.h"

#include <QFile>

using namespace kvscope;

/// What a GPU did beside the timings, and files of a schema that did not have it.
class TestSessionTelemetry : public QObject {
    Q_OBJECT

private slots:
    void telemetryOfAGpu();
    void olderSchemaIsReadAndUpgraded();
};

void TestSessionTelemetry::telemetryOfAGpu()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    CellTiming timing;
    timing.telemetry = fixture::telemetry();
    VERIFY_OK(writer.value().put_timing("qwen-0", timing));
    timing.repeat = 1;
    timing.telemetry = GpuTelemetry{}; // nothing could be read
    timing.telemetry->missing = "power: Not Supported";
    VERIFY_OK(writer.value().put_timing("qwen-0", timing));
    timing.repeat = 2;
    timing.telemetry = fixture::telemetry();
    timing.telemetry->energy_is_integrated = true;
    timing.telemetry->throttle_reasons = "";
    VERIFY_OK(writer.value().put_timing("qwen-0", timing));
    timing.telemetry.reset(); // in place of the row that is there
    timing.repeat = 0;
    VERIFY_OK(writer.value().put_timing("qwen-0", timing));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto rows = reader.value().read_rows();
    VERIFY_OK(rows);
    const std::vector<CellTiming> &timings = rows.value().cells[3].timings;
    QCOMPARE(timings.size(), std::size_t(3));
    QVERIFY(!timings[0].telemetry);
    QVERIFY(timings[1].telemetry);
    QVERIFY(!timings[1].telemetry->power_mean_w);
    QVERIFY(!timings[1].telemetry->throttle_reasons);
    QCOMPARE(timings[1].telemetry->missing, std::string("power: Not Supported"));
    QVERIFY(timings[2].telemetry->energy_is_integrated);
    QCOMPARE(*timings[2].telemetry->throttle_reasons, std::string());
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY(findings.value().empty());
}

void TestSessionTelemetry::olderSchemaIsReadAndUpgraded()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const QString golden = QStringLiteral(KVSCOPE_TEST_DATA "/sessions/schema-1.kvsession");
    QVERIFY(QFile::copy(golden, QString::fromStdString(path)));
    QVERIFY(QFile::setPermissions(QString::fromStdString(path), QFile::ReadOwner | QFile::WriteOwner));
    std::int64_t revision = 0;
    {
        auto reader = SessionReader::open(path);
        VERIFY_OK(reader);
        auto rows = reader.value().read_rows();
        VERIFY_OK(rows);
        QCOMPARE(rows.value().cells.size(), std::size_t(2));
        QCOMPARE(rows.value().cells[0].counts.num_samples, 3);
        QCOMPARE(rows.value().cells[0].timings.size(), std::size_t(1));
        QVERIFY(!rows.value().cells[0].timings[0].telemetry);
        auto findings = reader.value().verify();
        VERIFY_OK(findings);
        QVERIFY(findings.value().empty());
        revision = rows.value().frame.revision;
    }
    auto writer = SessionWriter::open(path);
    VERIFY_OK(writer);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QCOMPARE(rows.value().frame.revision, revision);
    const std::string key = rows.value().cells[0].counts.cell_key;
    CellTiming timing = rows.value().cells[0].timings[0];
    timing.telemetry = fixture::telemetry();
    VERIFY_OK(writer.value().put_timing(key, timing));
    rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QVERIFY(rows.value().cells[0].timings[0].telemetry == timing.telemetry);
}

QTEST_GUILESS_MAIN(TestSessionTelemetry)
#include "tst_session_telemetry.moc"
