// Averages against scipy and statsmodels (tests/data/stats/README.md), and which cells of a session make one.
#include "stats/summarize.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kvscope;

namespace {

std::vector<ProblemOutcome> outcomesOf(const QJsonValue &rows)
{
    std::vector<ProblemOutcome> outcomes;
    for (const QJsonValue row : rows.toArray()) {
        const std::string id = "problem " + std::to_string(outcomes.size());
        outcomes.push_back({id, row.toArray().at(0).toInt(), row.toArray().at(1).toInt()});
    }
    return outcomes;
}

bool near(double actual, double expected, double tolerance)
{
    if (std::abs(actual - expected) <= tolerance) {
        return true;
    }
    qWarning("got %.12g, expected %.12g within %g", actual, expected, tolerance);
    return false;
}

CellRows makeCell(const std::string &policy, int budget, int dataset, int numCorrect)
{
    CellRows cell;
    cell.counts.cell_key = policy + std::to_string(budget) + "/" + std::to_string(dataset);
    cell.counts.policy = policy;
    cell.counts.budget = {budget};
    cell.counts.dataset = dataset;
    for (int problem = 0; problem < 10; ++problem) {
        cell.problems.push_back({"p" + std::to_string(problem), problem < numCorrect ? 1 : 0, 1});
    }
    return cell;
}

} // namespace

class TestAverageOverDatasets : public QObject {
    Q_OBJECT

private slots:
    void agreesWithScipy_data();
    void agreesWithScipy();
    void orderDoesNotMatter();
    void oneDatasetIsItsOwnAverage();
    void anUnknownDatasetLeavesNoAverage();
    void aFrameAveragesEachSetting();
    void aSettingThatLacksADatasetHasNone();
    void oneDatasetHasNoAverages();
};

void TestAverageOverDatasets::agreesWithScipy_data()
{
    QTest::addColumn<QJsonObject>("expected");
    QFile file(QStringLiteral(KVSCOPE_TEST_DATA "/stats/averages.json"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
    QCOMPARE(cases.size(), 7);
    for (const QJsonValue value : cases) {
        const QJsonObject expected = value.toObject();
        QTest::newRow(qPrintable(expected["name"].toString())) << expected;
    }
}

void TestAverageOverDatasets::agreesWithScipy()
{
    QFETCH(QJsonObject, expected);
    std::vector<std::vector<ProblemOutcome>> datasets;
    for (const QJsonValue rows : expected["datasets"].toArray()) {
        datasets.push_back(outcomesOf(rows));
    }
    const std::optional<stats::PassEstimate> average = stats::average_over_datasets(datasets);
    QVERIFY(average.has_value());
    QVERIFY(near(average->percent, expected["percent"].toDouble(), 1e-9 * 100));
    QCOMPARE(QString::fromStdString(average->interval.method), expected["method"].toString());
    const double width = expected["upper"].toDouble() - expected["lower"].toDouble();
    QVERIFY(near(average->interval.lower, expected["lower"].toDouble(), 0.06 * width));
    QVERIFY(near(average->interval.upper, expected["upper"].toDouble(), 0.06 * width));
}

void TestAverageOverDatasets::orderDoesNotMatter()
{
    std::vector<std::vector<ProblemOutcome>> datasets(3);
    for (int i = 0; i < 90; ++i) {
        datasets[static_cast<std::size_t>(i) % 3].push_back({std::to_string(i), i % 4, 3 + i % 3});
    }
    const auto forwards = stats::average_over_datasets(datasets);
    std::reverse(datasets.begin(), datasets.end());
    std::reverse(datasets[1].begin(), datasets[1].end());
    const auto backwards = stats::average_over_datasets(datasets);
    QCOMPARE(forwards->percent, backwards->percent);
    QCOMPARE(forwards->interval.lower, backwards->interval.lower);
    QCOMPARE(forwards->interval.upper, backwards->interval.upper);
}

void TestAverageOverDatasets::oneDatasetIsItsOwnAverage()
{
    const std::vector<ProblemOutcome> outcomes{{"a", 1, 2}, {"b", 4, 4}, {"c", 0, 3}};
    const stats::PassEstimate own = stats::pass_at_1(outcomes);
    const auto average = stats::average_over_datasets({outcomes});
    QCOMPARE(average->percent, own.percent);
    QCOMPARE(average->interval.lower, own.interval.lower);
    QCOMPARE(average->interval.method, own.interval.method);
}

void TestAverageOverDatasets::anUnknownDatasetLeavesNoAverage()
{
    QVERIFY(!stats::average_over_datasets({}).has_value());
    QVERIFY(!stats::average_over_datasets({{{"a", 1, 2}}, {}}).has_value());
    QVERIFY(!stats::average_over_datasets({{{"a", 1, 2}}, {{"b", 0, 0}}}).has_value());
}

void TestAverageOverDatasets::aFrameAveragesEachSetting()
{
    SessionRows rows;
    // Planned dataset by dataset, so that cells of one setting lie apart.
    rows.cells = {makeCell("r_kv", 256, 0, 4), makeCell("r_kv", 128, 0, 2), makeCell("full", 0, 0, 8),
                  makeCell("full", 0, 1, 9),   makeCell("r_kv", 256, 1, 5), makeCell("r_kv", 128, 1, 3)};
    const ResultFrame frame = stats::complete(rows);
    QCOMPARE(frame.averages.size(), std::size_t(3));
    QCOMPARE(frame.averages[0].cells, (std::vector<int>{0, 4}));
    QCOMPARE(frame.averages[0].pass_at_1, 45.0);
    QCOMPARE(frame.averages[1].cells, (std::vector<int>{1, 5}));
    QCOMPARE(frame.averages[1].pass_at_1, 25.0);
    QCOMPARE(frame.averages[2].cells, (std::vector<int>{2, 3}));
    QCOMPARE(frame.averages[2].pass_at_1, 85.0);
    const Interval &interval = frame.averages[0].pass_at_1_interval;
    QCOMPARE(interval.method, std::string("bootstrap stratified by dataset"));
    QVERIFY(interval.lower < 45 && 45 < interval.upper);
}

void TestAverageOverDatasets::aSettingThatLacksADatasetHasNone()
{
    SessionRows rows;
    CellRows unstarted = makeCell("r_kv", 256, 1, 0);
    unstarted.problems.clear();
    rows.cells = {makeCell("r_kv", 128, 0, 2), makeCell("r_kv", 256, 0, 4), makeCell("full", 0, 0, 8), unstarted,
                  makeCell("full", 0, 1, 9)};
    const ResultFrame frame = stats::complete(rows);
    QCOMPARE(frame.averages.size(), std::size_t(1));
    QCOMPARE(frame.averages[0].cells, (std::vector<int>{2, 4}));
}

void TestAverageOverDatasets::oneDatasetHasNoAverages()
{
    SessionRows rows;
    rows.cells = {makeCell("r_kv", 128, 0, 2), makeCell("full", 0, 0, 8)};
    QVERIFY(stats::complete(rows).averages.empty());
}

QTEST_GUILESS_MAIN(TestAverageOverDatasets)
#include "tst_average_over_datasets.moc"
