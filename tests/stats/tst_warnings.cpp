// Where figures may mislead: each rule fires where it should and nowhere else.
#include "stats/summarize.h"
#include "stats/warnings.h"

#include "study_rows.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <functional>
#include <utility>

using namespace kvscope;
using Severity = ResultWarning::Severity;

namespace {

/// Two budgets and full of one model, 400 problems with two samples each: nothing to warn of.
SessionRows soundRows()
{
    SessionRows rows = test::emptyRows({"model"});
    for (const int budget : {500, 1000, 0}) {
        std::vector<int> correct;
        for (int p = 0; p < 400; ++p) {
            correct.push_back(p % 3);
        }
        rows.cells.push_back(test::finishedRows(0, budget, correct, 2, std::vector<double>(12, 500.0)));
    }
    return rows;
}

/// A hundred readings of a GPU, so many of them with the clocks held down.
GpuTelemetry throttled(const std::string &reasons, int num_throttled)
{
    GpuTelemetry telemetry;
    telemetry.num_readings = 100;
    telemetry.num_throttled = num_throttled;
    telemetry.throttle_reasons = reasons;
    return telemetry;
}

std::vector<ResultWarning> warningsOf(const SessionRows &rows)
{
    return stats::warnings(rows, stats::complete(rows));
}

QStringList idsOf(const std::vector<ResultWarning> &warnings)
{
    QStringList ids;
    for (const ResultWarning &warning : warnings) {
        ids << QString::fromStdString(warning.id);
    }
    return ids;
}

using Change = std::function<void(SessionRows &)>;

} // namespace

Q_DECLARE_METATYPE(Change)

namespace {

/// A row of rules(): what a change of sound rows is warned of, in how many cells, in which words.
void add(const char *name, const char *id, int numCells, const char *sentence, Change change)
{
    QTest::newRow(name) << std::move(change) << QString::fromLatin1(id) << numCells << QString::fromUtf8(sentence);
}

void addAnswerRules()
{
    add("never evicted", "eviction_never_fired", 1, "in 1 of 3 cells",
        [](SessionRows &rows) { rows.cells[1].counts.mean_evictions = 0; });
    add("budget above length", "budget_above_length", 1, "In 1 of 3 cells",
        [](SessionRows &rows) { rows.cells[1].counts.mean_final_kv_len = 900; });
    add("truncated", "truncated", 1, "up to 6.5 %", [](SessionRows &rows) { rows.cells[0].counts.num_truncated = 52; });
    add("no answer", "no_answer", 1, "up to 12.5 %", [](SessionRows &rows) {
        rows.cells[0].counts.num_no_answer = 110;
        rows.cells[0].counts.num_truncated = 10;
    });
    add("invalid", "invalid_samples", 2, "7 samples in 2 cells", [](SessionRows &rows) {
        rows.cells[0].counts.num_invalid = 3;
        rows.cells[2].counts.num_invalid = 4;
    });
    add("few problems", "too_few_samples", 1, "wider than ±5 points in 1 of 3 cells",
        [](SessionRows &rows) { rows.cells[1].problems.resize(30); });
}

void addThroughputRules()
{
    add("no sustained phase in one", "no_sustained_phase", 1, "(too short)", [](SessionRows &rows) {
        rows.cells[0].timings[0].sustained_tps = 0;
        rows.cells[0].timings[0].sustained_missing = "too short.";
    });
    add("batch", "batch_not_reached", 1, "in 1 of 3",
        [](SessionRows &rows) { rows.cells[2].timings[0].batch_reached = 31; });
    add("batches", "mixed_batches", 3, "different batch policies",
        [](SessionRows &rows) { rows.cells[2].timings[0].batch_requested = 16; });
    add("devices", "mixed_devices", 3, "(2 cores; H100)",
        [](SessionRows &rows) { rows.cells[2].timings[0].device = "H100"; });
    add("power limit", "slowed_by_power", 1, "its power limit (at up to 40 % of the readings)",
        [](SessionRows &rows) { rows.cells[2].timings[0].telemetry = throttled("gpu_idle sw_power_cap", 40); });
    add("heat", "slowed_by_heat", 2, "its temperature (at up to 9 %", [](SessionRows &rows) {
        rows.cells[1].timings[0].telemetry = throttled("hw_thermal_slowdown", 9);
        rows.cells[2].timings[0].telemetry = throttled("sw_thermal_slowdown", 5);
    });
    add("power supply", "slowed_by_other", 1, "its power supply",
        [](SessionRows &rows) { rows.cells[2].timings[0].telemetry = throttled("hw_power_brake", 5); });
    add("preempted", "preempted", 1, "started again",
        [](SessionRows &rows) { rows.cells[2].timings[0].num_preemptions = 1; });
    add("out of memory", "batch_shrunk", 1, "down to 12", [](SessionRows &rows) {
        rows.cells[1].timings[0].batch_shrunk = 12;
        rows.cells[1].timings[0].batch_reached = 12; // the same fact is not told twice
    });
    add("resumed near its end", "resumed_tail", 1, "1 of 3 cells have no throughput", [](SessionRows &rows) {
        CellTiming &pass = rows.cells[1].timings[0];
        pass.sustained_tps = pass.overall_tps = 0;
        pass.window_tps.clear();
        pass.batch_reached = 4;
        pass.sustained_missing =
            "resumed: only the last 4 of 800 samples ran in this pass, fewer than it could run at once";
    });
}

void addSessionRules()
{
    add("not graded", "not_graded", 2, "in 2 of 3 cells (random weights)", [](SessionRows &rows) {
        rows.cells[0].counts.accuracy_missing = "random weights";
        rows.cells[1].counts.accuracy_missing = "random weights";
    });
    add("failed", "failed_cells", 1, "1 of 3 cells failed",
        [](SessionRows &rows) { rows.cells[2].counts.state = CellState::Failed; });
    add("interim", "interim", 1, "favour short answers",
        [](SessionRows &rows) { rows.cells[2].counts.state = CellState::Running; });
    add("pending", "pending_cells", 0, "1 of 3 cells have not begun",
        [](SessionRows &rows) { rows.cells[2].counts.state = CellState::Pending; });
    add("another seed at a point", "repeated_points", 1, "1 of 4 cells have the model", [](SessionRows &rows) {
        rows.cells.push_back(rows.cells[1]);
        rows.cells.back().counts.cell_key = "another";
    });
    add("quarantined", "quarantined", 0, "4 lines of tasks",
        [](SessionRows &rows) { rows.frame.datasets[0].num_quarantined = 4; });
}

} // namespace

