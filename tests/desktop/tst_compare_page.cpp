// Two sessions beside each other, through the real window.
#include "desktop/window_config.h"
#include "idle_window.h"
#include "large_session.h"
#include "ui/chart_export.h"
#include "ui/comparison_model.h"
#include "ui/plot_view.h"
#include "ui/scene_zoom.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMimeData>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

using namespace kvscope;
using namespace kvscope::test;

namespace {

constexpr int kPatienceMs = 120'000; // a sanitizer build on a busy machine

} // namespace

class TestComparePage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void framesGoSideBySide();
    void theSecondIsChosenFromTheMenu();
    void cellsAreComparedInATable();
    void settingsThatDifferAreListed();
    void chartsShareTheirScales();
    void aSessionDroppedWithShiftIsCompared();
    void whatCannotBeComparedIsSaid();
    void numbersAreExported();
    void theChartIsExportedFromHere();
    void oneOfSeveralDatasetsIsShown();

private:
    QAction *action(const char *name) const { return window_->findChild<QAction *>(QLatin1String(name)); }
    QTableView *table(const char *name) const { return window_->findChild<QTableView *>(QLatin1String(name)); }
    QString cell(const char *name, int row, int column) const
    {
        return table(name)->model()->index(row, column).data().toString();
    }
    QString page() const
    {
        return window_->findChild<QStackedWidget *>(QStringLiteral("pages"))->currentWidget()->objectName();
    }
    void compare();
    bool isSaid(const char *text) const
    {
        const auto labels = window_->findChildren<QLabel *>("bannerText");
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->text().contains(QLatin1String(text)); });
    }

    QTemporaryDir home_;
    QString first_;
    QString second_;
    std::unique_ptr<MainWindow> window_;
};

void TestComparePage::initTestCase()
{
    first_ = home_.filePath("first.kvsession");
    second_ = home_.filePath("second.kvsession");
    QVERIFY(large_session::write(first_.toStdString(), {20, 2}).has_value());
    QVERIFY(large_session::write(second_.toStdString(), {30, 2}).has_value());
    auto writer = SessionWriter::open(second_.toStdString());
    QVERIFY(writer.has_value());
    SweepSpec spec;
    spec.samples_per_problem = 2;
    QVERIFY(writer.value().begin_run(spec, large_session::plan({30, 2}), {{"sampling.top_p", "0.9"}}).has_value());
    int problem = 0; // one of the first twenty whose first answer is wrong under the budget 96
    while (large_session::sample(large_session::plan({}).cells.front(), problem, 0).grade.verdict != Verdict::Wrong) {
        ++problem;
    }
    const SampleKey changed{"problem-" + std::to_string(problem), 0};
    QVERIFY(problem < 20);
    QVERIFY(writer.value().update_grade("left-96", changed, {Verdict::Correct, "1", ""}).has_value());
    QVERIFY(writer.value().mark_cell_complete("left-96").has_value());
}

void TestComparePage::init()
{
    useOwnSettings(home_.path());
    window_ = openIdleWindow(home_.path());
    QVERIFY(window_);
}

void TestComparePage::cleanup()
{
    window_.reset();
}

