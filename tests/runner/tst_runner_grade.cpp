// Grading a stored session again with the real runner, and single answers.
#include "database/session_reader.h"
#include "engine/grader.h"
#include "runner_process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace kvscope;

namespace {

constexpr auto kCell = "cell-1";

SampleResult sample(const std::string &problem_id, const std::string &answer, Verdict verdict)
{
    SampleResult made;
    made.problem_id = problem_id;
    made.prompt_sha256 = "prompt of " + problem_id;
    made.prompt_tokens = {1, 2};
    made.tokens = {3, 4};
    made.text = "thinking\n</think>\n\\boxed{" + answer + "}";
    made.grade = {verdict, answer, "as it was"};
    return made;
}

/// A session of one cell: five answers whose stored verdicts are not all what a grader says.
void makeSession(const std::string &path)
{
    SweepPlan plan;
    plan.models.resize(1);
    plan.models[0].id = "model";
    plan.datasets = {{"data", "tasks", "/tasks.jsonl", "math", "math", "sha", 5, 0}};
    plan.cells.resize(1);
    plan.cells[0].key = kCell;
    plan.cells[0].policy = "full";
    plan.cells[0].num_samples = 5;
    auto writer = SessionWriter::open(path);
    QVERIFY(writer.has_value());
    QVERIFY(writer.value().begin_run({}, plan, {}).has_value());
    const std::vector<StoredProblem> problems{
        {"P-1", "?", "1/2"}, {"P-2", "?", "12"}, {"P-3", "?", "\\sqrt{8}"}, {"P-4", "?", "5"}, {"P-5", "?", "7"}};
    QVERIFY(writer.value().put_problems("data", problems, {}).has_value());
    SampleResult invalid = sample("P-5", "7", Verdict::Invalid);
    invalid.finish = FinishReason::Invalid;
    QVERIFY(writer.value()
                .put_samples(kCell,
                             {sample("P-1", "0.5", Verdict::Wrong), sample("P-2", "12", Verdict::Correct),
                              sample("P-3", "2\\sqrt2", Verdict::Wrong), sample("P-4", "6", Verdict::Correct), invalid})
                .has_value());
}

QStringList storedVerdicts(const std::string &path)
{
    QStringList verdicts;
    const auto reader = SessionReader::open(path);
    const auto page = reader.value().samples(kCell, 10, 0);
    for (const SampleRow &row : page.value()) {
        verdicts << QStringList{"correct", "wrong", "no answer", "invalid"}[static_cast<int>(row.grade.verdict)];
    }
    return verdicts;
}

const QStringList kBefore{"wrong", "correct", "wrong", "correct", "invalid"};
const QStringList kAfter{"correct", "correct", "correct", "wrong", "invalid"};

} // namespace

class TestRunnerGrade : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    std::string path_;

