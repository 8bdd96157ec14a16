// What the insight card does not say, and how far what it says can be trusted.
#include "stats/insight.h"

#include "study_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kvscope;
using stats::Insight;
using stats::InsightKind;

namespace {

const Insight &of(const stats::InsightReport &report, InsightKind kind, std::size_t series = 0)
{
    const std::vector<Insight> &insights = report.series.at(series).insights;
    return *std::find_if(insights.begin(), insights.end(), [kind](const Insight &one) { return one.kind == kind; });
}

QString textOf(const Insight &insight)
{
    return QString::fromStdString(insight.statement.text());
}

/// Problem p is solved from budget 100 · (p mod 10) on, so Pass@1 rises by a tenth every 100 tokens.
std::vector<int> risingOutcomes(int budget, int numProblems)
{
    std::vector<int> correct;
    for (int p = 0; p < numProblems; ++p) {
        correct.push_back(budget == 0 || budget >= 100 * (p % 10 + 1) ? 1 : 0);
    }
    return correct;
}

std::vector<double> steadyWindows(double rate)
{
    std::vector<double> windows;
    for (int i = 0; i < 12; ++i) {
        windows.push_back(rate + (i % 3 - 1));
    }
    return windows;
}

SessionRows risingRows(int numProblems, const std::vector<int> &budgets, bool withWindows = true)
{
    SessionRows rows = test::emptyRows({"model"});
    for (const int budget : budgets) {
        const double rate = budget == 0 ? 300 : 800 - budget / 4.0;
        rows.cells.push_back(test::finishedRows(0, budget, risingOutcomes(budget, numProblems), 1,
                                                withWindows ? steadyWindows(rate) : std::vector<double>()));
    }
    return rows;
}

} // namespace

class TestInsightLimits : public QObject {
    Q_OBJECT

private slots:
    void aFinishedStudyIsJudged();
    void publishedPointsAreReadByPoint();
    void interimCellsAreLeftOut();
    void oneBudgetHasNoSlope();
    void fewProblemsSayNothingOfAccuracy();
    void withoutFullNothingIsComparedToIt();
    void ratesOfDifferentDevicesDoNotCompare();
    void withoutWindowsRatesHaveNoInterval();
    void noLossSeenIsNoProof();
    void invalidSamplesLeaveTheProblemOut();
    void datasetsWeighAlike();
    void nothingAtAll();
    void intervalsCoverTheTruth();
};

void TestInsightLimits::aFinishedStudyIsJudged()
{
    const stats::InsightReport report = stats::insights(risingRows(200, {300, 500, 700, 900, 0}), 0);
    QVERIFY(textOf(of(report, InsightKind::TradeOff)).startsWith("There is a trade-off"));
    QVERIFY(std::abs(*of(report, InsightKind::PassSlope).value - 100) <
            1e-9); // a tenth of the problems every 100 tokens
    QVERIFY(std::abs(*of(report, InsightKind::TpsSlope).value + 250) < 1e-9);
    QVERIFY(textOf(of(report, InsightKind::Knee)).contains("straight line"));
    QVERIFY(!of(report, InsightKind::Knee).is_said);
    QVERIFY(textOf(of(report, InsightKind::NotWorse)).startsWith("None: 900"));
    // The same loss has the same sign in both sentences, with a true minus.
    QVERIFY(textOf(of(report, InsightKind::NotWorse)).contains(QString::fromUtf8("from full by \u221210.0 points")));
    const Insight &plateau = of(report, InsightKind::Plateau);
    QVERIFY2(textOf(plateau).contains(QString::fromUtf8("900 differs from full, by \u221210.0 [\u2212")),
             qPrintable(textOf(plateau)));
    QVERIFY(std::abs(*plateau.value + 10) < 1e-9 && plateau.interval->upper < 0);
    QCOMPARE(report.series.front().num_problems, 200);
    QCOMPARE(report.series.front().points.size(), std::size_t{5});
    QVERIFY(report.series.front().points.back().budget.is_full());
    QVERIFY(report.pairs.empty()); // one model
}

