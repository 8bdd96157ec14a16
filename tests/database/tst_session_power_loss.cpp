#include "fault_disk_vfs.h"
#include "session_fixture.h"

using namespace kvscope;

/// No acknowledged row is lost when the power goes, the disk fails or it runs full. `--cuts N` asks for more cut
/// points.
class TestSessionPowerLoss : public QObject {
    Q_OBJECT

public:
    static inline int cuts = 300;

private slots:
    void diskModelLosesUnsyncedWrites();
    void acknowledgedRowsSurviveACut();
    void failedCallsCanBeRepeated_data();
    void failedCallsCanBeRepeated();
    void fullDiskKeepsAllAndGoesOn();
};

namespace {

constexpr int kNumBatches = 8;

/// What a caller was told is stored.
struct Acknowledged {
    std::set<SampleKey> samples;
    std::map<SampleKey, Verdict> grades;
    int num_timings = 0;
    int num_logs = 0;
    bool is_complete = false;
};

SampleResult bulkySample(int index)
{
    SampleResult sample = fixture::sample("P-1", index);
    std::mt19937 random(index);
    for (int i = 0; i < 9000; ++i) {
        sample.text += static_cast<char>(random());
    }
    sample.evictions = {{16, 112, {{1, 2, 3}, {4, 5}}}};
    return sample;
}

/// Does the step again if it fails, at most `retries` times. True if it was acknowledged.
template <typename Step>
bool attempt(int retries, Step step)
{
    for (int i = 0; i <= retries; ++i) {
        if (step().has_value()) {
            return true;
        }
    }
    return false;
}

/// A small run, from creating the file to completing a cell. Stops at the first step that fails for good.
Acknowledged runScript(const std::string &path, int retries = 0)
{
    Acknowledged done;
    for (int opening = 0; opening <= retries; ++opening) {
        auto writer = fixture::begun(path);
        if (writer.has_error()) {
            continue;
        }
        SessionWriter &session = writer.value();
        for (int batch = 0; batch < kNumBatches; ++batch) {
            const std::vector<SampleResult> samples = {bulkySample(2 * batch), bulkySample(2 * batch + 1)};
            if (!attempt(retries, [&] { return session.put_samples("llama-96", samples); })) {
                return done;
            }
            done.samples.insert({{"P-1", 2 * batch}, {"P-1", 2 * batch + 1}});
            const SampleKey key{"P-1", batch};
            if (!attempt(retries, [&] { return session.update_grade("llama-96", key, {Verdict::Wrong, "", ""}); })) {
                return done;
            }
            done.grades[key] = Verdict::Wrong;
            if (!attempt(retries, [&] { return session.log("info", "a batch"); })) {
                return done;
            }
            ++done.num_logs;
        }
        done.num_timings += attempt(retries, [&] { return session.put_timing("llama-96", {}); }) ? 1 : 0;
        done.is_complete = attempt(retries, [&] { return session.mark_cell_complete("llama-96"); });
        return done;
    }
    return done;
}

/// Empty if the file holds everything that was acknowledged and is sound.
QString whatIsMissing(const std::string &path, const Acknowledged &expected)
{
    auto writer = SessionWriter::open(path);
    if (writer.has_error()) {
        return QString::fromStdString("open: " + writer.error().message);
    }
    auto keys = writer.value().committed_samples("llama-96");
    if (keys.has_error()) {
        return QString::fromStdString(keys.error().message);
    }
    for (const SampleKey &key : expected.samples) {
        if (!keys.value().contains(key)) {
            return QString("sample %1 is lost").arg(key.second);
        }
    }
    if (expected.samples.empty()) {
        return {};
    }
    auto reader = SessionReader::open(path);
    if (reader.has_error()) {
        return QString::fromStdString(reader.error().message);
    }
    auto findings = reader.value().verify();
    auto rows = reader.value().read_rows();
    auto page = reader.value().samples("llama-96", 1000, 0);
    auto log = reader.value().log(1000);
    if (findings.has_error() || rows.has_error() || page.has_error() || log.has_error()) {
        return "a read failed";
    }
    if (!findings.value().empty() &&
        !(expected.is_complete || rows.value().cells[0].counts.state == CellState::Complete)) {
        return QString::fromStdString(findings.value()[0]);
    }
    for (const SampleRow &row : page.value()) {
        const auto grade = expected.grades.find(row.key);
        if (grade != expected.grades.end() && row.grade.verdict != grade->second) {
            return QString("a grade of sample %1 is lost").arg(row.key.second);
        }
    }
    if (static_cast<int>(log.value().size()) < expected.num_logs ||
        static_cast<int>(rows.value().cells[0].timings.size()) < expected.num_timings ||
        (expected.is_complete && rows.value().cells[0].counts.state != CellState::Complete)) {
        return "a log line, a timing or a state is lost";
    }
    return {};
}

int countOperations(const std::string &path)
{
    FaultDisk disk;
    return runScript(path).is_complete ? disk.num_operations() : 0;
}

} // namespace

