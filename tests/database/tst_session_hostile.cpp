#include "session_fixture.h"

#include <linux/capability.h>
#include <random>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace kvscope;

namespace {

/// Root may write any file: takes that right from this thread for a while.
class WithoutOverride {
public:
    WithoutOverride()
    {
        syscall(SYS_capget, &header_, before_);
        __user_cap_data_struct less[2] = {before_[0], before_[1]};
        less[0].effective &= ~(1U << CAP_DAC_OVERRIDE);
        syscall(SYS_capset, &header_, less);
    }
    ~WithoutOverride() { syscall(SYS_capset, &header_, before_); }
    WithoutOverride(const WithoutOverride &) = delete;
    WithoutOverride &operator=(const WithoutOverride &) = delete;

private:
    __user_cap_header_struct header_{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct before_[2]{};
};

} // namespace

/// Files that are damaged, foreign or made to harm: a clear error or clean data, never a crash, and never a change.
class TestSessionHostile : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void notADatabase_data();
    void notADatabase();
    void truncatedAnywhere();
    void flippedBytes();
    void foreignDatabase_data();
    void foreignDatabase();
    void changedSchema_data();
    void changedSchema();
    void newerSchemaIsReadNotWritten();
    void newerSchemaWithoutOurColumns();
    void damagedValues_data();
    void damagedValues();
    void wrongCountsAreFound();
    void samplesThatGoRoundInCircles();
    void emptyFileBecomesASession();
    void damageSaysWhatToDo();
    void aFileThatMayNotBeWrittenSaysSo();
    void oddFilesInPlaceOfTheSession();
    void oddFilesInPlaceOfTheLock();

private:
    QTemporaryDir folder_;
    QByteArray good_;

    std::string put(const QByteArray &bytes);
    std::string putChanged(const std::vector<std::string> &statements);
};

namespace {

/// Calls everything a reader can do; what it answers does not matter, only that it answers.
void readEverything(const std::string &path)
{
    auto opened = SessionReader::open(path);
    if (opened.has_error()) {
        QVERIFY(!opened.error().message.empty());
        return;
    }
    const SessionReader &reader = opened.value();
    (void)reader.revision();
    (void)reader.manifest();
    (void)reader.spec();
    (void)reader.log(100);
    (void)reader.read_rows();
    for (std::int64_t id = 0; id < 8; ++id) {
        (void)reader.sample(id);
    }
    (void)reader.samples("llama-96", 100, 0);
    auto findings = reader.verify();
    if (findings.has_value()) {
        QVERIFY(findings.value().size() <= 100);
    }
}

bool execute(const std::string &path, const std::vector<std::string> &statements)
{
    sqlite3 *db = nullptr;
    int rc = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    for (const std::string &sql : statements) {
        rc = rc == SQLITE_OK ? sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) : rc;
        if (rc != SQLITE_OK) {
            qWarning("%s: %s", sql.c_str(), sqlite3_errmsg(db));
        }
    }
    sqlite3_close(db);
    return rc == SQLITE_OK;
}

/// Where a table's first page lies in the file, and how long it is.
std::pair<qsizetype, qsizetype> pageOf(const std::string &path, const char *table)
{
    const auto number = [&path](const std::string &sql) {
        sqlite3 *db = nullptr;
        sqlite3_stmt *query = nullptr;
        qsizetype value = 0;
        if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
            sqlite3_prepare_v2(db, sql.c_str(), -1, &query, nullptr) == SQLITE_OK &&
            sqlite3_step(query) == SQLITE_ROW) {
            value = static_cast<qsizetype>(sqlite3_column_int64(query, 0));
        }
        sqlite3_finalize(query);
        sqlite3_close(db);
        return value;
    };
    const qsizetype size = number("PRAGMA page_size");
    const qsizetype page = number("SELECT rootpage FROM sqlite_schema WHERE name = '" + std::string(table) + "'");
    return {(page - 1) * size, size};
}

QByteArray bytesOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::string TestSessionHostile::put(const QByteArray &bytes)
{
    const std::string path = fixture::file_in(folder_, "hostile.kvsession");
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size()) {
        return {};
    }
    return path;
}

std::string TestSessionHostile::putChanged(const std::vector<std::string> &statements)
{
    const std::string path = put(good_);
    return execute(path, statements) ? path : std::string();
}

