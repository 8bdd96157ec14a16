// Drives the real window with the real runner on the bundled models: what a person does in the first minutes, and what
// the window does when its runner dies.
#include "desktop/engine_adapter.h"
#include "desktop/window_config.h"
#include "ui/cells_model.h"
#include "ui/chart_export.h"
#include "ui/main_window.h"
#include "ui/plain_text.h"
#include "ui/plot_view.h"
#include "ui/setup_panel.h"

#include <QAbstractItemModel>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <filesystem>

using namespace kvscope;

namespace {

constexpr int kProblems = 24;
constexpr int kSamples = kProblems * 4; // two models at two budgets
constexpr int kPatienceMs = 240'000;    // a sanitizer build on a busy machine

int committedIn(const FramePtr &frame)
{
    int total = 0;
    for (const CellResult &cell : frame ? frame->cells : std::vector<CellResult>()) {
        total += cell.num_samples;
    }
    return total;
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void setupIsCheckedWhileItIsMade();
    void aSweepPausesDiesResumesAndExports();
    void theDemoGoesOnAfterItsModelsHaveMoved();
    void whatIsNoSessionIsSaidPlainly();
    void thePublishedFigureOffersNothingToStart();
    void theWheelScrollsAndChangesNoParameter();
    void keysAreListed();
    void filesMayBeDroppedOnAnyField();
    void theChartIsATableToo();

private:
    QAction *action(const char *name) const { return window_->findChild<QAction *>(QLatin1String(name)); }
    template <typename Widget>
    Widget *widget(const char *name) const
    {
        return window_->findChild<Widget *>(QLatin1String(name));
    }
    /// Of several with this name, each on a page of its own, the one that is seen.
    template <typename Widget>
    Widget *visible(const char *name) const
    {
        const auto all = window_->findChildren<Widget *>(QLatin1String(name));
        const auto seen = std::find_if(all.begin(), all.end(), [](const Widget *one) { return one->isVisible(); });
        return seen == all.end() ? nullptr : *seen;
    }
    QString banner() const
    {
        const auto *text = visible<QLabel>("bannerText");
        return text ? text->text() : QString();
    }
    void openWindow(const std::string &resourceDir);
    void setUpSmallSweep(int numProblems);
    void exportEverything();
    void copyAndReopen();

    QTemporaryDir home_;
    std::unique_ptr<MainWindow> window_;
};

void TestMainWindow::initTestCase()
{
    QVERIFY(home_.isValid());
    QVERIFY2(QFile::exists(QStringLiteral(KVSCOPE_BIN_DIR) + "/kvscope-runner"), "build kvscope-runner first");
}

void TestMainWindow::init()
{
    const QString settings = home_.filePath(QStringLiteral("config-%1").arg(QTest::currentTestFunction()));
    qputenv("XDG_CONFIG_HOME", settings.toUtf8());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings);
    openWindow(makeWindowConfig().resourceDir);
}

void TestMainWindow::openWindow(const std::string &resourceDir)
{
    window_.reset();
    WindowConfig config = makeWindowConfig();
    config.resourceDir = resourceDir;
    config.runnerProgram = QStringLiteral(KVSCOPE_BIN_DIR) + "/kvscope-runner";
    config.cacheDir = home_.filePath(QStringLiteral("thumbnails"));
    config.dataDir = home_.filePath(QString::fromLatin1(QTest::currentTestFunction()));
    window_ = std::make_unique<MainWindow>(config, makeEngineServices(config.resourceDir));
    window_->resize(1280, 800);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
}

void TestMainWindow::cleanup()
{
    window_.reset();
}

void TestMainWindow::setUpSmallSweep(int numProblems)
{
    action("newSweep")->trigger();
    widget<QLineEdit>("budgets")->setText(QStringLiteral("128,192"));
    widget<QSpinBox>("problemLimit")->setValue(numProblems);
    widget<QSpinBox>("batch")->setValue(4);
    QTRY_VERIFY_WITH_TIMEOUT(action("start")->isEnabled(), kPatienceMs);
}

