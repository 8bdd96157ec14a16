// Every figure against scipy and statsmodels; tests/data/stats/README.md says how the fixture was made and why the
// tolerances.
#include "stats/summarize.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

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

bool sameToRounding(double actual, double expected)
{
    return near(actual, expected, 1e-9 * std::max(1.0, std::abs(expected)));
}

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void passAt1_data() { addCases("pass_at_1"); }
    void passAt1();
    void passAt1LeavesOutProblemsWithoutValidSamples();
    void passAt1DoesNotDependOnTheOrderOfProblems();
    void passAt1OfNothingAndOfImpossibleCounts();
    void passAtK_data() { addCases("pass_at_k"); }
    void passAtK();
    void passAtKOfNothing();
    void paired_data() { addCases("paired"); }
    void paired();
    void pairedIsAntisymmetric();
    void pairedUsesSharedProblemsOnly();
    void batchMeans_data() { addCases("batch_means"); }
    void batchMeans();
    void batchMeansOfFewAndOfBrokenValues();

private:
    void addCases(const char *figure);
    QJsonObject fixture_;
};

void TestStatistics::initTestCase()
{
    QFile file(QStringLiteral(KVSCOPE_TEST_DATA "/stats/statistics.json"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    fixture_ = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(fixture_.size(), 4);
}

void TestStatistics::addCases(const char *figure)
{
    QTest::addColumn<QJsonObject>("expected");
    int number = 0;
    for (const QJsonValue value : fixture_[QLatin1String(figure)].toArray()) {
        const QJsonObject expected = value.toObject();
        QTest::addRow("%d %s", ++number, qPrintable(expected["name"].toString())) << expected;
    }
}

void TestStatistics::passAt1()
{
    QFETCH(QJsonObject, expected);
    const stats::PassEstimate estimate = stats::pass_at_1(outcomesOf(expected["outcomes"]));
    QVERIFY(sameToRounding(estimate.percent, expected["percent"].toDouble()));
    QCOMPARE(QString::fromStdString(estimate.interval.method), expected["method"].toString());
    const double lower = expected["lower"].toDouble();
    const double upper = expected["upper"].toDouble();
    const bool isExact = estimate.interval.method.starts_with("Wilson");
    const double tolerance = isExact ? 1e-9 * 100 : 0.06 * (upper - lower);
    QVERIFY(near(estimate.interval.lower, lower, tolerance));
    QVERIFY(near(estimate.interval.upper, upper, tolerance));
}

void TestStatistics::passAt1LeavesOutProblemsWithoutValidSamples()
{
    // Mean over samples first, so both problems weigh alike; the invalid one counts nowhere.
    const std::vector<ProblemOutcome> outcomes{{"a", 1, 2}, {"b", 4, 4}, {"c", 0, 0}};
    QVERIFY(sameToRounding(stats::pass_at_1(outcomes).percent, 75));
    const std::vector<ProblemOutcome> without{{"a", 1, 2}, {"b", 4, 4}};
    QCOMPARE(stats::pass_at_1(outcomes).interval.lower, stats::pass_at_1(without).interval.lower);
}

void TestStatistics::passAt1DoesNotDependOnTheOrderOfProblems()
{
    std::vector<ProblemOutcome> outcomes;
    for (int i = 0; i < 97; ++i) {
        outcomes.push_back({std::to_string(i), i % 4, 3});
    }
    const stats::PassEstimate forwards = stats::pass_at_1(outcomes);
    std::reverse(outcomes.begin(), outcomes.end());
    const stats::PassEstimate backwards = stats::pass_at_1(outcomes);
    QCOMPARE(forwards.interval.lower, backwards.interval.lower);
    QCOMPARE(forwards.interval.upper, backwards.interval.upper);
    QVERIFY(forwards.interval.lower < forwards.percent && forwards.percent < forwards.interval.upper);
}

void TestStatistics::passAt1OfNothingAndOfImpossibleCounts()
{
    QCOMPARE(stats::pass_at_1({}).interval.method, std::string());
    QCOMPARE(stats::pass_at_1({{"a", 0, 0}, {"b", 3, -2}}).percent, 0.0);
    QCOMPARE(stats::pass_at_1({{"a", 7, 2}, {"b", -7, 2}}).percent, 50.0);
}

void TestStatistics::passAtK()
{
    QFETCH(QJsonObject, expected);
    const double percent = stats::pass_at_k(outcomesOf(expected["outcomes"]), expected["k"].toInt());
    QVERIFY(sameToRounding(percent, expected["percent"].toDouble()));
}

void TestStatistics::passAtKOfNothing()
{
    QCOMPARE(stats::pass_at_k({{"a", 1, 2}}, 3), 0.0);
    QCOMPARE(stats::pass_at_k({{"a", 1, 2}}, 0), 0.0);
    // Problems with fewer than k samples are left out rather than counted as failures.
    QCOMPARE(stats::pass_at_k({{"a", 0, 2}, {"b", 3, 3}}, 3), 100.0);
}

void TestStatistics::paired()
{
    QFETCH(QJsonObject, expected);
    const stats::PairedDifference difference =
        stats::paired_difference(outcomesOf(expected["a"]), outcomesOf(expected["b"]));
    QCOMPARE(difference.num_problems, expected["num_problems"].toInt());
    QVERIFY(sameToRounding(difference.points, expected["points"].toDouble()));
    const double lower = expected["lower"].toDouble();
    const double upper = expected["upper"].toDouble();
    QVERIFY(near(difference.interval.lower, lower, 0.06 * (upper - lower)));
    QVERIFY(near(difference.interval.upper, upper, 0.06 * (upper - lower)));
    QVERIFY(near(difference.p_value, expected["p_value"].toDouble(), expected["exact"].toBool() ? 1e-9 : 0.01));
}

void TestStatistics::pairedIsAntisymmetric()
{
    const QJsonObject first = fixture_["paired"].toArray().at(2).toObject();
    const auto a = outcomesOf(first["a"]);
    const auto b = outcomesOf(first["b"]);
    const stats::PairedDifference there = stats::paired_difference(a, b);
    const stats::PairedDifference back = stats::paired_difference(b, a);
    QVERIFY(sameToRounding(there.points, -back.points));
    QVERIFY(sameToRounding(there.p_value, back.p_value));

    const stats::PairedDifference itself = stats::paired_difference(a, a);
    QCOMPARE(itself.points, 0.0);
    QCOMPARE(itself.p_value, 1.0);
}

void TestStatistics::pairedUsesSharedProblemsOnly()
{
    const std::vector<ProblemOutcome> a{{"shared", 0, 2}, {"only a", 2, 2}, {"invalid in b", 2, 2}};
    const std::vector<ProblemOutcome> b{{"invalid in b", 0, 0}, {"only b", 0, 2}, {"shared", 1, 2}};
    const stats::PairedDifference difference = stats::paired_difference(a, b);
    QCOMPARE(difference.num_problems, 1);
    QCOMPARE(difference.points, 50.0);

    const stats::PairedDifference nothing = stats::paired_difference(a, {});
    QCOMPARE(nothing.num_problems, 0);
    QCOMPARE(nothing.p_value, 1.0);
}

void TestStatistics::batchMeans()
{
    QFETCH(QJsonObject, expected);
    std::vector<double> means;
    for (const QJsonValue value : expected["means"].toArray()) {
        means.push_back(value.toDouble());
    }
    const stats::RateEstimate estimate = stats::batch_means(means);
    QVERIFY(sameToRounding(estimate.mean, expected["mean"].toDouble()));
    QVERIFY(estimate.interval.has_value());
    QVERIFY(sameToRounding(estimate.interval->lower, expected["lower"].toDouble()));
    QVERIFY(sameToRounding(estimate.interval->upper, expected["upper"].toDouble()));
}

void TestStatistics::batchMeansOfFewAndOfBrokenValues()
{
    QCOMPARE(stats::batch_means({}).mean, 0.0);
    QVERIFY(!stats::batch_means({}).interval.has_value());
    QCOMPARE(stats::batch_means({5}).mean, 5.0);
    QVERIFY(!stats::batch_means({5}).interval.has_value());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    QCOMPARE(stats::batch_means({nan, 4, infinity, 6}).mean, 5.0);
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