void TestSessionHostile::initTestCase()
{
    const std::string path = fixture::file_in(folder_, "good.kvsession");
    {
        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        std::vector<SampleResult> samples;
        for (int i = 0; i < 6; ++i) {
            samples.push_back(fixture::sample("P-1", i));
            samples.back().text += std::string(20'000, 'x');
            samples.back().evictions = {{16, 112, {{1, 2, 3}, {4, 5, 6}}}, {32, 112, {{7}, {8}}}};
        }
        VERIFY_OK(writer.value().put_samples("llama-96", samples));
        VERIFY_OK(writer.value().put_timing("llama-96", {}));
        VERIFY_OK(writer.value().log("info", "done"));
    }
    good_ = bytesOf(path);
    QVERIFY(good_.size() > 50'000);
}

void TestSessionHostile::notADatabase_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QByteArray noise;
    std::mt19937 random(7);
    for (int i = 0; i < 10'000; ++i) {
        noise.append(static_cast<char>(random()));
    }
    QTest::newRow("noise") << noise;
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("text") << QByteArray("{\"this\": \"is JSON\"}\n").repeated(100);
    QTest::newRow("header and noise") << good_.left(16) + noise;
    QTest::newRow("header alone") << good_.left(100);
}

void TestSessionHostile::notADatabase()
{
    QFETCH(QByteArray, bytes);
    const std::string path = put(bytes);
    VERIFY_ERROR(SessionReader::open(path), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::InvalidData);
    QCOMPARE(bytesOf(path), bytes);
    QVERIFY(!QFile::exists(QString::fromStdString(path + ".lock")));
}

void TestSessionHostile::truncatedAnywhere()
{
    for (qsizetype size = 1; size < good_.size(); size += size < 200 ? 1 : 509) {
        readEverything(put(good_.left(size)));
    }
}

void TestSessionHostile::flippedBytes()
{
    std::mt19937 random(11);
    for (int round = 0; round < 400; ++round) {
        QByteArray bytes = good_;
        // Half of them where page headers and the schema are, which decide most.
        const qsizetype area = round % 2 == 0 ? 8192 : bytes.size();
        for (unsigned i = 0; i <= random() % 4; ++i) {
            bytes[static_cast<qsizetype>(random() % area)] = static_cast<char>(random());
        }
        readEverything(put(bytes));
    }
}

void TestSessionHostile::foreignDatabase_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::newRow("no application") << QStringList{"CREATE TABLE notes (x)", "PRAGMA user_version = 1"};
    QTest::newRow("another application") << QStringList{"CREATE TABLE notes (x)", "PRAGMA application_id = 77"};
    QTest::newRow("another, empty") << QStringList{"PRAGMA application_id = 77", "CREATE TABLE t (x)", "DROP TABLE t"};
    QTest::newRow("our mark, no version") << QStringList{"PRAGMA application_id = 1263948611", "CREATE TABLE t (x)"};
    QTest::newRow("our mark and version, no tables")
        << QStringList{"PRAGMA application_id = 1263948611", "PRAGMA user_version = 1"};
}

void TestSessionHostile::foreignDatabase()
{
    QFETCH(QStringList, statements);
    const std::string path = fixture::file_in(folder_, "foreign.kvsession");
    QFile::remove(QString::fromStdString(path));
    std::vector<std::string> list;
    for (const QString &statement : statements) {
        list.push_back(statement.toStdString());
    }
    QVERIFY(execute(path, list));
    const QByteArray before = bytesOf(path);
    VERIFY_ERROR(SessionReader::open(path), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::InvalidData);
    QCOMPARE(bytesOf(path), before);
}

void TestSessionHostile::changedSchema_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("trigger") << "CREATE TRIGGER evil AFTER INSERT ON sample BEGIN DELETE FROM sample; END";
    QTest::newRow("view") << "CREATE VIEW evil AS SELECT * FROM sample";
    QTest::newRow("table") << "CREATE TABLE extra (x)";
    QTest::newRow("index") << "CREATE INDEX extra ON sample (verdict)";
    QTest::newRow("column") << "ALTER TABLE sample ADD COLUMN extra TEXT DEFAULT 'x'";
    QTest::newRow("missing table") << "DROP TABLE log";
    QTest::newRow("name that is no text")
        << "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = CAST(name AS "
           "BLOB) WHERE name = 'session'";
    QTest::newRow("virtual table") << "CREATE VIRTUAL TABLE evil USING fts5 (x)";
    QTest::newRow("view in place of a table") << "DROP TABLE log; CREATE VIEW log AS SELECT 1 AS id";
}

void TestSessionHostile::changedSchema()
{
    QFETCH(QString, statement);
    const std::string path = putChanged({statement.toStdString()});
    QVERIFY(!path.empty());
    VERIFY_ERROR(SessionReader::open(path), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::InvalidData);
}

void TestSessionHostile::newerSchemaIsReadNotWritten()
{
    const std::string path =
        putChanged({"PRAGMA user_version = 99", "CREATE TABLE future (x)", "ALTER TABLE cell ADD COLUMN future TEXT"});
    auto writer = SessionWriter::open(path);
    VERIFY_ERROR(writer, ErrorCode::NewerSchema);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QCOMPARE(rows.value().cells[0].counts.num_samples, 6);
    VERIFY_ERROR(SessionReader::open(putChanged({"PRAGMA user_version = 99", "CREATE VIEW future AS SELECT 1"})),
                 ErrorCode::InvalidData);
}

