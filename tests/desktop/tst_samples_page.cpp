// From a bar to its samples, through the real window: table, filters, transcript and eviction viewer.
#include "idle_window.h"
#include "large_session.h"
#include "policy_labels.h"
#include "ui/plot_view.h"
#include "ui/samples_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace kvscope;
using namespace kvscope::test;

namespace {

constexpr large_session::Size kSize{40, 2};
constexpr int kPerCell = 80;
constexpr int kPatienceMs = 120'000; // a sanitizer build on a busy machine

} // namespace

class TestSamplesPage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void aClickOnABarListsItsSamples();
    void twoBrushedBarsListTheirFlips();
    void enterOnACellListsItsSamples();
    void filtersNarrowTheList();
    void aGrowingListIsCountedAsItIsRead();
    void headersSort();
    void budgetsAreCompared();
    void keysStepThroughTranscripts();
    void thoughtUnfolds();
    void evictionsAreExplored();
    void whatWasNotTracedIsSaid();
    void rowsAndTranscriptsAreCopied();
    void theListIsExported();
    void theWindowRemembers();

private:
    QAction *action(const char *name) const { return window_->findChild<QAction *>(QLatin1String(name)); }
    template <typename Widget>
    Widget *widget(const char *name) const
    {
        return window_->findChild<Widget *>(QLatin1String(name));
    }
    QString textOf(const char *name) const { return widget<QLabel>(name)->text(); }
    QString toolTipOrText(const char *name) const { return widget<QLabel>(name)->accessibleName(); }
    QString summary() const { return toolTipOrText("samplesSummary"); }
    void openWindow();
    void openSamples();
    void clickBar(const SceneBar &bar, int panel, Qt::KeyboardModifiers modifiers);
    void choose(const char *box, const QString &text);
    QString cell(int row, int column) const;
    void chooseSample(const QString &model, const QString &budget, int row);

    QTemporaryDir home_;
    QString path_;
    std::unique_ptr<MainWindow> window_;
};

void TestSamplesPage::initTestCase()
{
    setUsualPolicyLabels();
    path_ = home_.filePath("study.kvsession");
    const Status written = large_session::write(path_.toStdString(), kSize);
    QVERIFY2(written.has_value(), written.has_error() ? written.error().message.c_str() : "");
}

void TestSamplesPage::init()
{
    useOwnSettings(home_.path());
    openWindow();
}