void TestInsightLimits::publishedPointsAreReadByPoint()
{
    SessionRows rows = test::emptyRows({"R1-Llama", "R1-Qwen"});
    rows.frame.reference = ReferenceSource{"a paper", "read off the figure", ""};
    const double pass[2][6] = {{44.2, 50.4, 51.0, 50.8, 49.9, 53.0}, {49.8, 52.6, 54.1, 54.3, 54.3, 56.3}};
    const double tps[2][6] = {{790, 710, 640, 570, 500, 430}, {770, 730, 680, 620, 570, 530}};
    for (int model = 0; model < 2; ++model) {
        for (int i = 0; i < 6; ++i) {
            CellRows cell = test::finishedRows(model, 2500 + 500 * i, {}, 0, {});
            cell.counts.pass_at_1 = pass[model][i];
            cell.counts.tps = tps[model][i];
            rows.cells.push_back(cell);
        }
    }
    const stats::InsightReport report = stats::insights(rows, 0);
    QCOMPARE(report.series.size(), std::size_t{2});
    for (const InsightKind kind : {InsightKind::Knee, InsightKind::Plateau, InsightKind::NotWorse}) {
        QVERIFY(!of(report, kind).is_said);
        QVERIFY2(textOf(of(report, kind)).contains("published figures carry no samples"),
                 qPrintable(textOf(of(report, kind))));
    }
    for (const InsightKind kind : {InsightKind::PassTrend, InsightKind::TpsTrend, InsightKind::PassSlope,
                                   InsightKind::TpsSlope, InsightKind::Dominated}) {
        QVERIFY(!of(report, kind).interval);
    }
    QVERIFY(
        textOf(of(report, InsightKind::TpsTrend)).startsWith("By point, TPS falls")); // six falls in a row: p = 2/720
    QVERIFY(std::abs(*of(report, InsightKind::TpsTrend).p_value - 2.0 / 720) < 1e-12);
    QVERIFY(textOf(of(report, InsightKind::PassTrend)).startsWith("By point, Pass@1 shows no trend")); // 11 up, 4 down
    // 4000 and 4500 lie below 3500 in both figures, by point.
    QVERIFY2(textOf(of(report, InsightKind::Dominated)).startsWith("By point: 4000, 4500;"),
             qPrintable(textOf(of(report, InsightKind::Dominated))));
    QVERIFY(!report.pairs.front().insights.front().is_said);
    QVERIFY(!report.pairs.front().insights.back().is_said);
}

void TestInsightLimits::interimCellsAreLeftOut()
{
    SessionRows rows = risingRows(200, {300, 500, 700, 900, 0});
    const std::string whole = stats::insights(risingRows(200, {300, 500, 0}), 0).series[0].insights[3].statement.text();
    rows.cells[2].counts.state = CellState::Running;
    rows.cells[2].problems.resize(20);
    rows.cells[3].counts.state = CellState::Failed;
    const stats::InsightReport report = stats::insights(rows, 0);
    QCOMPARE(report.series.front().num_unfinished, 2);
    QCOMPARE(report.series.front().points.size(), std::size_t{3});
    QCOMPARE(report.series.front().num_problems, 200); // the interim cell's few problems do not thin out the others
    QCOMPARE(of(report, InsightKind::PassSlope).statement.text(), whole);
    QVERIFY(textOf(of(report, InsightKind::Knee)).startsWith("Cannot be said yet: 2 budgets"));

    for (CellRows &cell : rows.cells) {
        cell.counts.state = CellState::Running;
    }
    const stats::InsightReport nothing = stats::insights(rows, 0);
    for (const Insight &insight : nothing.series.front().insights) {
        QVERIFY2(!insight.is_said, insight.statement.text().c_str());
        QVERIFY(textOf(insight).startsWith("Cannot be said yet"));
    }
}

