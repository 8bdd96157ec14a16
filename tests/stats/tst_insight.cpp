// The insight card's figures against scipy, statsmodels and kneed; tests/data/stats/README.md says how and why the
// tolerances.
#include "stats/insight.h"

#include "study_rows.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kvscope;
using stats::Insight;
using stats::InsightKind;

namespace {

SessionRows rowsOf(const QJsonObject &study)
{
    SessionRows rows = test::emptyRows({"first", "second"});
    const int numSamples = study["num_samples"].toInt();
    const QJsonArray budgets = study["budgets"].toArray();
    for (int model = 0; model < 2; ++model) {
        const QJsonObject series = study["series"].toArray().at(model).toObject();
        const QJsonArray problems = series["correct"].toArray();
        for (int column = 0; column <= budgets.size(); ++column) {
            std::vector<int> correct;
            for (const QJsonValue problem : problems) {
                correct.push_back(problem.toArray().at(column).toInt());
            }
            std::vector<double> windows;
            for (const QJsonValue rate : series["windows"].toArray().at(column).toArray()) {
                windows.push_back(rate.toDouble());
            }
            const int budget = column < budgets.size() ? budgets.at(column).toInt() : 0;
            rows.cells.push_back(test::finishedRows(model, budget, correct, numSamples, windows));
        }
    }
    return rows;
}

const Insight &of(const std::vector<Insight> &insights, InsightKind kind)
{
    const auto found =
        std::find_if(insights.begin(), insights.end(), [kind](const Insight &one) { return one.kind == kind; });
    if (found == insights.end()) {
        qFatal("no such insight");
    }
    return *found;
}

bool near(double actual, double expected, double tolerance)
{
    if (std::abs(actual - expected) <= tolerance) {
        return true;
    }
    qWarning("got %.12g, expected %.12g within %g", actual, expected, tolerance);
    return false;
}

/// `boundsTolerance`: share of the interval's width.
bool matches(const Insight &insight, const QJsonObject &expected, double boundsTolerance)
{
    const double value = expected["value"].toDouble();
    const double lower = expected["lower"].toDouble();
    const double upper = expected["upper"].toDouble();
    const double tolerance = boundsTolerance * (upper - lower) + 1e-9 * std::max(1.0, std::abs(value));
    return insight.is_said && insight.interval && near(*insight.value, value, 1e-9 * std::max(1.0, std::abs(value))) &&
           near(insight.interval->lower, lower, tolerance) && near(insight.interval->upper, upper, tolerance);
}

} // namespace

class TestInsight : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void seriesFigures_data() { addStudies(); }
    void seriesFigures();
    void budgetsNamed_data() { addStudies(); }
    void budgetsNamed();
    void pairFigures_data() { addStudies(); }
    void pairFigures();
    void sampleSizes();
    void orderOfRowsDoesNotMatter();
    void everyStatementSaysHowItIsComputed();

private:
    void addStudies();
    QJsonObject study(const QString &name) const;
    QJsonArray studies_;
};