void TestSessionPowerLoss::diskModelLosesUnsyncedWrites()
{
    // The test is worth nothing if the disk forgets nothing: without syncs the same script must lose rows.
    QTemporaryDir folder;
    std::mt19937 random(1);
    int numLost = 0;
    for (int round = 0; round < 20; ++round) {
        FaultDisk disk;
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open_v2("/plain.db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr), SQLITE_OK);
        QCOMPARE(sqlite3_exec(db,
                              "PRAGMA synchronous = OFF; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(50000)); "
                              "INSERT INTO t VALUES (1);",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(db);
        disk.power_loss(random);
        QCOMPARE(sqlite3_open_v2("/plain.db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr), SQLITE_OK);
        numLost +=
            sqlite3_exec(db, "SELECT 1 FROM t WHERE x = 1; PRAGMA quick_check", nullptr, nullptr, nullptr) != SQLITE_OK;
        sqlite3_close(db);
    }
    QVERIFY2(numLost > 10, qPrintable(QString::number(numLost)));
}

void TestSessionPowerLoss::acknowledgedRowsSurviveACut()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const int numOperations = countOperations(path);
    QVERIFY(numOperations > 100);
    std::mt19937 random(20260131);
    std::size_t numChecked = 0;
    for (int i = 0; i < cuts; ++i) {
        FaultDisk disk;
        // Every operation in turn while they last, then again with another fate of the unsynced ones.
        const int cut = cuts >= numOperations ? 1 + i % numOperations : 1 + static_cast<int>(random() % numOperations);
        disk.cut_power_at(cut);
        if (i % 2 == 1) {
            disk.fail_once_at(1 + static_cast<int>(random() % cut), SQLITE_IOERR_FSYNC);
        }
        const Acknowledged done = runScript(path, i % 2 == 1 ? 2 : 0);
        QVERIFY(disk.is_off());
        disk.power_loss(random);
        const QString missing = whatIsMissing(path, done);
        QVERIFY2(missing.isEmpty(), qPrintable(QString("cut at operation %1: %2").arg(cut).arg(missing)));
        numChecked += done.samples.size();
    }
    QVERIFY(numChecked > 0);
    qInfo("%d cut points of %d operations, %zu acknowledged samples checked", cuts, numOperations, numChecked);
}

void TestSessionPowerLoss::failedCallsCanBeRepeated_data()
{
    QTest::addColumn<int>("code");
    QTest::newRow("input/output error") << SQLITE_IOERR_WRITE;
    QTest::newRow("full") << SQLITE_FULL;
}

void TestSessionPowerLoss::failedCallsCanBeRepeated()
{
    QFETCH(int, code);
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    const int numOperations = countOperations(path);
    for (int at = 1; at <= numOperations; at += std::max(1, numOperations / (cuts / 2))) {
        FaultDisk disk;
        disk.fail_once_at(at, code);
        const Acknowledged done = runScript(path, 2);
        const QString missing = whatIsMissing(path, done);
        QVERIFY2(missing.isEmpty(), qPrintable(QString("fault at operation %1: %2").arg(at).arg(missing)));
        QVERIFY2(done.is_complete, qPrintable(QString("fault at operation %1: the run did not go on").arg(at)));
    }
}

void TestSessionPowerLoss::fullDiskKeepsAllAndGoesOn()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    FaultDisk disk;
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    disk.set_capacity(disk.used_bytes() + 100'000);
    int stored = 0;
    Status last = Done{};
    for (; stored < 100 && last.has_value();) {
        last = writer.value().put_samples("llama-96", {bulkySample(stored)});
        stored += last.has_value() ? 1 : 0;
    }
    VERIFY_ERROR(last, ErrorCode::DiskFull);
    QVERIFY(stored > 0);
    VERIFY_ERROR(writer.value().put_samples("llama-96", {bulkySample(stored)}), ErrorCode::DiskFull);
    auto keys = writer.value().committed_samples("llama-96");
    VERIFY_OK(keys);
    QCOMPARE(static_cast<int>(keys.value().size()), stored);
    // Room again: the very same call goes through, without opening anew.
    disk.set_capacity(0);
    VERIFY_OK(writer.value().put_samples("llama-96", {bulkySample(stored)}));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY2(findings.value().empty(), findings.value().empty() ? "" : findings.value()[0].c_str());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = application.arguments();
    if (const auto at = arguments.indexOf("--cuts"); at >= 0 && at + 1 < arguments.size()) {
        TestSessionPowerLoss::cuts = std::max(2, arguments[at + 1].toInt());
        arguments.remove(at, 2);
    }
    TestSessionPowerLoss test;
    return QTest::qExec(&test, arguments);
}
#include "tst_session_power_loss.moc"
