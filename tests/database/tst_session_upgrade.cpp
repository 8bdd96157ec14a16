#include "session_fixture.h"

#include <QFile>

#include <filesystem>
#include <sqlite3.h>

using namespace kvscope;

namespace {

/// A session as the program of schema 1 left it.
std::string old_session(const QTemporaryDir &folder)
{
    const std::string path = fixture::file_in(folder);
    QFile::copy(QStringLiteral(KVSCOPE_TEST_DATA "/sessions/schema-1-by-hand.kvsession"), QString::fromStdString(path));
    std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
    return path;
}

int version_of(const std::string &path)
{
    sqlite3 *db = nullptr;
    sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, nullptr);
    const int version = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return version;
}

} // namespace

/// Sessions of earlier programs: readers show them as they are, the writer brings them up to date.
class TestSessionUpgrade : public QObject {
    Q_OBJECT

private slots:
    void anOldSessionIsReadAsItIs()
    {
        const QTemporaryDir folder;
        const std::string path = old_session(folder);
        QCOMPARE(version_of(path), 1);
        const auto reader = SessionReader::open(path);
        VERIFY_OK(reader);
        const auto rows = reader.value().read_rows();
        VERIFY_OK(rows);
        QCOMPARE(rows.value().cells.size(), std::size_t{4});
        for (const CellRows &cell : rows.value().cells) {
            QCOMPARE(cell.counts.kv_dtype, KvDType::Compute);
            QVERIFY(cell.counts.accuracy_missing.empty());
        }
        QCOMPARE(rows.value().cells.front().counts.num_correct, 2);
        QCOMPARE(rows.value().cells.front().timings.front().batch_shrunk, 0);
        VERIFY_OK(reader.value().spec());
        QCOMPARE(reader.value().spec().value().kv_dtypes, std::vector<KvDType>{KvDType::Compute});
        QVERIFY(!reader.value().spec().value().random_weights);
        const auto findings = reader.value().verify();
        VERIFY_OK(findings);
        QVERIFY2(findings.value().empty(), findings.value().empty() ? "" : findings.value().front().c_str());
        QCOMPARE(version_of(path), 1);
    }

    void theWriterUpgradesItAndKeepsWhatIsThere()
    {
        const QTemporaryDir folder;
        const std::string path = old_session(folder);
        const SessionRows before = SessionReader::open(path).value().read_rows().value();
        {
            auto writer = SessionWriter::open(path);
            VERIFY_OK(writer);
            SweepPlan plan = fixture::plan();
            CellSpec fp8 = plan.cells.front();
            fp8.key += "-fp8";
            fp8.kv_dtype = KvDType::Fp8;
            plan.cells.push_back(fp8);
            VERIFY_OK(writer.value().begin_run(fixture::spec(), plan, {{"device", "cpu"}}));
            CellTiming timing;
            timing.batch_shrunk = 7;
            VERIFY_OK(writer.value().put_timing(fp8.key, timing));
        }
        QVERIFY(version_of(path) > 1);
        const auto reader = SessionReader::open(path);
        VERIFY_OK(reader);
        const SessionRows after = reader.value().read_rows().value();
        QCOMPARE(after.cells.size(), before.cells.size() + 1);
        for (std::size_t i = 0; i < before.cells.size(); ++i) {
            QCOMPARE(after.cells[i].counts.cell_key, before.cells[i].counts.cell_key);
            QCOMPARE(after.cells[i].counts.num_correct, before.cells[i].counts.num_correct);
            QCOMPARE(after.cells[i].counts.kv_dtype, KvDType::Compute);
        }
        QCOMPARE(after.cells.back().counts.kv_dtype, KvDType::Fp8);
        QCOMPARE(after.cells.back().timings.front().batch_shrunk, 7);
        QVERIFY(reader.value().verify().value().empty());
    }

    void aCellWithoutAccuracyCountsNoVerdicts()
    {
        const QTemporaryDir folder;
        const std::string path = fixture::file_in(folder);
        {
            auto writer = SessionWriter::open(path);
            VERIFY_OK(writer);
            SweepPlan plan = fixture::plan();
            plan.cells.front().accuracy_missing = "random weights";
            VERIFY_OK(writer.value().begin_run(fixture::spec(), plan, {}));
            VERIFY_OK(writer.value().put_problems("data", fixture::problems(), {}));
            VERIFY_OK(
                writer.value().put_samples(plan.cells.front().key, {fixture::sample("P-1", 0, Verdict::NoAnswer)}));
        }
        const SessionRows rows = SessionReader::open(path).value().read_rows().value();
        const CellResult &cell = rows.cells.front().counts;
        QCOMPARE(cell.accuracy_missing, std::string("random weights"));
        QCOMPARE(cell.num_samples, 1);
        QCOMPARE(cell.num_no_answer, 0);
        QCOMPARE(rows.cells.front().problems.front().num_valid, 0);
    }
};

QTEST_GUILESS_MAIN(TestSessionUpgrade)
#include "tst_session_upgrade.moc"
