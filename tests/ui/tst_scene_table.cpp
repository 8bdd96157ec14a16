#include "chart_frames.h"
#include "ui/clipboard_export.h"
#include "ui/figure_preset.h"
#include "ui/scene_table.h"
#include "ui/table_export.h"

#include <QImage>
#include <QMimeData>
#include <QTest>

using namespace kvscope;
using namespace kvscope::test;

class TestSceneTable : public QObject {
    Q_OBJECT

private slots:
    void everyMarkHasARow_data();
    void everyMarkHasARow();
    void interimAndFinalAreTold();
    void separatorsInsideFieldsAreLost();
    void clipboardHoldsPictureDrawingAndTable();
};

void TestSceneTable::everyMarkHasARow_data()
{
    QTest::addColumn<QString>("id");
    for (const Chart *chart : charts()) {
        QTest::newRow(chart->id) << QString::fromLatin1(chart->id);
    }
}

void TestSceneTable::everyMarkHasARow()
{
    QFETCH(QString, id);
    const ChartScene scene = chartById(id)->build(id == u"datasets" ? frameWithTwoDatasets() : frameWithFull(), {});
    const SceneTable table = tableOf(scene);
    std::size_t numMarks = 0;
    for (const ScenePanel &panel : scene.panels) {
        numMarks += panel.bars.size() + panel.references.size();
        for (const SceneLine &line : panel.lines) {
            numMarks += line.points.size() * (scene.zoomsVertically ? 2 : 1);
        }
    }
    QCOMPARE(static_cast<std::size_t>(table.rows.size()), numMarks);
    QVERIFY(numMarks > 3);
    for (const QStringList &row : table.rows) {
        QCOMPARE(row.size(), table.header.size());
        QVERIFY(!row[0].isEmpty() && !row[3].isEmpty());
    }
    QVERIFY(!scene.summary.isEmpty());
}

void TestSceneTable::interimAndFinalAreTold()
{
    const SceneTable table = tableOf(chartById(QStringLiteral("bars"))->build(runningFrame(), {}));
    QStringList states;
    for (const QStringList &row : table.rows) {
        states << row[6];
    }
    QVERIFY(states.contains(QStringLiteral("final")));
    QVERIFY(std::any_of(states.begin(), states.end(), [](const QString &s) { return s.startsWith("interim, "); }));
}

void TestSceneTable::separatorsInsideFieldsAreLost()
{
    SceneTable table;
    table.header = {QStringLiteral("a"), QStringLiteral("b")};
    table.rows = {{QStringLiteral("x\ty"), QStringLiteral("1\n2")}};
    QCOMPARE(tsvOf(table), QByteArray("a\tb\nx y\t1 2\n"));
}

void TestSceneTable::clipboardHoldsPictureDrawingAndTable()
{
    ResultFrame frame = publishedFrame();
    frame.models[0].label = "=cmd\tx";
    const auto data = figureForClipboard(chartById(QStringLiteral("bars"))->build(frame, {}), frame,
                                         withPreset({}, figurePresets().front()));
    QVERIFY(data != nullptr);
    QVERIFY(data->hasImage());
    QVERIFY(QImage::fromData(data->data(QStringLiteral("image/png"))).width() > 1000);
    QVERIFY(data->data(QStringLiteral("image/svg+xml")).contains("<svg"));
    const QByteArrayList lines = data->text().toUtf8().chopped(1).split('\n');
    QCOMPARE(lines.size(), static_cast<qsizetype>(frame.cells.size()) + 1);
    for (const QByteArray &line : lines) {
        QCOMPARE(line.split('\t').size(), tableColumns().size());
    }
    QVERIFY(data->text().contains(QStringLiteral("'=cmd x")));
    ExportOptions impossible;
    impossible.dpi = 0;
    QVERIFY(figureForClipboard({}, frame, impossible) == nullptr);
}

QTEST_MAIN(TestSceneTable)
#include "tst_scene_table.moc"