void TestInsightLimits::oneBudgetHasNoSlope()
{
    const stats::InsightReport report = stats::insights(risingRows(200, {500, 0}), 0);
    QVERIFY(!of(report, InsightKind::TradeOff).is_said);
    QVERIFY(!of(report, InsightKind::PassSlope).is_said);
    QVERIFY(!of(report, InsightKind::TpsSlope).is_said);
    QVERIFY(of(report, InsightKind::Plateau).is_said); // against full
    QVERIFY(of(report, InsightKind::NotWorse).is_said);
}

void TestInsightLimits::fewProblemsSayNothingOfAccuracy()
{
    const stats::InsightReport report = stats::insights(risingRows(1, {300, 500, 700, 900, 0}), 0);
    for (const InsightKind kind : {InsightKind::TradeOff, InsightKind::PassTrend, InsightKind::PassSlope,
                                   InsightKind::Knee, InsightKind::Plateau, InsightKind::NotWorse}) {
        QVERIFY2(textOf(of(report, kind)).startsWith("Cannot be said: only 1 problems"),
                 qPrintable(textOf(of(report, kind))));
    }
    QVERIFY(of(report, InsightKind::TpsSlope).is_said);
}

void TestInsightLimits::withoutFullNothingIsComparedToIt()
{
    const stats::InsightReport report = stats::insights(risingRows(200, {300, 500, 700}), 0);
    QVERIFY(textOf(of(report, InsightKind::NotWorse)).contains("full was not run"));
    QVERIFY2(textOf(of(report, InsightKind::Plateau)).contains("differs from 700"),
             qPrintable(textOf(of(report, InsightKind::Plateau))));
}

void TestInsightLimits::ratesOfDifferentDevicesDoNotCompare()
{
    SessionRows rows = risingRows(200, {300, 500, 0});
    rows.cells[1].timings[0].device = "another";
    const stats::InsightReport report = stats::insights(rows, 0);
    QVERIFY(textOf(of(report, InsightKind::TpsSlope)).contains("different devices"));
    QVERIFY(!of(report, InsightKind::Dominated).is_said);
    QVERIFY(of(report, InsightKind::PassSlope).is_said);
}

void TestInsightLimits::withoutWindowsRatesHaveNoInterval()
{
    SessionRows rows = risingRows(200, {300, 500, 0});
    rows.cells[0].timings[0].window_tps.clear();
    const stats::InsightReport report = stats::insights(rows, 0);
    QVERIFY(of(report, InsightKind::TpsSlope).is_said);
    QVERIFY(!of(report, InsightKind::TpsSlope).interval);
    QVERIFY(!stats::insights(risingRows(200, {300, 500, 0}, false), 0).series[0].points[0].tps);
    QVERIFY(!of(stats::insights(risingRows(200, {300, 500, 0}, false), 0), InsightKind::TpsSlope).is_said);

    // One cell without a sustained phase: all are compared over their whole length.
    rows = risingRows(200, {300, 500, 0});
    rows.cells[0].timings[0].sustained_tps = 0;
    rows.cells[1].timings[0].overall_tps = 444;
    QVERIFY(stats::insights(rows, 0).series[0].tps_is_overall);
    QCOMPARE(*stats::insights(rows, 0).series[0].points[1].tps, 444.0);
}

void TestInsightLimits::noLossSeenIsNoProof()
{
    // Every problem solved at every budget: the bootstrap has no width. 1 − 0.05^(1/100) = 2.95 %, 1 − 0.05^(1/300) =
    // 0.99 %.
    const auto rowsOf = [](int numProblems) {
        SessionRows rows = test::emptyRows({"model"});
        for (const int budget : {500, 1000, 0}) {
            rows.cells.push_back(
                test::finishedRows(0, budget, std::vector<int>(static_cast<std::size_t>(numProblems), 1), 1, {}));
        }
        return rows;
    };
    const stats::InsightReport hundred = stats::insights(rowsOf(100), 0);
    QVERIFY(of(hundred, InsightKind::NotWorse).budgets.empty());
    QVERIFY2(textOf(of(hundred, InsightKind::NotWorse)).contains("About 199 more problems"),
             qPrintable(textOf(of(hundred, InsightKind::NotWorse))));
    const stats::InsightReport enough = stats::insights(rowsOf(300), 0);
    QCOMPARE(of(enough, InsightKind::NotWorse).budgets.front().tokens, 500);
    QVERIFY(textOf(of(hundred, InsightKind::Plateau)).contains("ones below 2.95 points"));
}