void TestSamplesPage::openWindow()
{
    window_ = openIdleWindow(home_.path());
    QVERIFY(window_);
    window_->openSession(path_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
}

void TestSamplesPage::cleanup()
{
    window_.reset();
}

void TestSamplesPage::openSamples()
{
    action("showSamples")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(widget<QTableView>("samplesTable")->model()->rowCount() > 0, kPatienceMs);
}

void TestSamplesPage::clickBar(const SceneBar &bar, int panel, Qt::KeyboardModifiers modifiers)
{
    auto *plot = widget<PlotView>("plot");
    QTest::qWait(250); // scenes that come closer than 100 ms are coalesced: what is set is shown now
    const QPoint at = plot->positionOf(panel, bar.x, bar.value / 2).toPoint();
    QWidget *canvas = plot->childAt(at);
    QVERIFY(canvas != nullptr);
    QTest::mouseClick(canvas, Qt::LeftButton, modifiers, canvas->mapFrom(plot, at));
}

void TestSamplesPage::choose(const char *box, const QString &text)
{
    auto *combo = widget<QComboBox>(box);
    const int index = combo->findText(text);
    QVERIFY2(index >= 0, qPrintable(text));
    combo->setCurrentIndex(index);
}

QString TestSamplesPage::cell(int row, int column) const
{
    const QAbstractItemModel *model = widget<QTableView>("samplesTable")->model();
    return model->index(row, column).data().toString();
}

void TestSamplesPage::chooseSample(const QString &model, const QString &budget, int row)
{
    openSamples();
    choose("filterModel", model);
    choose("filterBudget", budget);
    QTRY_COMPARE_WITH_TIMEOUT(widget<QTableView>("samplesTable")->model()->rowCount(), kPerCell, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(cell(row, 0) != QString("…"), kPatienceMs);
    widget<QTableView>("samplesTable")->selectRow(row);
    const QString title = QStringLiteral("Problem %1, sample %2 · %3").arg(cell(row, 0), cell(row, 1), model);
    QTRY_VERIFY2_WITH_TIMEOUT(toolTipOrText("transcriptTitle").startsWith(title),
                              qPrintable(toolTipOrText("transcriptTitle")), kPatienceMs);
}

void TestSamplesPage::aClickOnABarListsItsSamples()
{
    auto *plot = widget<PlotView>("plot");
    QTRY_COMPARE_WITH_TIMEOUT(plot->scene().panels.size(), 2U, kPatienceMs);
    clickBar(plot->scene().panels[1].bars[2], 1, Qt::NoModifier);
    QTRY_COMPARE_WITH_TIMEOUT(widget<QStackedWidget>("pages")->currentWidget()->objectName(), QString("samplesPage"),
                              kPatienceMs);
    QTRY_VERIFY2_WITH_TIMEOUT(summary().startsWith("80 of 800 samples"), qPrintable(summary()), kPatienceMs);
    QCOMPARE(widget<QComboBox>("filterModel")->currentText(), QString("right"));
    QCOMPARE(widget<QComboBox>("filterBudget")->currentText(), QString("192"));
    QTest::keyClick(window_.get(), Qt::Key_Escape);
    QVERIFY(plot->isVisible());
}

void TestSamplesPage::twoBrushedBarsListTheirFlips()
{
    auto *plot = widget<PlotView>("plot");
    QTRY_COMPARE_WITH_TIMEOUT(plot->scene().panels.size(), 2U, kPatienceMs);
    for (const std::size_t bar : {0U, 3U}) {
        clickBar(plot->scene().panels[0].bars[bar], 0, Qt::ShiftModifier);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("96 → 256: 80 pairs"), qPrintable(summary()), kPatienceMs);
    QCOMPARE(widget<QComboBox>("filterModel")->currentText(), QString("left"));
    QCOMPARE(widget<QComboBox>("filterFlips")->currentText(), QString("flipped"));
}

void TestSamplesPage::enterOnACellListsItsSamples()
{
    auto *cells = widget<QTableView>("cellsTable");
    QTRY_COMPARE_WITH_TIMEOUT(cells->model()->rowCount(), 10, kPatienceMs);
    emit cells->activated(cells->model()->index(0, 0)); // Enter or a double click, as the platform has it
    QTRY_VERIFY2_WITH_TIMEOUT(summary().startsWith("80 of 800 samples"), qPrintable(summary()), kPatienceMs);
    QCOMPARE(widget<QComboBox>("filterBudget")->currentText(), QString("96"));
}

void TestSamplesPage::filtersNarrowTheList()
{
    openSamples();
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "800 samples", qPrintable(summary()), kPatienceMs);
    choose("filterBudget", "full");
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "160 of 800 samples", qPrintable(summary()), kPatienceMs);
    widget<QLineEdit>("filterText")->setText("PROBLEM-17");
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "4 of 800 samples", qPrintable(summary()), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(3, 0), QString("problem-17"), kPatienceMs);
    widget<QLineEdit>("filterText")->setText("no such thing");
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "0 of 800 samples", qPrintable(summary()), kPatienceMs);
    QVERIFY(!widget<QTableView>("samplesTable")->isVisible());
    QTest::mouseClick(widget<QPushButton>("filterReset"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "800 samples", qPrintable(summary()), kPatienceMs);
    QVERIFY(!widget<QPushButton>("filterReset")->isEnabled());
}

