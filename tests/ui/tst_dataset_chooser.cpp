#include "ui/chart.h"
#include "widgets/dataset_chooser.h"

#include <QSignalSpy>
#include <QTest>

using namespace kvscope;

class TestDatasetChooser : public QObject {
    Q_OBJECT

private slots:
    void followsWhatIsShown()
    {
        DatasetChooser chooser;
        QSignalSpy chosen(&chooser, &DatasetChooser::datasetChosen);
        chooser.setDatasets({"AIME24", "AMC23"}, ChartOptions::averageOfDatasets, true);
        QVERIFY(!chooser.isHidden());
        QTest::keyClick(&chooser, Qt::Key_Down);
        QTest::keyClick(&chooser, Qt::Key_Down);
        QCOMPARE(chosen.size(), 2);
        QCOMPARE(chosen.last()[0].toInt(), 1);
        QCOMPARE(chooser.currentText(), QString("AMC23"));
        // The same session has grown: what was chosen stays.
        chooser.setDatasets({"AIME24", "AMC23"}, 1, true);
        QCOMPARE(chooser.currentText(), QString("AMC23"));
        // Another session with the same datasets is shown from its average on.
        chooser.setDatasets({"AIME24", "AMC23"}, ChartOptions::averageOfDatasets, true);
        QCOMPARE(chooser.currentData().toInt(), ChartOptions::averageOfDatasets);
        QCOMPARE(chosen.size(), 2); // the reader chose nothing
    }

    void oneDatasetIsNoChoice()
    {
        DatasetChooser chooser;
        chooser.setDatasets({"AIME24"}, 0, true);
        QVERIFY(chooser.isHidden());
        chooser.setDatasets({"Average of two", "AIME24"}, 0, false); // a published figure
        QVERIFY(!chooser.isHidden());
        QCOMPARE(chooser.count(), 2);
        QCOMPARE(chooser.currentText(), QString("Average of two"));
    }
};

QTEST_MAIN(TestDatasetChooser)
#include "tst_dataset_chooser.moc"