void TestInsight::initTestCase()
{
    QFile file(QStringLiteral(KVSCOPE_TEST_DATA "/stats/insight.json"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    studies_ = QJsonDocument::fromJson(file.readAll()).object()["studies"].toArray();
    QCOMPARE(studies_.size(), 3);
}

void TestInsight::addStudies()
{
    QTest::addColumn<QJsonObject>("study");
    for (const QJsonValue study : std::as_const(studies_)) {
        QTest::newRow(qPrintable(study.toObject()["name"].toString())) << study.toObject();
    }
}

QJsonObject TestInsight::study(const QString &name) const
{
    for (const QJsonValue study : studies_) {
        if (study.toObject()["name"].toString() == name) {
            return study.toObject();
        }
    }
    qFatal("no such study");
}

void TestInsight::seriesFigures()
{
    QFETCH(QJsonObject, study);
    const stats::InsightReport report = stats::insights(rowsOf(study), 0);
    QCOMPARE(report.series.size(), std::size_t{2});
    for (int model = 0; model < 2; ++model) {
        const auto &insights = report.series[static_cast<std::size_t>(model)].insights;
        const QJsonObject expected = study["series"].toArray().at(model).toObject();
        QVERIFY(matches(of(insights, InsightKind::PassSlope), expected["pass_slope"].toObject(), 0.06));
        QVERIFY(matches(of(insights, InsightKind::TpsSlope), expected["tps_slope"].toObject(), 0));
        const Insight &passTrend = of(insights, InsightKind::PassTrend);
        QVERIFY(matches(passTrend, expected["pass_trend"].toObject(), 0.06));
        QVERIFY(near(*passTrend.p_value, expected["pass_trend"].toObject()["p_value"].toDouble(), 0.01));
        const Insight &tpsTrend = of(insights, InsightKind::TpsTrend);
        QVERIFY(near(*tpsTrend.value, expected["tps_trend"].toObject()["value"].toDouble(), 1e-12));
        QVERIFY(near(*tpsTrend.p_value, expected["tps_trend"].toObject()["p_value"].toDouble(), 1e-12));
    }
}

void TestInsight::budgetsNamed()
{
    QFETCH(QJsonObject, study);
    const stats::InsightReport report = stats::insights(rowsOf(study), 0);
    const auto named = [](const Insight &insight) {
        return insight.budgets.empty() ? 0 : insight.budgets.front().tokens;
    };
    for (int model = 0; model < 2; ++model) {
        const auto &insights = report.series[static_cast<std::size_t>(model)].insights;
        const QJsonObject expected = study["series"].toArray().at(model).toObject();
        QCOMPARE(named(of(insights, InsightKind::Plateau)), expected["plateau"].toInt());
        QCOMPARE(named(of(insights, InsightKind::NotWorse)), expected["not_worse"].toObject()["budget"].toInt());
        const Insight &knee = of(insights, InsightKind::Knee);
        if (knee.is_said) {
            QCOMPARE(named(knee), expected["knee"].toInt());
            QVERIFY(knee.interval->lower <= named(knee) && named(knee) <= knee.interval->upper);
        }
        QJsonArray dominated;
        for (const KvBudget &budget : of(insights, InsightKind::Dominated).budgets) {
            dominated.append(budget.is_full() ? QJsonValue(QStringLiteral("full")) : QJsonValue(budget.tokens));
        }
        QCOMPARE(dominated, expected["dominated"].toArray());
    }
    const bool bends = study["name"].toString() == QLatin1String("saturating");
    QCOMPARE(of(report.series.front().insights, InsightKind::Knee).is_said, bends);
}

void TestInsight::pairFigures()
{
    QFETCH(QJsonObject, study);
    const stats::InsightReport report = stats::insights(rowsOf(study), 0);
    QCOMPARE(report.pairs.size(), std::size_t{1});
    const auto &insights = report.pairs.front().insights;
    QVERIFY(matches(of(insights, InsightKind::FasterPassDecline), study["faster_pass"].toObject(), 0.06));
    const Insight &tps = of(insights, InsightKind::FasterTpsDecline);
    const QJsonObject expected = study["faster_tps"].toObject();
    QVERIFY(near(*tps.value, expected["value"].toDouble(), 1e-9 * std::max(1.0, std::abs(*tps.value))));
    // The oracle differentiates numerically.
    const double width = expected["upper"].toDouble() - expected["lower"].toDouble();
    QVERIFY(near(tps.interval->lower, expected["lower"].toDouble(), 1e-6 * width));
    QVERIFY(near(tps.interval->upper, expected["upper"].toDouble(), 1e-6 * width));
}

void TestInsight::sampleSizes()
{
    int numTold = 0;
    for (const QJsonValue study : std::as_const(studies_)) {
        const stats::InsightReport report = stats::insights(rowsOf(study.toObject()), 0);
        for (int model = 0; model < 2; ++model) {
            const QJsonObject expected =
                study.toObject()["series"].toArray().at(model).toObject()["not_worse"].toObject();
            const Insight &insight = of(report.series[static_cast<std::size_t>(model)].insights, InsightKind::NotWorse);
            const QString text = QString::fromStdString(insight.statement.text());
            if (expected["more_problems"].isNull()) {
                QVERIFY2(!text.contains("more problems"), qPrintable(text));
                continue;
            }
            // Both round up; the power function of statsmodels is solved to about 1e-6.
            const int more = QString::fromStdString(insight.statement.values.at(3)).toInt();
            QVERIFY2(std::abs(more - expected["more_problems"].toInt()) <= 1, qPrintable(text));
            ++numTold;
        }
    }
    QVERIFY(numTold > 0);
}

void TestInsight::orderOfRowsDoesNotMatter()
{
    SessionRows rows = rowsOf(study("saturating"));
    const stats::InsightReport forwards = stats::insights(rows, 0);
    for (CellRows &cell : rows.cells) {
        std::reverse(cell.problems.begin(), cell.problems.end());
    }
    std::reverse(rows.cells.begin(), rows.cells.end());
    const stats::InsightReport backwards = stats::insights(rows, 0);
    for (std::size_t series = 0; series < 2; ++series) {
        for (std::size_t i = 0; i < forwards.series[series].insights.size(); ++i) {
            QCOMPARE(backwards.series[series].insights[i].statement.text(),
                     forwards.series[series].insights[i].statement.text());
        }
    }
}

void TestInsight::everyStatementSaysHowItIsComputed()
{
    const stats::InsightReport report = stats::insights(rowsOf(study("flat")), 0);
    QCOMPARE(report.series.front().insights.size(), std::size_t{9});
    std::vector<Insight> all = report.series.front().insights;
    all.insert(all.end(), report.pairs.front().insights.begin(), report.pairs.front().insights.end());
    for (const Insight &insight : all) {
        const char *title = stats::insight_title(insight.kind);
        QVERIFY2(!insight.statement.empty() && !insight.formula.empty() && !insight.method.empty(), title);
        QVERIFY2(!QString::fromStdString(insight.statement.text()).contains(QRegularExpression("%[1-9]")), title);
    }
}

QTEST_GUILESS_MAIN(TestInsight)
#include "tst_insight.moc"