void TestSamplesPage::aGrowingListIsCountedAsItIsRead()
{
    const QString grown = home_.filePath("grown.kvsession");
    QVERIFY(QFile::copy(path_, grown));
    window_->openSession(grown);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    openSamples();
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "800 samples", qPrintable(summary()), kPatienceMs);
    {
        const CellSpec cell = large_session::plan(kSize).cells.front();
        auto writer = SessionWriter::open(grown.toStdString());
        QVERIFY(writer.has_value());
        QVERIFY(writer.value().put_samples(cell.key, {large_session::sample(cell, 0, 2)}).has_value());
    }
    // The list is read again, the figures of the cells are not: they know of 800.
    widget<QTableView>("samplesTable")
        ->horizontalHeader()
        ->setSortIndicator(SamplesModel::Problem, Qt::DescendingOrder);
    QTRY_VERIFY2_WITH_TIMEOUT(summary() == "801 samples", qPrintable(summary()), kPatienceMs);
}

void TestSamplesPage::headersSort()
{
    openSamples();
    auto *table = widget<QTableView>("samplesTable");
    const auto tokensSorted = [&](Qt::SortOrder order) {
        table->horizontalHeader()->setSortIndicator(SamplesModel::Tokens, order);
        const auto atEnds = [&](bool biggestFirst) {
            const int first = cell(0, SamplesModel::Tokens).toInt();
            const int second = cell(1, SamplesModel::Tokens).toInt();
            const int last = cell(799, SamplesModel::Tokens).toInt();
            return first > 0 && last > 0 &&
                   (biggestFirst ? first >= second && first > last : first <= second && first < last);
        };
        QTRY_VERIFY_WITH_TIMEOUT(atEnds(order == Qt::DescendingOrder), kPatienceMs);
    };
    tokensSorted(Qt::DescendingOrder);
    tokensSorted(Qt::AscendingOrder);
    QVERIFY(table->horizontalHeader()->isSortIndicatorShown());
}

void TestSamplesPage::budgetsAreCompared()
{
    openSamples();
    QVERIFY(!widget<QComboBox>("filterCompared")->isEnabled()); // a budget first
    choose("filterModel", "left");
    choose("filterBudget", "96");
    QVERIFY(widget<QComboBox>("filterCompared")->isEnabled());
    choose("filterCompared", "full");
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("80 pairs"), qPrintable(summary()), kPatienceMs);
    // The generator's own words, counted anew.
    int toWrong = 0;
    int toCorrect = 0;
    const SweepPlan plan = large_session::plan(kSize);
    for (int problem = 0; problem < kSize.num_problems; ++problem) {
        for (int index = 0; index < kSize.samples_per_problem; ++index) {
            const bool at96 = large_session::sample(plan.cells[0], problem, index).grade.verdict == Verdict::Correct;
            const bool atFull = large_session::sample(plan.cells[8], problem, index).grade.verdict == Verdict::Correct;
            toWrong += at96 && !atFull ? 1 : 0;
            toCorrect += !at96 && atFull ? 1 : 0;
        }
    }
    QVERIFY(toWrong > 0 && toCorrect > toWrong);
    const QString counts = QStringLiteral("%1 correct → wrong, %2 wrong → correct").arg(toWrong).arg(toCorrect);
    QVERIFY2(summary().contains(counts), qPrintable(summary()));
    QCOMPARE(widget<QTableView>("samplesTable")->model()->rowCount(), toWrong + toCorrect);
    QVERIFY(!widget<QTableView>("samplesTable")->isColumnHidden(SamplesModel::Compared));
    choose("filterFlips", "correct → wrong");
    QTRY_COMPARE_WITH_TIMEOUT(widget<QTableView>("samplesTable")->model()->rowCount(), toWrong, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(cell(0, SamplesModel::Verdict).contains("correct"), kPatienceMs);
    QVERIFY(!cell(0, SamplesModel::Compared).contains("correct"));
    // The transcript of the first row, not of what was listed before.
    QTRY_VERIFY_WITH_TIMEOUT(toolTipOrText("transcriptTitle").contains(cell(0, SamplesModel::Problem) + ',') &&
                                 textOf("transcriptVerdict").contains("correct"),
                             kPatienceMs);
    QVERIFY(toolTipOrText("transcriptTitle").contains("R-KV 96"));
    QTRY_VERIFY_WITH_TIMEOUT(action("showPartner")->isEnabled(), kPatienceMs);
    action("showPartner")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(toolTipOrText("transcriptTitle").contains("full"), kPatienceMs);
    QVERIFY(!textOf("transcriptVerdict").contains("correct"));
    action("showPartner")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(textOf("transcriptVerdict").contains("correct"), kPatienceMs);
    window_->showFlips("left-128", "right-128"); // no pairs: the first one's samples
    QTRY_COMPARE_WITH_TIMEOUT(widget<QTableView>("samplesTable")->model()->rowCount(), kPerCell, kPatienceMs);
    window_->showFlips("right-128", "right-0");
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("pairs"), qPrintable(summary()), kPatienceMs);
    QCOMPARE(widget<QComboBox>("filterCompared")->currentText(), QString("full"));
}