void TestMainWindow::setupIsCheckedWhileItIsMade()
{
    setUpSmallSweep(5);
    auto *plan = widget<QLabel>("planText");
    QTRY_COMPARE(plan->text(), QString("4 cells, 20 samples"));
    QVERIFY(widget<QPlainTextEdit>("command")->toPlainText().contains("--kv-budget 128,192"));
    QTRY_COMPARE(widget<PlotView>("plot")->scene().panels.size(), 2U);

    // What the engine says of each cell is said once.
    widget<QLineEdit>("budgets")->setText(QStringLiteral("3000,4000"));
    QTRY_COMPARE_WITH_TIMEOUT(widget<QLabel>("planWarnings")->text(),
                              QString("eviction can never fire at 3000, 4000 (both models)"), kPatienceMs);
    widget<QLineEdit>("budgets")->setText(QStringLiteral("128,oops"));
    QVERIFY(!action("start")->isEnabled());
    QTRY_VERIFY(widget<QLabel>("planProblem")->isVisible());
    widget<QLineEdit>("budgets")->setText(QStringLiteral("4"));
    // Understood, but the engine refuses it: a budget must exceed the window of queries.
    QTRY_VERIFY_WITH_TIMEOUT(widget<QLabel>("planProblem")->isVisible(), kPatienceMs);
    QVERIFY(!action("start")->isEnabled());
    widget<QLineEdit>("budgets")->setText(QStringLiteral("full"));
    QTRY_VERIFY_WITH_TIMEOUT(action("start")->isEnabled(), kPatienceMs);
    QCOMPARE(plan->text(), QString("2 cells, 10 samples"));
}

