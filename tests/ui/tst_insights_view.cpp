// The insight card and the list of warnings as widgets: what they show of a report, and how it is reached without a
// mouse.
#include "chart_frames.h"
#include "stats/summarize.h"
#include "stats/warnings.h"
#include "study_rows.h"
#include "ui/cells_model.h"
#include "ui/insights_view.h"
#include "ui/table_export.h"
#include "ui/warnings_model.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

using namespace kvscope;

namespace {

SessionRows studyRows(int numModels = 2)
{
    SessionRows rows = test::emptyRows({"first <b>model</b>", "second"});
    rows.frame.title = "study";
    for (int model = 0; model < numModels; ++model) {
        for (const int budget : {300, 500, 700, 0}) {
            std::vector<int> correct;
            for (int p = 0; p < 200; ++p) {
                correct.push_back(budget == 0 || budget >= 100 * (p % 10 + 1) ? 1 : 0);
            }
            std::vector<double> windows;
            for (int i = 0; i < 12; ++i) {
                windows.push_back((budget == 0 ? 300 : 800 - budget / 4.0) + i % 3);
            }
            rows.cells.push_back(test::finishedRows(model, budget, correct, 1, windows));
        }
    }
    return rows;
}

FramePtr frameOf(const SessionRows &rows)
{
    return std::make_shared<const ResultFrame>(stats::complete(rows));
}

InsightsPtr insightsOf(const SessionRows &rows)
{
    return std::make_shared<const std::vector<stats::InsightReport>>(1, stats::insights(rows, 0));
}

ConclusionsPtr conclusionsOf(const SessionRows &rows)
{
    return std::make_shared<const Conclusions>(Conclusions{nullptr, stats::warnings(rows, stats::complete(rows))});
}

} // namespace

class TestInsightsView : public QObject {
    Q_OBJECT

private slots:
    void init();
    void showsEveryStatement();
    void aTitleOpensFormulaAndMethod();
    void thePickerAnswersForEachModel();
    void rowsStayOpenWhileResultsComeIn();
    void copiesAsText();
    void withoutFinishedBudgetsItSaysSo();
    void textFromSessionsStaysText();
    void warningsAreListed();
    void cellsCarryTheirWarning();
    void exportsCarryShares();

private:
    QStringList labels() const;
    QToolButton *title(stats::InsightKind kind) const
    {
        return view_->findChild<QToolButton *>(QStringLiteral("insight%1").arg(static_cast<int>(kind)));
    }
    std::unique_ptr<InsightsView> view_;
};

void TestInsightsView::init()
{
    view_ = std::make_unique<InsightsView>();
    view_->resize(1000, 600);
    view_->show();
    view_->setInsights(frameOf(studyRows()), insightsOf(studyRows()), -1);
}

QStringList TestInsightsView::labels() const
{
    QStringList texts;
    for (const QLabel *label : view_->findChildren<QLabel *>()) {
        if (label->isVisibleTo(view_.get())) {
            texts << label->text();
        }
    }
    return texts;
}

void TestInsightsView::showsEveryStatement()
{
    const stats::InsightReport report = stats::insights(studyRows(), 0);
    const QStringList shown = labels();
    for (const stats::SeriesInsight &series : report.series) {
        for (const stats::Insight &insight : series.insights) {
            QVERIFY2(shown.contains(QString::fromStdString(insight.statement.text())),
                     insight.statement.text().c_str());
        }
    }
    QVERIFY(shown.contains(QString::fromStdString(report.pairs.front().insights.front().statement.text())));
    QVERIFY(shown.contains(QStringLiteral("200 problems at 3 budgets and full")));
}

void TestInsightsView::aTitleOpensFormulaAndMethod()
{
    QToolButton *slope = title(stats::InsightKind::PassSlope);
    QCOMPARE(slope->text(), QStringLiteral("Slope of Pass@1"));
    const auto numShown = [this] {
        return labels().filter(QStringLiteral("least squares"), Qt::CaseInsensitive).size();
    };
    QCOMPARE(numShown(), 0);
    slope->setFocus();
    QTest::keyClick(slope, Qt::Key_Space);
    QCOMPARE(numShown(), 1);
    QVERIFY(slope->accessibleName().contains(QStringLiteral("points per 1000 tokens")));
    QVERIFY(slope->accessibleDescription().contains(QStringLiteral("Ordinary least squares")));
    QVERIFY(slope->toolTip().contains(QStringLiteral("Ordinary least squares")));
    QTest::keyClick(slope, Qt::Key_Space);
    QCOMPARE(numShown(), 0);
}