void TestComparePage::compare()
{
    window_->openSession(first_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    window_->compareWith(second_);
    QTRY_COMPARE_WITH_TIMEOUT(page(), QString("comparePage"), kPatienceMs);
}

void TestComparePage::framesGoSideBySide()
{
    const auto read = readComparison(first_.toStdString(), second_.toStdString());
    QVERIFY(read.has_value());
    const ResultFrame &merged = *read.value()->merged;
    QStringList models;
    for (const ModelRef &model : merged.models) {
        models << QString::fromStdString(model.label);
    }
    QCOMPARE(models.join(", "), QString("left · first, left · second, right · first, right · second"));
    QCOMPARE(merged.datasets.size(), 1U);
    QCOMPARE(merged.cells.size(), 20U);
    QCOMPARE(merged.cells[11].cell_key, std::string("2:right-96"));
    QCOMPARE(merged.cells[11].model, 3);
    QVERIFY(readComparison(first_.toStdString(), home_.filePath("absent").toStdString()).has_error());
}

void TestComparePage::theSecondIsChosenFromTheMenu()
{
    QVERIFY(!action("compareSession")->isEnabled());
    window_->openSession(first_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    QTRY_VERIFY(action("compareSession")->isEnabled());
    action("compareSession")->trigger();
    auto *dialog = window_->findChild<QFileDialog *>();
    QVERIFY(dialog != nullptr);
    emit dialog->fileSelected(second_);
    dialog->close();
    QTRY_COMPARE_WITH_TIMEOUT(page(), QString("comparePage"), kPatienceMs);
    QVERIFY(action("showCharts")->isEnabled());
    action("showCharts")->trigger();
    QVERIFY(page() != QString("comparePage"));
}

void TestComparePage::cellsAreComparedInATable()
{
    compare();
    QCOMPARE(table("differencesTable")->model()->rowCount(), 10);
    // Both sessions have the same samples of 20 problems, but for one verdict; the other ten problems are not paired.
    for (int row = 0; row < 10; ++row) {
        const QString difference = cell("differencesTable", row, ComparisonModel::PassDifference);
        const bool isChanged = cell("differencesTable", row, ComparisonModel::Model) == QLatin1String("left") &&
                               cell("differencesTable", row, ComparisonModel::Budget) == QLatin1String("96");
        QVERIFY2(difference.startsWith(isChanged ? "+2.5 [" : "0.0 ["), qPrintable(difference));
    }
    const QModelIndex first = table("differencesTable")->model()->index(0, ComparisonModel::PassDifference);
    QVERIFY(first.data(Qt::ToolTipRole).toString().contains("20 problems"));
    QCOMPARE(cell("differencesTable", 0, ComparisonModel::TpsRatio), QString("–")); // no timings
    QVERIFY(!window_->findChild<QLabel *>("compareNote")->text().isEmpty());
}

void TestComparePage::settingsThatDifferAreListed()
{
    compare();
    QCOMPARE(table("settingsTable")->model()->rowCount(), 1);
    QCOMPARE(cell("settingsTable", 0, SettingsDifferenceModel::Group), QString("sampling"));
    QCOMPARE(cell("settingsTable", 0, SettingsDifferenceModel::Setting), QString("top_p"));
    QCOMPARE(cell("settingsTable", 0, SettingsDifferenceModel::First), QString("not stated"));
    QCOMPARE(cell("settingsTable", 0, SettingsDifferenceModel::Second), QString("0.9"));
}

void TestComparePage::chartsShareTheirScales()
{
    compare();
    auto *plot = window_->findChild<PlotView *>("comparePlot");
    QCOMPARE(plot->scene().panels.size(), 4U);
    QCOMPARE(columnsOf(plot->scene()), 2);
    for (const ScenePanel &panel : plot->scene().panels) {
        QCOMPARE(panel.left.upper, plot->scene().panels.front().left.upper);
        QCOMPARE(panel.x.upper, plot->scene().panels.front().x.upper);
    }
    action("relative")->trigger(); // the keys of the views work here, too
    QCOMPARE(plot->scene().chartId, QString("relative"));
    QCOMPARE(page(), QString("comparePage"));
}

void TestComparePage::aSessionDroppedWithShiftIsCompared()
{
    window_->openSession(first_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(second_)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::ShiftModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::ShiftModifier);
    QApplication::sendEvent(window_.get(), &event);
    QTRY_COMPARE_WITH_TIMEOUT(page(), QString("comparePage"), kPatienceMs);
    QCOMPARE(window_->controller().sessionPath(), first_);
}

void TestComparePage::whatCannotBeComparedIsSaid()
{
    window_->compareWith(second_);
    QVERIFY(isSaid("Open a session first"));
    window_->openSession(first_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    window_->compareWith(first_);
    QVERIFY(isSaid("open already"));
    window_->compareWith(home_.filePath("absent.kvsession"));
    QTRY_VERIFY_WITH_TIMEOUT(isSaid("could not be compared"), kPatienceMs);
    QVERIFY(page() != QString("comparePage"));
}

void TestComparePage::numbersAreExported()
{
    compare();
    const QString json = home_.filePath("comparison.json");
    QVERIFY(window_->exportComparisonTo(json));
    QCOMPARE(page(), QString("comparePage")); // the banner comes up here
    QVERIFY(isSaid("comparison.json"));
    QFile file(json);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(root["first"]["title"].toString(), QString("first"));
    QCOMPARE(root["second"]["title"].toString(), QString("second"));
    QCOMPARE(root["settings"].toArray().size(), 1);
    QCOMPARE(root["settings"][0]["name"].toString(), QString("top_p"));
    QVERIFY(root["settings"][0]["first"].isNull());
    const QJsonArray cells = root["cells"].toArray();
    QCOMPARE(cells.size(), 10);
    for (const QJsonValue &cell : cells) {
        const bool isChanged = cell["first_cell_key"].toString() == QLatin1String("left-96");
        QCOMPARE(cell["pass_at_1_difference_points"].toDouble(), isChanged ? 2.5 : 0.0);
        QCOMPARE(cell["num_problems_in_both"].toInt(), 20);
        QVERIFY(cell["pass_at_1_difference_missing"].isNull());
        QVERIFY(cell["tps_ratio"].isNull());
        QVERIFY(!cell["tps_ratio_missing"].toString().isEmpty());
    }
    QVERIFY(window_->exportComparisonTo(home_.filePath("comparison.csv")));
    QFile table(home_.filePath("comparison.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QByteArray csv = table.readAll();
    QCOMPARE(csv.count('\n'), 11);
    QVERIFY(csv.startsWith("model,dataset,budget_tokens,first_cell_key,"));
    QVERIFY(!window_->exportComparisonTo(home_.filePath("comparison.xlsx")));
    QVERIFY(isSaid("could not be written"));
}

void TestComparePage::theChartIsExportedFromHere()
{
    compare();
    const QString path = home_.filePath("pair.tex");
    QVERIFY(window_->exportChartTo(path, {}));
    QCOMPARE(page(), QString("comparePage"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(text.count("% left"), 2); // panels of both sessions
    QCOMPARE(text.count("% right"), 2);
    action("exportTable")->trigger();
    auto *dialog = window_->findChild<QFileDialog *>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(), QString("first-and-second.csv"));
    dialog->close();
}

void TestComparePage::oneOfSeveralDatasetsIsShown()
{
    const QString folder = QString::fromStdString(makeWindowConfig().resourceDir) + "/reference";
    window_->openSession(folder + "/dynts-first-reading.kvsession");
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    window_->compareWith(folder + "/dynts-second-reading.kvsession");
    QTRY_COMPARE_WITH_TIMEOUT(page(), QString("comparePage"), kPatienceMs);
    auto *chooser = window_->findChild<QComboBox *>("comparedDataset");
    QVERIFY(chooser->isVisible());
    auto *plot = window_->findChild<PlotView *>("comparePlot");
    QCOMPARE(plot->scene().panels.front().bars.front().value, 44.2); // the average that was printed
    chooser->setFocus();
    QTest::keyClick(chooser, Qt::Key_Down);
    QCOMPARE(chooser->currentText(), QString("AIME24"));
    QTRY_COMPARE(plot->scene().panels.front().bars.front().value, 40.0);
}

QTEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
