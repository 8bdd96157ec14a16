#include "chart_frames.h"
#include "plot/interval_ellipse.h"
#include "ui/chart_notes.h"

#include <QtTest>

#include <cmath>

using namespace kvscope;
using namespace kvscope::test;

namespace {

ResultFrame notedFrame()
{
    ResultFrame frame = emptyFrame({"left", "right"});
    for (int model = 0; model < 2; ++model) {
        for (const int budget : {96, 128, 0}) {
            frame.cells.push_back(finishedCell(model, budget, 50, 100 + model));
        }
    }
    frame.cells[1].note = "the\nknee";
    frame.cells[3].note = "see the log";
    return frame;
}

} // namespace

class TestChartNotes : public QObject {
    Q_OBJECT

private slots:
    void everyChartShowsNotesAtTheirCells_data();
    void everyChartShowsNotesAtTheirCells();
    void anAverageCarriesTheNotesOfAllDatasets();
    void withoutNotesNothingChanges();
    void ellipsesReachBeyondTheirIntervals();
    void paretoHasEllipsesOnRequest();
};

void TestChartNotes::everyChartShowsNotesAtTheirCells_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"bars", "pareto", "stacked", "relative"}) {
        QTest::newRow(id) << QString::fromLatin1(id);
    }
}

void TestChartNotes::everyChartShowsNotesAtTheirCells()
{
    QFETCH(QString, id);
    const ResultFrame frame = notedFrame();
    ChartScene scene = chartById(id)->build(frame, {});
    const std::size_t notesBefore = scene.notes.size();
    addNotes(scene, frame, 0);
    QStringList marks;
    for (const ScenePanel &panel : scene.panels) {
        for (const SceneMark &mark : panel.marks) {
            marks << mark.text;
        }
    }
    QVERIFY2(marks.contains("1") && marks.contains("2") && !marks.contains("3"), qPrintable(marks.join(' ')));
    QCOMPARE(scene.notes.size(), notesBefore + 2);
    QVERIFY2(scene.notes[notesBefore].contains("the knee"), qPrintable(scene.notes[notesBefore]));
    QVERIFY(scene.summary.contains("the knee"));
    const auto told = std::any_of(scene.panels.begin(), scene.panels.end(), [](const ScenePanel &panel) {
        return std::any_of(panel.targets.begin(), panel.targets.end(),
                           [](const HoverTarget &target) { return target.text.contains("Note 1: the knee"); });
    });
    QVERIFY(told);
}

void TestChartNotes::anAverageCarriesTheNotesOfAllDatasets()
{
    ResultFrame frame = emptyFrame({"left"}, {"one", "two"});
    frame.cells = {finishedCell(0, 96, 50, 100), finishedCell(0, 96, 60, 100)};
    frame.cells[1].cell_key += "-two";
    frame.cells[1].dataset = 1;
    frame.cells[1].note = "on the second";
    ChartScene average = chartById("bars")->build(frame, {});
    addNotes(average, frame, ChartOptions::averageOfDatasets);
    QCOMPARE(average.panels.front().marks.size(), 1U);
    ChartOptions first;
    first.dataset = 0;
    ChartScene one = chartById("bars")->build(frame, first);
    addNotes(one, frame, 0);
    QVERIFY(one.panels.front().marks.empty());
}

void TestChartNotes::withoutNotesNothingChanges()
{
    ResultFrame frame = notedFrame();
    for (CellResult &cell : frame.cells) {
        cell.note.clear();
    }
    ChartScene scene = chartById("bars")->build(frame, {});
    const std::size_t before = scene.notes.size();
    addNotes(scene, frame, 0);
    QCOMPARE(scene.notes.size(), before);
    QVERIFY(scene.panels.front().marks.empty());
}

void TestChartNotes::ellipsesReachBeyondTheirIntervals()
{
    ScenePoint point;
    point.x = 10;
    point.y = 50;
    point.xInterval = Span{8, 11};
    point.yInterval = Span{45, 60};
    const std::vector<QPointF> outline = intervalEllipse(point);
    const auto x = std::minmax_element(outline.begin(), outline.end(),
                                       [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
    const auto y = std::minmax_element(outline.begin(), outline.end(),
                                       [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    // √5.991464547 / 1.959963985: the joint region of two independent normal figures, each side by itself.
    const double scale = std::sqrt(5.991464547) / 1.959963985;
    QVERIFY(std::abs(x.first->x() - (10 - 2 * scale)) < 1e-3);
    QVERIFY(std::abs(x.second->x() - (10 + 1 * scale)) < 1e-3);
    QVERIFY(std::abs(y.first->y() - (50 - 5 * scale)) < 1e-2);
    QVERIFY(std::abs(y.second->y() - (50 + 10 * scale)) < 1e-2);
}

void TestChartNotes::paretoHasEllipsesOnRequest()
{
    const ResultFrame frame = notedFrame();
    ChartOptions options;
    const ChartScene crosses = chartById("pareto")->build(frame, options);
    options.usesEllipses = true;
    const ChartScene ellipses = chartById("pareto")->build(frame, options);
    const auto hasThem = [](const ChartScene &scene) {
        return std::any_of(scene.panels.front().lines.begin(), scene.panels.front().lines.end(),
                           [](const SceneLine &line) { return line.hasEllipses; });
    };
    QVERIFY(!hasThem(crosses) && hasThem(ellipses));
    QVERIFY(crosses.notes.front().contains("crosses") && ellipses.notes.front().contains("ellipses"));
    for (const ScenePanel &panel : ellipses.panels) { // the axes hold them
        for (const SceneLine &line : panel.lines) {
            for (const ScenePoint &point : line.points) {
                for (const QPointF &corner : point.xInterval ? intervalEllipse(point) : std::vector<QPointF>()) {
                    QVERIFY(corner.x() >= panel.x.lower && corner.x() <= panel.x.upper);
                    QVERIFY(corner.y() >= panel.left.lower && corner.y() <= panel.left.upper);
                }
            }
        }
    }
}

QTEST_MAIN(TestChartNotes)
#include "tst_chart_notes.moc"
