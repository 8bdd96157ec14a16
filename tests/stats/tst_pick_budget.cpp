// The picker: which measured budget serves a minimum.
#include "stats/insight.h"

#include <QTest>

using namespace kvscope;
using stats::BudgetPoint;
using stats::Pick;

namespace {

std::vector<BudgetPoint> points()
{
    const auto point = [](int budget, double pass, double tps) {
        return BudgetPoint{{budget}, pass, Interval{pass - 3, pass + 3, ""}, tps, Interval{tps - 10, tps + 10, ""}};
    };
    return {point(1000, 40, 900), point(2000, 50, 800), point(3000, 54, 700), point(0, 55, 400)};
}

} // namespace

class TestPickBudget : public QObject {
    Q_OBJECT

private slots:
    void picks_data();
    void picks();
    void withoutIntervalsItIsByPoint();
};

void TestPickBudget::picks_data()
{
    QTest::addColumn<double>("minPass"); // negative: none
    QTest::addColumn<double>("minTps");
    QTest::addColumn<int>("budget"); // negative: none
    QTest::addColumn<bool>("isSure");
    QTest::addColumn<QString>("why");
    QTest::newRow("smallest that reaches it surely") << 46.0 << -1.0 << 2000 << true << "lie above";
    QTest::newRow("a larger, sure one goes before a smaller by point") << 49.0 << -1.0 << 3000 << true << "lie above";
    QTest::newRow("by point only") << 53.5 << -1.0 << 3000 << false << "reaches below";
    QTest::newRow("full") << 54.5 << -1.0 << 0 << false << "full: Pass@1 55.0";
    QTest::newRow("nobody's Pass@1") << 90.0 << -1.0 << -1 << false << "the best has 55.0";
    QTest::newRow("fast enough, and the best of those") << -1.0 << 650.0 << 3000 << true << "lie above";
    QTest::newRow("fast enough by point") << -1.0 << 895.0 << 1000 << false << "reaches below";
    QTest::newRow("nobody's rate") << -1.0 << 2000.0 << -1 << false << "the fastest has 900";
    QTest::newRow("both") << 45.0 << 750.0 << 2000 << true << "lie above";
    QTest::newRow("not both at once") << 54.0 << 850.0 << -1 << false << "both at once";
}

void TestPickBudget::picks()
{
    QFETCH(double, minPass);
    QFETCH(double, minTps);
    const Pick pick = stats::pick_budget(points(), {minPass < 0 ? std::nullopt : std::optional(minPass),
                                                    minTps < 0 ? std::nullopt : std::optional(minTps)});
    QTEST(pick.budget ? pick.budget->tokens : -1, "budget");
    QTEST(pick.is_sure, "isSure");
    QFETCH(QString, why);
    const QString said = QString::fromStdString(pick.why.text());
    QVERIFY2(said.contains(why), qPrintable(said));
}

void TestPickBudget::withoutIntervalsItIsByPoint()
{
    std::vector<BudgetPoint> published = points();
    for (BudgetPoint &point : published) {
        point.pass_at_1_interval.reset();
        point.tps_interval.reset();
    }
    const Pick pick = stats::pick_budget(published, {46.0, std::nullopt});
    QCOMPARE(pick.budget->tokens, 2000);
    QVERIFY(!pick.is_sure);
    QVERIFY(QString::fromStdString(pick.why.text()).contains("no interval is known"));
    QVERIFY(!stats::pick_budget(published, {}).budget);
    QVERIFY(stats::pick_budget(published, {}).why.empty());
    published[1].tps.reset();
    QVERIFY(stats::pick_budget(published, {46.0, 750.0}).why.text().find("both") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestPickBudget)
#include "tst_pick_budget.moc"
