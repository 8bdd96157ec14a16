// Notes and titles: what people write into a session beside its figures.
#include "session_fixture.h"

#include <sqlite3.h>

using namespace kvscope;

namespace {

constexpr int kOlder = 3; ///< the last schema without notes

} // namespace

class TestAnnotations : public QObject {
    Q_OBJECT

private slots:
    void notesAreStoredReplacedAndRemoved();
    void theTitleIsStored();
    void measurementsStayAsTheyAre();
    void textsThatCannotBeShownAreRefused();
    void aRunnersSessionIsRefused();
    void anOlderSessionIsReadAndUpgradedByTheFirstNote();

private:
    static std::string noteOf(const std::string &path, const std::string &cell)
    {
        const auto rows = SessionReader::open(path).value().read_rows();
        for (const CellRows &each : rows.value().cells) {
            if (each.counts.cell_key == cell) {
                return each.counts.note;
            }
        }
        return "no such cell";
    }

    QTemporaryDir folder_;
};

void TestAnnotations::notesAreStoredReplacedAndRemoved()
{
    const std::string path = fixture::file_in(folder_, "notes.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    QCOMPARE(noteOf(path, "llama-96"), std::string());
    const auto before = SessionReader::open(path).value().revision().value();
    VERIFY_OK(writer.value().set_note("llama-96", "a knee – see §4"));
    QCOMPARE(noteOf(path, "llama-96"), std::string("a knee – see §4"));
    QCOMPARE(noteOf(path, "qwen-96"), std::string());
    QVERIFY(SessionReader::open(path).value().revision().value() > before); // who watches reads again
    VERIFY_OK(writer.value().set_note("llama-96", "another"));
    QCOMPARE(noteOf(path, "llama-96"), std::string("another"));
    VERIFY_OK(writer.value().set_note("llama-96", ""));
    QCOMPARE(noteOf(path, "llama-96"), std::string());
    VERIFY_ERROR(writer.value().set_note("no cell", "text"), ErrorCode::InvalidArgument);
}

void TestAnnotations::theTitleIsStored()
{
    const std::string path = fixture::file_in(folder_, "title.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    const auto title = [&] { return SessionReader::open(path).value().read_rows().value().frame.title; };
    QCOMPARE(title(), std::string("title"));
    VERIFY_OK(writer.value().set_title("Ablation of the buffer"));
    QCOMPARE(title(), std::string("Ablation of the buffer"));
    VERIFY_OK(writer.value().set_title(""));
    QCOMPARE(title(), std::string("title"));
}

void TestAnnotations::measurementsStayAsTheyAre()
{
    const std::string path = fixture::file_in(folder_, "same.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0), fixture::sample("P-2", 0)}));
    VERIFY_OK(writer.value().set_note("llama-96", "text"));
    const auto reader = SessionReader::open(path);
    const auto rows = reader.value().read_rows();
    QCOMPARE(rows.value().cells.front().counts.num_correct, 2);
    QCOMPARE(rows.value().cells.front().counts.note, std::string("text"));
    VERIFY_OK(reader.value().verify());
    QVERIFY(reader.value().verify().value().empty());
    const std::string copy = fixture::file_in(folder_, "copy.kvsession");
    VERIFY_OK(writer.value().log("info", "done"));
    writer = make_error(ErrorCode::Internal, "closed"); // a copy needs the lease
    VERIFY_OK(reader.value().save_copy(copy));
    QCOMPARE(noteOf(copy, "llama-96"), std::string("text"));
}

void TestAnnotations::textsThatCannotBeShownAreRefused()
{
    const std::string path = fixture::file_in(folder_, "long.kvsession");
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    std::string umlauts;
    for (int i = 0; i < 2000; ++i) {
        umlauts += "ä";
    }
    VERIFY_OK(writer.value().set_note("llama-96", umlauts)); // characters count, not bytes
    VERIFY_ERROR(writer.value().set_note("llama-96", umlauts + "a"), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().set_note("llama-96", std::string("a\0b", 3)), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().set_title(umlauts), ErrorCode::InvalidArgument);
    QCOMPARE(noteOf(path, "llama-96"), umlauts);
}

void TestAnnotations::aRunnersSessionIsRefused()
{
    const std::string path = fixture::file_in(folder_, "leased.kvsession");
    auto runner = fixture::begun(path);
    VERIFY_OK(runner);
    VERIFY_ERROR(SessionWriter::open(path), ErrorCode::Locked);
}

void TestAnnotations::anOlderSessionIsReadAndUpgradedByTheFirstNote()
{
    const std::string path = fixture::file_in(folder_, "older.kvsession");
    VERIFY_OK(fixture::begun(path));
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    const std::string older = "DROP TABLE annotation; PRAGMA user_version = " + std::to_string(kOlder);
    QCOMPARE(sqlite3_exec(db, older.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    QCOMPARE(noteOf(path, "llama-96"), std::string()); // a reader leaves it as it is
    auto writer = SessionWriter::open(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().set_note("llama-96", "upgraded"));
    QCOMPARE(noteOf(path, "llama-96"), std::string("upgraded"));
}

QTEST_GUILESS_MAIN(TestAnnotations)
#include "tst_annotations.moc"