private slots:
    void init()
    {
        path_ = folder_.filePath(QStringLiteral("%1.kvsession").arg(QTest::currentTestFunction())).toStdString();
        QFile::remove(QString::fromStdString(path_)); // one row of data after the other
        makeSession(path_);
    }

    void aDryRunListsAndStoresNothing()
    {
        const RunnerOutput output = runRunner({"grade", QString::fromStdString(path_), "--dry-run", "--json"});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.events().size(), 4);
        QCOMPARE(output.events().last()["num_changed"].toInt(), 3);
        QCOMPARE(output.events().last()["dry_run"].toBool(), true);
        QCOMPARE(storedVerdicts(path_), kBefore);
    }

    void changedVerdictsAreStoredAndTheOldOnesLogged()
    {
        const RunnerOutput output = runRunner({"grade", QString::fromStdString(path_), "--json"});
        QCOMPARE(output.exitCode, 0);
        const QList<QJsonObject> events = output.events();
        QCOMPARE(events.size(), 4);
        QCOMPARE(events[0]["problem_id"].toString(), "P-1");
        QCOMPARE(events[0]["from"].toString(), "wrong");
        QCOMPARE(events[0]["to"].toString(), "correct");
        QCOMPARE(events[0]["extracted"].toString(), "0.5");
        QCOMPARE(events[3]["num_graded"].toInt(), 4);
        QCOMPARE(events[3]["num_invalid"].toInt(), 1);
        QCOMPARE(events[3]["num_changed"].toInt(), 3);
        QCOMPARE(events[3]["num_reworded"].toInt(), 1);
        QCOMPARE(storedVerdicts(path_), kAfter);
        const auto reader = SessionReader::open(path_);
        const auto log = reader.value().log(10).value();
        QCOMPARE(log.size(), std::size_t(3));
        QVERIFY(log[2].message.find("P-4, sample 0: correct (as it was) is now wrong (different values)") !=
                std::string::npos);
        QVERIFY(reader.value().verify().value().empty());
        const RunnerOutput again = runRunner({"grade", QString::fromStdString(path_)});
        QVERIFY2(again.out.contains("4 samples graded, 0 verdicts changed"), again.out.constData());
    }

    void anotherGraderIsRemembered()
    {
        const RunnerOutput refused = runRunner({"grade", QString::fromStdString(path_), "--grader", "integer"});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("does not suit dataset tasks") && refused.err.contains("P-1"),
                 refused.err.constData());
        QCOMPARE(storedVerdicts(path_), kBefore);
        const auto grader = [this] {
            return SessionReader::open(path_).value().read_rows().value().frame.datasets.at(0).grader;
        };
        QCOMPARE(grader(), std::string("math"));
        {
            auto writer = SessionWriter::open(path_);
            QVERIFY(writer.value().set_grader("data", "gone").has_value());
        }
        const RunnerOutput unknown = runRunner({"grade", QString::fromStdString(path_)});
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY2(unknown.err.contains("\"gone\"") && unknown.err.contains("--grader"), unknown.err.constData());
        QCOMPARE(runRunner({"grade", QString::fromStdString(path_), "--grader", "math"}).exitCode, 0);
        QCOMPARE(grader(), std::string("math"));
        QCOMPARE(storedVerdicts(path_), kAfter);
    }

    void whileAWriterLivesItIsRefused()
    {
        const auto writer = SessionWriter::open(path_);
        QVERIFY(writer.has_value());
        const RunnerOutput output = runRunner({"grade", QString::fromStdString(path_), "--json"});
        QCOMPARE(output.exitCode, 1);
        QCOMPARE(output.events().last()["code"].toString(), "locked");
        QCOMPARE(storedVerdicts(path_), kBefore);
        QCOMPARE(runRunner({"grade", QString::fromStdString(path_), "--dry-run"}).exitCode, 0);
    }

    void oneAnswerIsGraded_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("verdict");
        const QStringList math{"grade", "--grader", "math", "--gold", "\\frac{1}{2}", "--answer"};
        QTest::newRow("bare") << math + QStringList{"0.5"} << QByteArray("correct");
        QTest::newRow("generation") << math + QStringList{"so\n</think>\n\\boxed{.5}"} << QByteArray("correct");
        QTest::newRow("wrong") << math + QStringList{"50"} << QByteArray("wrong");
        QTest::newRow("negative") << QStringList{"grade", "--gold", "5", "--answer=-5"} << QByteArray("wrong");
        QTest::newRow("empty") << QStringList{"grade", "--gold", "5", "--answer", ""} << QByteArray("no_answer");
        QTest::newRow("empty, joined") << QStringList{"grade", "--answer=", "--gold", "5"} << QByteArray("no_answer");
        QTest::newRow("choice") << QStringList{"grade", "--grader", "choice", "--gold", "B", "--answer", "(b)"}
                                << QByteArray("correct");
    }

    void oneAnswerIsGraded()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, verdict);
        const RunnerOutput output = runRunner(arguments + QStringList{"--json"});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.events().size(), 1);
        QCOMPARE(output.events().first()["verdict"].toString().toUtf8(), verdict);
        QVERIFY(!output.events().first()["reason"].toString().isEmpty());
    }

    void argumentsThatDoNotFitAreRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("gold alone") << QStringList{"--gold", "5"};
        QTest::newRow("answer alone") << QStringList{"--answer", "5"};
        QTest::newRow("session and pair") << QStringList{"x.kvsession", "--gold", "5", "--answer", "5"};
        QTest::newRow("unknown grader") << QStringList{"--grader", "guess", "--gold", "5", "--answer", "5"};
        QTest::newRow("no such session") << QStringList{"/no/such.kvsession"};
    }

    void argumentsThatDoNotFitAreRefused()
    {
        QFETCH(QStringList, arguments);
        const RunnerOutput output = runRunner(QStringList{"grade"} + arguments);
        QCOMPARE(output.exitCode, 2);
        QVERIFY(!output.err.isEmpty());
    }

    void aSweepKeepsTheGraderThatWasChosen()
    {
        const QString session = folder_.filePath("chosen.kvsession");
        const auto run = [&session](const QStringList &more) {
            return runRunner(QStringList{"run", "--model", KVSCOPE_RESOURCES "/models/tiny-r1-llama", "--dataset",
                                         KVSCOPE_RESOURCES "/tasks/tasks.jsonl", "--kv-budget", "full", "--policy",
                                         "full", "--limit", "3", "--max-new-tokens", "250", "--session", session} +
                             more);
        };
        // Every verdict has the reason that this grader gives, the dataset names it, and so does what comes later.
        const auto isGradedBy = [&session](const char *grader, int numSamples) {
            const auto reader = SessionReader::open(session.toStdString());
            const SessionRows rows = reader.value().read_rows().value();
            const auto samples = reader.value().samples(rows.cells.front().counts.cell_key, 100, 0).value();
            bool isSame = static_cast<int>(samples.size()) == numSamples &&
                          rows.frame.datasets.front().grader == grader && rows.cells.size() == 1;
            int numAnswered = 0;
            for (const SampleRow &row : samples) {
                if (row.grade.verdict == Verdict::Correct || row.grade.verdict == Verdict::Wrong) {
                    const Grade grade = find_grader(grader)->grade(row.gold, row.grade.extracted);
                    isSame = isSame && grade.reason == row.grade.reason;
                    ++numAnswered;
                }
            }
            return isSame && numAnswered > 0;
        };
        const RunnerOutput first = run({"--grader", "math"});
        QVERIFY2(first.exitCode == 0, first.err.constData());
        QVERIFY(isGradedBy("math", 3));
        QVERIFY(!isGradedBy("integer", 3)); // so the reasons tell the two apart

        QCOMPARE(run({"--samples", "2"}).exitCode, 0); // left out: as the session is
        QVERIFY(isGradedBy("math", 6));
        const RunnerOutput other = run({"--samples", "3", "--grader", "integer"});
        QCOMPARE(other.exitCode, 2);
        QVERIFY2(other.err.contains("graded by math") && other.err.contains("grade --grader integer"),
                 other.err.constData());
        QVERIFY(isGradedBy("math", 6));

        QCOMPARE(runRunner({"grade", session, "--grader", "integer"}).exitCode, 0);
        QCOMPARE(run({"--samples", "3", "--grader", "integer"}).exitCode, 0);
        QVERIFY(isGradedBy("integer", 9));
        QCOMPARE(runRunner({"grade", session, "--grader", "math"}).exitCode, 0);
        QCOMPARE(runRunner({"resume", session}).exitCode, 0); // its sweep says integer, its verdicts math
        QVERIFY(isGradedBy("math", 9));

        const auto manifest = SessionReader::open(session.toStdString()).value().manifest().value();
        const auto named = std::find_if(manifest.begin(), manifest.end(),
                                        [](const auto &entry) { return entry.first.ends_with(".grader"); });
        QVERIFY(named != manifest.end() && named->second == "math");
        const QStringList fresh{"--session", folder_.filePath("other.kvsession")};
        const RunnerOutput unsuitable =
            runRunner(QStringList{"run", "--model", KVSCOPE_RESOURCES "/models/tiny-r1-llama", "--dataset",
                                  KVSCOPE_RESOURCES "/tasks/tasks.jsonl", "--kv-budget", "full", "--grader", "choice"} +
                      fresh);
        QCOMPARE(unsuitable.exitCode, 2);
        QVERIFY2(unsuitable.err.contains("does not suit"), unsuitable.err.constData());
        QVERIFY(!QFile::exists(fresh.back()));
    }
};

QTEST_GUILESS_MAIN(TestRunnerGrade)
#include "tst_runner_grade.moc"
