// The real dialog with the real runner: what would change is shown, stored only when told to, and refused with words.
#include "database/session_reader.h"
#include "dialogs/regrade_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QtTest>

using namespace kvscope;

namespace {

constexpr auto kCell = "cell-1";
constexpr int kPatienceMs = 60'000;

SampleResult sample(const std::string &problem_id, const std::string &answer, Verdict verdict)
{
    SampleResult made;
    made.problem_id = problem_id;
    made.prompt_sha256 = "prompt of " + problem_id;
    made.prompt_tokens = {1};
    made.tokens = {2};
    made.text = "</think>\\boxed{" + answer + "}";
    made.grade = {verdict, answer, "as it was"};
    return made;
}

/// Two answers; the first one's stored verdict is not what the integer grader says.
void makeSession(const std::string &path)
{
    SweepPlan plan;
    plan.models.resize(1);
    plan.models[0].id = "model";
    plan.datasets = {{"data", "tasks", "/tasks.jsonl", "tasks", "integer", "sha", 2, 0}};
    plan.cells.resize(1);
    plan.cells[0].key = kCell;
    plan.cells[0].policy = "full";
    plan.cells[0].num_samples = 2;
    auto writer = SessionWriter::open(path);
    QVERIFY(writer.has_value());
    QVERIFY(writer.value().begin_run({}, plan, {}).has_value());
    QVERIFY(writer.value().put_problems("data", {{"<b>P-1</b>", "?", "12"}, {"P-2", "?", "5"}}, {}).has_value());
    QVERIFY(writer.value()
                .put_samples(kCell, {sample("<b>P-1</b>", "12", Verdict::Wrong), sample("P-2", "x=5", Verdict::Wrong)})
                .has_value());
}

int numCorrect(const std::string &path)
{
    const auto reader = SessionReader::open(path);
    return reader.value().read_rows().value().cells.at(0).counts.num_correct;
}

} // namespace

class TestRegradeDialog : public QObject {
    Q_OBJECT

private slots:
    void init();
    void whatWouldChangeIsShownAndStoredWhenToldTo();
    void anotherGraderFindsMore();
    void aSessionThatIsWrittenIsRefusedWithWords();
    void aRunnerThatIsNotThereIsSaid();

private:
    std::unique_ptr<RegradeDialog> dialog(const QString &program = QStringLiteral(KVSCOPE_BIN_DIR) + "/kvscope-runner")
    {
        const std::vector<GraderChoice> graders{{"integer", "Integer equality"}, {"math", "Mathematical equivalence"}};
        return std::make_unique<RegradeDialog>(program, QString::fromStdString(path_), graders, nullptr);
    }

    QTemporaryDir folder_;
    std::string path_;
};

void TestRegradeDialog::init()
{
    path_ = folder_.filePath(QStringLiteral("%1.kvsession").arg(QTest::currentTestFunction())).toStdString();
    makeSession(path_);
}

void TestRegradeDialog::whatWouldChangeIsShownAndStoredWhenToldTo()
{
    const auto shown = dialog();
    const auto *summary = shown->findChild<QLabel *>("regradeSummary");
    const auto *table = shown->findChild<QTableWidget *>("regradeTable");
    auto *store = shown->findChild<QPushButton *>("regradeStore");
    QVERIFY(!store->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(store->isEnabled(), kPatienceMs);
    QCOMPARE(summary->text(),
             QString("Graded: 2. Verdicts that would change: 1. Same verdict, another reason or answer: 1."));
    QCOMPARE(table->rowCount(), 1);
    QCOMPARE(table->item(0, 0)->text(), QString("<b>P-1</b>"));
    QCOMPARE(table->item(0, 2)->text(), QString("wrong"));
    QCOMPARE(table->item(0, 3)->text(), QString("correct"));
    QCOMPARE(numCorrect(path_), 0);
    QSignalSpy stored(shown.get(), &RegradeDialog::regraded);
    store->click();
    QVERIFY(stored.wait(kPatienceMs));
    QCOMPARE(numCorrect(path_), 1);
    QVERIFY(summary->text().contains("Verdicts changed: 1."));
    QVERIFY(!store->isEnabled());
}

void TestRegradeDialog::anotherGraderFindsMore()
{
    const auto shown = dialog();
    auto *grader = shown->findChild<QComboBox *>("regradeGrader");
    const auto *table = shown->findChild<QTableWidget *>("regradeTable");
    QCOMPARE(grader->count(), 3);
    grader->setCurrentIndex(2); // while the first preview runs
    QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), 2, kPatienceMs);
    QCOMPARE(table->item(1, 5)->text(), QString("x=5"));
    QCOMPARE(numCorrect(path_), 0);
}

void TestRegradeDialog::aSessionThatIsWrittenIsRefusedWithWords()
{
    const auto writer = SessionWriter::open(path_);
    QVERIFY(writer.has_value());
    const auto shown = dialog();
    auto *store = shown->findChild<QPushButton *>("regradeStore");
    QTRY_VERIFY_WITH_TIMEOUT(store->isEnabled(), kPatienceMs);
    QSignalSpy ended(shown.get(), &RegradeDialog::regraded);
    store->click();
    QVERIFY(ended.wait(kPatienceMs));
    QVERIFY(shown->findChild<QLabel *>("regradeSummary")->text().contains("A runner is writing this session"));
    QCOMPARE(numCorrect(path_), 0);
}

void TestRegradeDialog::aRunnerThatIsNotThereIsSaid()
{
    const auto shown = dialog(QStringLiteral("/no/such/runner"));
    const auto *summary = shown->findChild<QLabel *>("regradeSummary");
    QTRY_VERIFY_WITH_TIMEOUT(summary->text().contains("could not be started"), kPatienceMs);
    QVERIFY(!shown->findChild<QPushButton *>("regradeStore")->isEnabled());
}

QTEST_MAIN(TestRegradeDialog)
#include "tst_regrade_dialog.moc"