void TestSamplesPage::keysStepThroughTranscripts()
{
    chooseSample("right", "96", 3);
    QTest::keyClick(window_.get(), Qt::Key_Down, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(toolTipOrText("transcriptTitle").startsWith("Problem problem-2, sample 0"), kPatienceMs);
    QTest::keyClick(window_.get(), Qt::Key_Up, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(toolTipOrText("transcriptTitle").startsWith("Problem problem-1, sample 1"), kPatienceMs);
    QCOMPARE(widget<QTableView>("samplesTable")->currentIndex().row(), 3);
}

void TestSamplesPage::thoughtUnfolds()
{
    chooseSample("right", "96", 0);
    auto *text = widget<QPlainTextEdit>("transcript");
    QVERIFY2(text->toPlainText().contains("What is 0?"), qPrintable(text->toPlainText()));
    QVERIFY(text->toPlainText().contains("Thinking · 13 characters — folded"));
    QVERIFY(!text->toPlainText().contains("Step by step."));
    QVERIFY(text->toPlainText().contains("The answer is \\boxed{"));
    widget<QToolButton>("foldThink")->click();
    QVERIFY(text->toPlainText().contains("Step by step."));
    QVERIFY(!text->toPlainText().contains("<1><2><3>"));
    widget<QToolButton>("foldPrompt")->click();
    QVERIFY(text->toPlainText().contains("<1><2><3>")); // the prompt, decoded
    QVERIFY(textOf("transcriptAnswers").contains("Gold: "));
    QVERIFY(textOf("transcriptFacts").contains("prefill 10 ms"));
}

void TestSamplesPage::evictionsAreExplored()
{
    chooseSample("right", "96", 0);
    auto *slider = widget<QSlider>("evictionSlider");
    QTRY_VERIFY_WITH_TIMEOUT(slider->isVisible(), kPatienceMs);
    QCOMPARE(slider->maximum(), 2);
    QCOMPARE(slider->value(), 2); // after the last compression
    QVERIFY(toolTipOrText("evictionState").startsWith("After compression 2 of 2 · step 1 · 4 → 3 entries"));
    auto *tokens = widget<QWidget>("tokenFlow");
    tokens->setFocus();
    QTest::keyClick(tokens, Qt::Key_Home);
    const auto described = [&](const QString &expected) {
        QTRY_VERIFY2_WITH_TIMEOUT(tokens->accessibleDescription().contains(expected),
                                  qPrintable(tokens->accessibleDescription()), kPatienceMs);
    };
    described("Position 0, prompt token “<1>”: dropped in 3 of 4 heads, between compressions 1 and 2");
    QTest::keyClick(tokens, Qt::Key_Right);
    QTest::keyClick(tokens, Qt::Key_Right);
    QTest::keyClick(tokens, Qt::Key_Right);
    described("Position 3, prompt token");
    described("dropped in 1 of 4 heads, at compression 2");
    QTest::keyClick(tokens, Qt::Key_Home);
    QTest::keyClick(slider, Qt::Key_Left); // to compression 1
    QVERIFY(toolTipOrText("evictionState").startsWith("After compression 1 of 2 · after prefill"));
    described("dropped in 2 of 4 heads, at compression 1");
    choose("evictionLayer", "Layer 0");
    choose("evictionHead", "Head 1");
    described("Position 0, prompt token “<1>”: kept");
    QTest::keyClick(slider, Qt::Key_Home);
    QVERIFY(toolTipOrText("evictionState").startsWith("Before the first"));
    const QString layers = widget<QWidget>("layerBars")->accessibleDescription();
    QVERIFY2(layers.contains("Layer 0 keeps"), qPrintable(layers));
    auto *map = widget<QWidget>("evictionHeatMap");
    QTest::keyClick(map, Qt::Key_Down);
    QCOMPARE(slider->value(), 1);
}

void TestSamplesPage::whatWasNotTracedIsSaid()
{
    chooseSample("left", "96", 1); // sample 1 of a problem
    QTRY_VERIFY2_WITH_TIMEOUT(textOf("evictionMessage").contains("sample 0 of each problem is"),
                              qPrintable(textOf("evictionMessage")), kPatienceMs);
    QVERIFY(!widget<QSlider>("evictionSlider")->isVisible());
    QVERIFY(!widget<QToolButton>("foldPrompt")->isVisible()); // its tokenizer is gone
    chooseSample("left", "full", 0);
    QTRY_VERIFY_WITH_TIMEOUT(textOf("evictionMessage").contains("Nothing is evicted"), kPatienceMs);
    chooseSample("left", "96", 0); // traced, but only ids are known
    QTRY_VERIFY2_WITH_TIMEOUT(toolTipOrText("evictionNote").contains("shown by their ids"),
                              qPrintable(toolTipOrText("evictionNote")), kPatienceMs);
}

void TestSamplesPage::rowsAndTranscriptsAreCopied()
{
    chooseSample("right", "128", 2);
    action("copyRow")->trigger();
    const QStringList lines = QApplication::clipboard()->text().split('\n');
    QVERIFY(lines[0].startsWith("problem_id\tsample_index\tmodel"));
    QVERIFY2(lines[1].startsWith("problem-1\t0\tright\ttasks\tr_kv\t128"), qPrintable(lines[1]));
    action("copyTranscript")->trigger();
    const QString copied = QApplication::clipboard()->text();
    QVERIFY2(copied.contains("Step by step.") && copied.contains("\\boxed{"), qPrintable(copied));
}

void TestSamplesPage::theListIsExported()
{
    chooseSample("right", "128", 0);
    const QString path = home_.filePath("listed.csv");
    window_->exportSamplesTo(path);
    const auto said = [this] {
        QStringList texts;
        for (const QLabel *label : window_->findChildren<QLabel *>("bannerText")) {
            texts << (label->isVisible() ? label->text() : QString());
        }
        return texts.join(' ');
    };
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains("80 samples were written"), qPrintable(said()), kPatienceMs);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed().split('\n').size(), kPerCell + 1);
    window_->exportSamplesTo("/no/such/folder/listed.csv");
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains("/no/such/folder"), qPrintable(said()), kPatienceMs);
}

void TestSamplesPage::theWindowRemembers()
{
    chooseSample("right", "128", 0);
    widget<QTableView>("samplesTable")->setColumnWidth(SamplesModel::Problem, 187);
    widget<QToolButton>("foldThink")->click();
    widget<QTableView>("samplesTable")->horizontalHeader()->setSortIndicator(SamplesModel::Tokens, Qt::DescendingOrder);
    window_->close();
    window_.reset();
    openWindow();
    openSamples();
    QCOMPARE(widget<QTableView>("samplesTable")->columnWidth(SamplesModel::Problem), 187);
    QCOMPARE(widget<QComboBox>("filterModel")->currentText(), QString("right"));
    QCOMPARE(widget<QComboBox>("filterBudget")->currentText(), QString("128"));
    QVERIFY(widget<QToolButton>("foldThink")->isChecked());
    QCOMPARE(widget<QTableView>("samplesTable")->horizontalHeader()->sortIndicatorSection(),
             static_cast<int>(SamplesModel::Tokens));
}

QTEST_MAIN(TestSamplesPage)
#include "tst_samples_page.moc"