void TestSessionHostile::newerSchemaWithoutOurColumns()
{
    const std::string path = putChanged({"PRAGMA user_version = 99", "ALTER TABLE cell RENAME COLUMN peak TO apex"});
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    VERIFY_ERROR(reader.value().read_rows(), ErrorCode::NewerSchema);
}

void TestSessionHostile::damagedValues_data()
{
    QTest::addColumn<QString>("statement");
    QTest::newRow("empty tokens") << "UPDATE sample_content SET tokens = x''";
    QTest::newRow("unknown encoding") << "UPDATE sample_content SET tokens = x'07'";
    QTest::newRow("cut varint") << "UPDATE sample_content SET tokens = x'0080'";
    QTest::newRow("endless varint") << "UPDATE sample_content SET tokens = x'00ffffffffffffffffffffffffffff'";
    QTest::newRow("token out of range") << "UPDATE sample_content SET tokens = x'00ffffffffff7f'";
    QTest::newRow("inflation without a stream") << "UPDATE sample_content SET text = x'01ffffff7f'";
    QTest::newRow("claims too much") << "UPDATE sample_content SET text = x'01ffffffff0f78da'";
    QTest::newRow("claims too little") << "UPDATE sample_content SET text = x'0101' || substr(text, 4)";
    QTest::newRow("broken stream")
        << "UPDATE sample_content SET text = substr(text, 1, 20) || x'00' || substr(text, 22)";
    QTest::newRow("cut stream") << "UPDATE sample_content SET text = substr(text, 1, length(text) - 5)";
    QTest::newRow("bytes after the stream") << "UPDATE sample_content SET text = text || x'00'";
    QTest::newRow("too many events") << "UPDATE eviction SET events = x'00ff7f'";
    QTest::newRow("too many lists") << "UPDATE eviction SET events = x'00010000ffffffff0f'";
    QTest::newRow("too many positions") << "UPDATE eviction SET events = x'0001000001ffffffff0f'";
    QTest::newRow("position out of range") << "UPDATE eviction SET events = x'000100000102feffffff0f02'";
    QTest::newRow("events with bytes left over") << "UPDATE eviction SET events = x'000000'";
    QTest::newRow("prompt") << "UPDATE prompt SET tokens = x'0080'";
    QTest::newRow("no content") << "DELETE FROM sample_content";
}

void TestSessionHostile::damagedValues()
{
    QFETCH(QString, statement);
    std::string sql = statement.toStdString();
    // `||` gives text, which a STRICT BLOB column refuses.
    if (const auto at = sql.find(" = "); sql.find("||") != std::string::npos) {
        sql = sql.substr(0, at) + " = CAST(" + sql.substr(at + 3) + " AS BLOB)";
    }
    const std::string path = putChanged({sql});
    QVERIFY(!path.empty());
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto page = reader.value().samples("llama-96", 1, 0);
    VERIFY_OK(page);
    auto sample = reader.value().sample(page.value()[0].id);
    QVERIFY(sample.has_error());
    QVERIFY(sample.error().code == ErrorCode::InvalidData || sample.error().code == ErrorCode::NotFound);
    QVERIFY(QString::fromStdString(sample.error().message).contains("hostile.kvsession"));
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY(!findings.value().empty());
    // What is not damaged is still shown.
    VERIFY_OK(reader.value().read_rows());
}

void TestSessionHostile::wrongCountsAreFound()
{
    for (const char *sql :
         {"UPDATE sample SET num_tokens = 5 WHERE id = 3", "UPDATE eviction SET num_events = 9 WHERE sample = 2",
          "UPDATE cell SET state = 'complete' WHERE key = 'qwen-96'", "DELETE FROM prompt",
          "UPDATE sample SET cell = 77 WHERE id = 1", "UPDATE run SET spec_json = '{}'",
          "UPDATE run SET spec_json = '['", "UPDATE cell SET params_json = '{\"a\": \"b\"}'",
          "UPDATE timing SET window_tps_json = '[1, null]'", "DELETE FROM session",
          "UPDATE session SET revision = 9223372036854775807"}) {
        auto reader = SessionReader::open(putChanged({sql}));
        VERIFY_OK(reader);
        auto findings = reader.value().verify();
        VERIFY_OK(findings);
        QVERIFY2(!findings.value().empty(), sql);
    }
    auto reader = SessionReader::open(put(good_));
    VERIFY_OK(reader);
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY(findings.value().empty());
}