void TestMainWindow::aSweepPausesDiesResumesAndExports()
{
    setUpSmallSweep(kProblems);
    StudyController &study = window_->controller();
    action("start")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(study.runState() == RunState::Running, kPatienceMs);
    QVERIFY(!action("start")->isEnabled());
    QVERIFY(!widget<QLineEdit>("budgets")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(committedIn(study.frame()) > 0, kPatienceMs);
    const QString session = study.sessionPath();

    action("pause")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(study.runState() == RunState::Paused, kPatienceMs);
    QVERIFY(action("pause")->text().contains("Continue"));
    // What runs is finished, nothing new starts: the four of the batch at most, and their reading.
    QTRY_VERIFY_WITH_TIMEOUT(study.progress().running == 0, kPatienceMs);
    QTest::qWait(500);
    const int whenPaused = committedIn(study.frame());
    QVERIFY(whenPaused < kSamples);
    action("pause")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(committedIn(study.frame()) > whenPaused, kPatienceMs);

    QCOMPARE(::kill(static_cast<pid_t>(study.runnerProcessId()), SIGKILL), 0);
    QTRY_VERIFY_WITH_TIMEOUT(study.runState() == RunState::Idle, kPatienceMs);
    QTRY_VERIFY2_WITH_TIMEOUT(banner().contains("samples are safe"), qPrintable(banner()), kPatienceMs);
    const QString announced = banner().section(QLatin1Char('.'), 1).trimmed().section(QLatin1Char(' '), 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(study.canResume(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(committedIn(study.frame()) >= announced.toInt(), kPatienceMs);
    QVERIFY(announced.toInt() > 0);
    QStringList states;
    const auto *cells = widget<QTableView>("cellsTable")->model();
    for (int row = 0; row < cells->rowCount(); ++row) {
        states << cells->index(row, CellsModel::State).data().toString();
    }
    QVERIFY2(!states.contains("running"), qPrintable(states.join(' '))); // nothing runs any more

    auto *resume = visible<QPushButton>("bannerAction");
    QVERIFY(resume);
    QTest::mouseClick(resume, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(study.frame()->is_complete && !study.isRunning(), kPatienceMs);
    QCOMPARE(committedIn(study.frame()), kSamples);
    QCOMPARE(banner(), QString());
    const ChartScene &scene = widget<PlotView>("plot")->scene();
    QCOMPARE(scene.panels.size(), 2U);
    for (const ScenePanel &panel : scene.panels) {
        QCOMPARE(panel.bars.size(), 2U);
        for (const SceneBar &bar : panel.bars) {
            QVERIFY(bar.fill == BarFill::Solid);
        }
    }
    QVERIFY(widget<QTableView>("numbersTable")->model()->index(0, 0).data().toString() != "–");

    exportEverything();
    copyAndReopen();
    QVERIFY(session.startsWith(home_.path()));
}

void TestMainWindow::theDemoGoesOnAfterItsModelsHaveMoved()
{
    const auto stopsAfterMoreThan = [this](int numSamples) {
        const StudyController &study = window_->controller();
        action("demo")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(committedIn(study.frame()) > numSamples, kPatienceMs);
        action("stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(study.runState() == RunState::Idle, kPatienceMs);
    };
    const QString elsewhere = home_.filePath("elsewhere");
    std::filesystem::copy(makeWindowConfig().resourceDir, elsewhere.toStdString(),
                          std::filesystem::copy_options::recursive);
    openWindow(elsewhere.toStdString());
    stopsAfterMoreThan(0);
    const int whenStopped = committedIn(window_->controller().frame());
    QVERIFY(whenStopped > 0);

    QVERIFY(QDir(elsewhere).removeRecursively());
    openWindow(makeWindowConfig().resourceDir);
    stopsAfterMoreThan(whenStopped);
}

void TestMainWindow::exportEverything()
{
    for (const char *suffix : {".png", ".svg", ".pdf"}) {
        const QString path = home_.filePath(QStringLiteral("chart") + QLatin1String(suffix));
        QVERIFY2(window_->exportChartTo(path, {}), suffix);
        QVERIFY2(QFileInfo(path).size() > 1000, suffix);
    }
    const QImage image(home_.filePath("chart.png"));
    QCOMPARE(image.size(), QSize(1280, 560));
    QVERIFY(window_->exportTableTo(home_.filePath("numbers.csv")));
    QFile table(home_.filePath("numbers.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    QCOMPARE(table.readAll().trimmed().split('\n').size(), 5); // a header and four cells
}

void TestMainWindow::copyAndReopen()
{
    StudyController &study = window_->controller();
    study.saveCopy(home_.filePath("copy.kvsession"));
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains("copy was saved"), kPatienceMs);
    action("closeSession")->trigger();
    QVERIFY(!study.frame());
    window_->openSession(home_.filePath("copy.kvsession"));
    QTRY_VERIFY_WITH_TIMEOUT(study.frame() != nullptr, kPatienceMs);
    QCOMPARE(committedIn(study.frame()), kSamples);
    QVERIFY(study.frame()->is_complete);
    QVERIFY(!action("resume")->isEnabled());
    QCOMPARE(widget<QLineEdit>("budgets")->text(), QString("128,192"));
}

void TestMainWindow::whatIsNoSessionIsSaidPlainly()
{
    const QString path = home_.filePath("not <b>a session.kvsession");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("hello, this is no database at all");
    file.close();
    window_->openSession(path);
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains("is not a KVScope session"), kPatienceMs);
    QCOMPARE(widget<QLabel>("bannerText")->textFormat(), Qt::PlainText);
    QVERIFY(!widget<QPlainTextEdit>("log")->toPlainText().isEmpty());
    window_->openSession(home_.filePath("absent.kvsession"));
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains("There is no session"), kPatienceMs);
}

void TestMainWindow::thePublishedFigureOffersNothingToStart()
{
    window_->openSession(QString::fromStdString(makeWindowConfig().resourceDir) +
                         "/reference/dynts-first-reading.kvsession");
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    QVERIFY(window_->windowTitle().startsWith(plainLine(window_->controller().frame()->title)));
    QVERIFY(action("scaleReference")->isChecked());
    QVERIFY(action("scaleReference")->isEnabled());
    // What Start would start is out of sight.
    QVERIFY(!widget<QPushButton>("startButton")->isVisible());
    QVERIFY(widget<QPushButton>("newSweepButton")->isVisible());
    action("pareto")->trigger(); // has scales of its own
    QVERIFY(!action("scaleReference")->isEnabled());
    action("newSweep")->trigger();
    QVERIFY(widget<QPushButton>("startButton")->isVisible());
    QVERIFY(!widget<QPushButton>("newSweepButton")->isVisible());
}

void TestMainWindow::theWheelScrollsAndChangesNoParameter()
{
    action("newSweep")->trigger();
    auto *buffer = widget<QSpinBox>("buffer");
    const int before = buffer->value();
    const auto wheelOver = [](QWidget *widget) {
        const QPointF center = QRectF(widget->rect()).center();
        QWheelEvent turn(center, widget->mapToGlobal(center), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                         Qt::NoScrollPhase, false);
        QApplication::sendEvent(widget, &turn);
    };
    wheelOver(buffer);
    QCOMPARE(buffer->value(), before);
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    buffer->setFocus();
    wheelOver(buffer);
    QVERIFY(buffer->value() != before);
}

void TestMainWindow::keysAreListed()
{
    QTest::keyClick(window_.get(), Qt::Key_Question);
    QTRY_VERIFY(window_->findChild<QTableWidget *>("keysTable") != nullptr);
    const auto *table = window_->findChild<QTableWidget *>("keysTable");
    QSet<QString> keys;
    for (const QAction *each : window_->findChildren<QAction *>()) {
        const QString shortcut = each->shortcut().toString(QKeySequence::NativeText);
        if (!shortcut.isEmpty() && !each->objectName().isEmpty()) {
            QVERIFY2(!keys.contains(shortcut), qPrintable(shortcut + " is used twice"));
            keys.insert(shortcut);
            QVERIFY2(!table->findItems(shortcut, Qt::MatchExactly).isEmpty(), qPrintable(shortcut));
        }
    }
    QVERIFY(keys.size() > 20);
}

void TestMainWindow::filesMayBeDroppedOnAnyField()
{
    action("newSweep")->trigger();
    const auto drop = [this](const QString &path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        auto *field = widget<QLineEdit>("budgets"); // would take the address as text
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(field, &enter);
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(field, &event);
        return enter.isAccepted() && event.isAccepted();
    };
    const QString budgets = widget<QLineEdit>("budgets")->text();
    QFile problems(home_.filePath("dropped.jsonl"));
    QVERIFY(problems.open(QIODevice::WriteOnly));
    problems.write("{\"problem\": \"1 + 1\", \"answer\": \"2\"}\n");
    problems.close();
    QVERIFY(drop(problems.fileName()));
    QTRY_VERIFY(window_->findChild<SetupPanel *>()->form().spec.dataset_files.front() ==
                problems.fileName().toStdString());
    QCOMPARE(widget<QLineEdit>("budgets")->text(), budgets);
    QFile other(home_.filePath("photo.png"));
    QVERIFY(other.open(QIODevice::WriteOnly));
    QVERIFY(drop(other.fileName()));
    QVERIFY(banner().contains("photo.png"));
}

void TestMainWindow::theChartIsATableToo()
{
    window_->openSession(QString::fromStdString(makeWindowConfig().resourceDir) +
                         "/reference/dynts-first-reading.kvsession");
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    QTRY_VERIFY(action("showTable")->isEnabled());
    QTRY_VERIFY(!widget<PlotView>("plot")->scene().panels.empty());
    action("showTable")->trigger();
    QTRY_VERIFY(window_->findChild<QTableWidget *>("chartTable") != nullptr);
    QVERIFY(window_->findChild<QTableWidget *>("chartTable")->rowCount() >= 24); // bars and points of twelve cells
    QVERIFY(!window_->findChild<QLabel *>("chartSummary")->text().isEmpty());
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