void TestInsightsView::thePickerAnswersForEachModel()
{
    auto *pass = view_->findChild<QLineEdit *>(QStringLiteral("minPass"));
    const auto pick = [this](int series) { return view_->findChild<QLabel *>(QStringLiteral("pick%1").arg(series)); };
    QVERIFY(!pick(0)->isVisibleTo(view_.get()));
    QTest::keyClicks(pass, QStringLiteral("42"));
    QVERIFY(pick(0)->isVisibleTo(view_.get()));
    QVERIFY2(pick(0)->text().startsWith(QStringLiteral("500: Pass@1 50.0")), qPrintable(pick(0)->text()));
    QVERIFY(pick(1)->text().contains(QStringLiteral("lie above what is asked")));
    QTest::keyClicks(view_->findChild<QLineEdit *>(QStringLiteral("minTps")), QStringLiteral("5000"));
    QVERIFY(pick(0)->text().startsWith(QStringLiteral("No measured budget reaches 5000 tokens/s")));
    pass->clear();
    view_->findChild<QLineEdit *>(QStringLiteral("minTps"))->clear();
    QVERIFY(!pick(0)->isVisibleTo(view_.get()));
    QTest::keyClicks(pass, QStringLiteral("12x3")); // no number: the letter is not taken
    QCOMPARE(pass->text(), QStringLiteral("12") + QStringLiteral("3"));
}

void TestInsightsView::rowsStayOpenWhileResultsComeIn()
{
    QToolButton *slope = title(stats::InsightKind::PassSlope);
    slope->setChecked(true);
    slope->setFocus();
    view_->setInsights(frameOf(studyRows()), insightsOf(studyRows()), -1);
    QCOMPARE(title(stats::InsightKind::PassSlope), slope); // the same button: the focus stays
    QVERIFY(slope->isChecked());
    view_->setInsights(frameOf(studyRows(1)), insightsOf(studyRows(1)), -1); // another shape
    QVERIFY(title(stats::InsightKind::PassSlope)->isChecked());
    QVERIFY(title(stats::InsightKind::FasterPassDecline) == nullptr);
}

void TestInsightsView::copiesAsText()
{
    view_->findChild<QPushButton *>(QStringLiteral("copyInsights"))->click();
    const QString copied = QApplication::clipboard()->text();
    QCOMPARE(copied, view_->text());
    QVERIFY(copied.contains(QStringLiteral("  Slope of Pass@1: Pass@1 changes by +100")));
    QVERIFY(copied.contains(QStringLiteral("Kneedle")));
}

void TestInsightsView::withoutFinishedBudgetsItSaysSo()
{
    view_->setInsights(nullptr, nullptr, -1);
    QCOMPARE(labels().filter(QStringLiteral("as soon as one of them is finished")).size(), 1);
    QVERIFY(view_->text().isEmpty());
    view_->setInsights(frameOf(studyRows()), insightsOf(studyRows()), 3); // a dataset that is not there
    QVERIFY(view_->text().isEmpty());
}

void TestInsightsView::textFromSessionsStaysText()
{
    for (const QLabel *label : view_->findChildren<QLabel *>()) {
        if (label->text().contains(QLatin1Char('<'))) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
        }
    }
    QVERIFY(!labels().filter(QStringLiteral("<b>model</b>")).isEmpty());
}

void TestInsightsView::warningsAreListed()
{
    SessionRows rows = studyRows();
    rows.cells[1].counts.mean_evictions = 0;
    rows.frame.datasets[0].num_quarantined = 2;
    WarningsModel model;
    model.setWarnings(frameOf(rows), conclusionsOf(rows));
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, WarningsModel::Severity), QStringLiteral("Serious"));
    QVERIFY(text(0, WarningsModel::Finding).startsWith(QStringLiteral("Eviction never fired in 1 of 8 cells")));
    QVERIFY(text(0, WarningsModel::Finding).endsWith(QStringLiteral("Cells: first <b>model</b> 500.")));
    QVERIFY(!text(0, WarningsModel::Advice).isEmpty());
    QCOMPARE(text(model.rowCount() - 1, WarningsModel::Severity), QStringLiteral("Note"));
    model.setWarnings(nullptr, nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestInsightsView::cellsCarryTheirWarning()
{
    SessionRows rows = studyRows();
    rows.cells[1].counts.mean_evictions = 0;
    CellsModel model;
    model.setFrame(frameOf(rows));
    model.setWarnings(conclusionsOf(rows));
    const QModelIndex cell = model.index(1, CellsModel::Warning);
    QCOMPARE(cell.data().toString(), QStringLiteral("Serious"));
    QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("Eviction never fired")));
}

void TestInsightsView::exportsCarryShares()
{
    SessionRows rows = studyRows();
    rows.cells[1].counts.num_truncated = 100; // of 200
    const ResultFrame frame = stats::complete(rows);
    QVERIFY(tableCsv(frame).split('\n').at(0).contains("truncated_percent,no_answer_percent,invalid_percent"));
    const QJsonObject root = QJsonDocument::fromJson(tableJson(frame)).object();
    QCOMPARE(root["cells"].toArray().at(1).toObject()["truncated_percent"].toDouble(), 50.0);
}

QTEST_MAIN(TestInsightsView)
#include "tst_insights_view.moc"