class TestWarnings : public QObject {
    Q_OBJECT

private slots:
    void soundSessionsAreLeftAlone();
    void rules_data();
    void rules();
    void theGravestComesFirst();
    void aMomentOfThrottlingIsNoWarning();
    void publishedFiguresSaySo();
    void longerOutputs_data();
    void longerOutputs();
};

void TestWarnings::soundSessionsAreLeftAlone()
{
    QCOMPARE(idsOf(warningsOf(soundRows())), QStringList());
    QCOMPARE(idsOf(warningsOf({})), QStringList());
}

void TestWarnings::rules_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("numCells"); // that it names
    QTest::addColumn<QString>("sentence");
    addAnswerRules();
    addThroughputRules();
    addSessionRules();
}

void TestWarnings::rules()
{
    QFETCH(Change, change);
    QFETCH(QString, id);
    QFETCH(int, numCells);
    QFETCH(QString, sentence);
    SessionRows rows = soundRows();
    change(rows);
    const std::vector<ResultWarning> warnings = warningsOf(rows);
    QCOMPARE(idsOf(warnings), QStringList{id});
    QCOMPARE(static_cast<int>(warnings[0].cell_keys.size()), numCells);
    const QString said = QString::fromStdString(warnings[0].sentence.text());
    QVERIFY2(said.contains(sentence), qPrintable(said));
    QVERIFY2(!said.contains(QRegularExpression("%[1-9]")), qPrintable(said));
    QVERIFY(!warnings[0].advice.empty());
}

void TestWarnings::theGravestComesFirst()
{
    SessionRows rows = soundRows();
    rows.frame.datasets[0].num_quarantined = 1;
    rows.cells[0].counts.num_truncated = 400;
    rows.cells[1].timings[0].batch_reached = 2;
    const std::vector<ResultWarning> warnings = warningsOf(rows);
    QCOMPARE(idsOf(warnings), QStringList({"truncated", "batch_not_reached", "quarantined"}));
    QCOMPARE(warnings[0].severity, Severity::Serious); // half of the answers
    QCOMPARE(warnings[2].severity, Severity::Note);
    QCOMPARE(stats::name_of(warnings[1].severity), "caution");
}

void TestWarnings::aMomentOfThrottlingIsNoWarning()
{
    SessionRows rows = soundRows();
    rows.cells[0].timings[0].telemetry = throttled("sw_power_cap", 4);
    rows.cells[1].timings[0].telemetry = throttled("gpu_idle application_clocks", 0);
    rows.cells[2].timings[0].telemetry = GpuTelemetry{}; // nothing could be read
    QCOMPARE(idsOf(warningsOf(rows)), QStringList{});
}

void TestWarnings::publishedFiguresSaySo()
{
    SessionRows rows = soundRows();
    rows.frame.reference = ReferenceSource{"a paper", "read off", ""};
    QCOMPARE(idsOf(warningsOf(rows)), QStringList{"published"});
}

void TestWarnings::longerOutputs_data()
{
    QFile file(QStringLiteral(KVSCOPE_TEST_DATA "/stats/insight.json"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QTest::addColumn<QJsonObject>("lengths");
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).object()["output_lengths"].toArray();
    QCOMPARE(cases.size(), 3);
    for (const QJsonValue lengths : cases) {
        QTest::newRow(qPrintable(lengths.toObject()["name"].toString())) << lengths.toObject();
    }
}

void TestWarnings::longerOutputs()
{
    QFETCH(QJsonObject, lengths);
    SessionRows rows = soundRows();
    rows.cells.erase(rows.cells.begin() + 1);
    const char *names[] = {"small", "full"};
    for (std::size_t cell = 0; cell < 2; ++cell) {
        const QJsonArray given = lengths[QLatin1String(names[cell])].toArray();
        for (std::size_t p = 0; p < 400; ++p) { // problems without a length take no part
            rows.cells[cell].problems[p].mean_output_tokens = given.at(static_cast<qsizetype>(p)).toDouble();
        }
    }
    const std::vector<ResultWarning> warnings = warningsOf(rows);
    const bool expected = lengths["p_value"].toDouble() < 0.05 && lengths["ratio"].toDouble() >= 1.05;
    QCOMPARE(idsOf(warnings), expected ? QStringList{"longer_outputs"} : QStringList());
    if (expected) {
        QCOMPARE(warnings[0].cell_keys, std::vector<std::string>{rows.cells[0].counts.cell_key});
        const QString percent = QStringLiteral("+%1 %").arg(100 * (lengths["ratio"].toDouble() - 1), 0, 'f', 0);
        QVERIFY2(warnings[0].sentence.text().find(percent.toStdString()) != std::string::npos,
                 warnings[0].sentence.text().c_str());
    }
}

QTEST_GUILESS_MAIN(TestWarnings)
#include "tst_warnings.moc"