void TestInsightLimits::invalidSamplesLeaveTheProblemOut()
{
    SessionRows rows = risingRows(200, {300, 500, 0});
    rows.cells[1].problems[7].num_valid = 0;
    const stats::InsightReport report = stats::insights(rows, 0);
    QCOMPARE(report.series.front().num_problems, 199);
    QCOMPARE(report.series.front().num_problems_left_out, 1);
}

void TestInsightLimits::datasetsWeighAlike()
{
    SessionRows rows = risingRows(200, {300, 500, 0});
    rows.frame.datasets.emplace_back().label = "second";
    for (const int budget : {300, 500, 0}) { // no slope, and a tenth of the problems
        rows.cells.push_back(test::finishedRows(0, budget, std::vector<int>(20, 1), 1, steadyWindows(500)));
        rows.cells.back().counts.dataset = 1;
    }
    QVERIFY(std::abs(*of(stats::insights(rows, 0), InsightKind::PassSlope).value - 100) < 1e-9);
    QVERIFY(std::abs(*of(stats::insights(rows, -1), InsightKind::PassSlope).value - 50) < 1e-9);
    QCOMPARE(*stats::insights(rows, -1).series[0].points[0].pass_at_1, (30.0 + 100.0) / 2);
    QCOMPARE(*stats::insights(rows, -1).series[0].points[0].tps, (725.0 + 500.0) / 2);
    rows.cells.back().counts.state = CellState::Running; // the average has a budget only where every dataset has it
    QCOMPARE(stats::insights(rows, -1).series[0].num_unfinished, 1);
}

void TestInsightLimits::nothingAtAll()
{
    QVERIFY(stats::insights({}, 0).series.empty());
    QVERIFY(stats::insights(risingRows(20, {300}), 7).series.empty());
    SessionRows damaged = risingRows(20, {300, 500});
    damaged.cells[0].counts.model = 9;
    QCOMPARE(stats::insights(damaged, 0).series.size(), std::size_t{1});
    damaged.cells[1].problems.clear();
    QVERIFY(!stats::insights(damaged, 0).series.front().insights[3].is_said);
}

void TestInsightLimits::intervalsCoverTheTruth()
{
    // 120 studies of 40 problems with known chances. A fair 95 % interval misses 6 of 120; 15 or more has a chance of
    // 1e-3, none at all of 2e-3.
    test::Draws draws(20264);
    const std::vector<int> budgets{1000, 2000, 4000};
    int numMissed = 0;
    for (int repeat = 0; repeat < 120; ++repeat) {
        std::vector<std::vector<int>> correct(budgets.size());
        for (int p = 0; p < 40; ++p) {
            const double ease = 0.5 * draws.uniform(); // its mean over problems is 0.25
            for (std::size_t column = 0; column < budgets.size(); ++column) {
                const double chance = ease + 0.0001 * budgets[column]; // 10 points per 1000 tokens
                correct[column].push_back((draws.uniform() < chance) + (draws.uniform() < chance));
            }
        }
        SessionRows rows = test::emptyRows({"model"});
        for (std::size_t column = 0; column < budgets.size(); ++column) {
            rows.cells.push_back(test::finishedRows(0, budgets[column], correct[column], 2, {}));
        }
        const stats::InsightReport report = stats::insights(rows, 0);
        const Interval interval = *of(report, InsightKind::PassSlope).interval;
        numMissed += interval.lower > 10 || interval.upper < 10 ? 1 : 0;
    }
    QVERIFY2(numMissed > 0 && numMissed < 15, qPrintable(QString::number(numMissed)));
}

QTEST_GUILESS_MAIN(TestInsightLimits)
#include "tst_insight_limits.moc"