void TestSessionHostile::samplesThatGoRoundInCircles()
{
    const auto [page, size] = pageOf(put(good_), "sample");
    QByteArray bytes = good_;
    QVERIFY(page > 0 && page + size <= bytes.size());
    QCOMPARE(bytes[page], static_cast<char>(13)); // a leaf: its cells follow the header of eight bytes, in order
    const int numCells = bytes[page + 4];
    QCOMPARE(numCells, 6);
    for (qsizetype i = 0; i < numCells; ++i) {
        const qsizetype from = page + 8 + 2 * (numCells - 1 - i);
        bytes[page + 8 + 2 * i] = good_[from];
        bytes[page + 9 + 2 * i] = good_[from + 1];
    }
    auto reader = SessionReader::open(put(bytes));
    VERIFY_OK(reader);
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY(!findings.value().empty());
    readEverything(put(bytes));
}

void TestSessionHostile::emptyFileBecomesASession()
{
    const std::string path = put({});
    VERIFY_ERROR(SessionReader::open(path), ErrorCode::InvalidData);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(SessionReader::open(path));
}

void TestSessionHostile::damageSaysWhatToDo()
{
    const auto [page, size] = pageOf(put(good_), "sample");
    QByteArray bytes = good_;
    bytes.replace(page, size, QByteArray(size, '\xA5'));
    auto reader = SessionReader::open(put(bytes));
    VERIFY_OK(reader);
    const auto rows = reader.value().read_rows();
    VERIFY_ERROR(rows, ErrorCode::InvalidData);
    const std::string advice = "the file is damaged. Restore a copy of it";
    QVERIFY2(rows.error().message.find(advice) != std::string::npos, rows.error().message.c_str());
    QVERIFY2(rows.error().message.find("malformed") == std::string::npos, rows.error().message.c_str());

    const auto findings = reader.value().verify();
    VERIFY_OK(findings);
    int numAdvices = 0;
    for (const std::string &finding : findings.value()) {
        QVERIFY2(finding.find('\n') == std::string::npos && finding.find("***") == std::string::npos, finding.c_str());
        numAdvices += finding.find(advice) != std::string::npos ? 1 : 0;
    }
    QCOMPARE(numAdvices, 1);

    const auto foreign =
        SessionReader::open(put("not a database, but long enough to be looked at: " + QByteArray(1000, 'x')));
    VERIFY_ERROR(foreign, ErrorCode::InvalidData);
    QVERIFY2(foreign.error().message.find("choose another file") != std::string::npos, foreign.error().message.c_str());
}

void TestSessionHostile::aFileThatMayNotBeWrittenSaysSo()
{
    const std::string path = fixture::file_in(folder_, "read-only.kvsession");
    QVERIFY(QFile::copy(QString::fromStdString(put(good_)), QString::fromStdString(path)));
    QCOMPARE(chmod(path.c_str(), 0444), 0);
    Status stored = Done{};
    {
        const WithoutOverride root;
        auto writer = SessionWriter::open(path);
        stored = writer.has_error() ? Status(writer.error()) : writer.value().log("info", "again");
    }
    VERIFY_ERROR(stored, ErrorCode::Io);
    const std::string &message = stored.error().message;
    QVERIFY2(message.ends_with("the file may not be written; make it writable or name another session."),
             message.c_str());
}

void TestSessionHostile::oddFilesInPlaceOfTheSession()
{
    const std::string path = fixture::file_in(folder_, "pipe.kvsession");
    QCOMPARE(mkfifo(path.c_str(), 0600), 0);
    VERIFY_ERROR(SessionReader::open(path), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionReader::open("/dev/zero"), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionReader::open(""), ErrorCode::InvalidArgument);
    VERIFY_ERROR(SessionWriter::open(""), ErrorCode::InvalidArgument);
    VERIFY_ERROR(SessionReader::open(std::string("a\0b", 3)), ErrorCode::InvalidArgument);
    VERIFY_ERROR(SessionWriter::open(std::string("a\0b", 3)), ErrorCode::InvalidArgument);
}

void TestSessionHostile::oddFilesInPlaceOfTheLock()
{
    const std::string path = fixture::file_in(folder_, "odd-lock.kvsession");
    const QString lock = QString::fromStdString(path + ".lock");
    // A link must not lead the process id into somebody's file.
    const std::string victim = fixture::file_in(folder_, "victim");
    QVERIFY(QFile::link(QString::fromStdString(victim), lock));
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::Io);
    QVERIFY(!QFile::exists(QString::fromStdString(victim)));
    QVERIFY(QFile::remove(lock));
    QVERIFY(QDir().mkdir(lock));
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::Io);
}

QTEST_GUILESS_MAIN(TestSessionHostile)
#include "tst_session_hostile.moc"
