// Notes and titles through the real window: written, shown in the chart and its exports, taken back.
#include "fake_engine_services.h"
#include "large_session.h"
#include "policy_labels.h"
#include "ui/chart_export.h"
#include "ui/main_window.h"
#include "ui/plot_view.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDialogButtonBox>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

using namespace kvscope;

namespace {

constexpr int kPatienceMs = 120'000; // a sanitizer build on a busy machine

} // namespace

class TestDocumentEdits : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { setUsualPolicyLabels(); }
    void init();
    void cleanup();

    void aNoteIsWrittenShownAndTakenBack();
    void theTitleIsEdited();
    void theMenuOfABarOffersTheNote();
    void whileARunnerWritesNothingIsChanged();

private:
    QAction *action(const char *name) const { return window_->findChild<QAction *>(QLatin1String(name)); }
    PlotView &plot() const { return *window_->findChild<PlotView *>("plot"); }
    QString noteOf(const char *cellKey) const;
    bool said(const char *text) const;
    void pointAtFirstBar();
    void writeNote(const QString &text);

    QTemporaryDir home_;
    QString path_;
    std::unique_ptr<MainWindow> window_;
};

void TestDocumentEdits::init()
{
    const QString name = QString::fromLatin1(QTest::currentTestFunction());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home_.filePath("config-" + name));
    path_ = home_.filePath(name + ".kvsession");
    QVERIFY(large_session::write(path_.toStdString(), {4, 2}).has_value());
    WindowConfig config;
    config.runnerProgram = home_.filePath("no-runner");
    config.dataDir = home_.path();
    config.resourceDir = home_.filePath("resources").toStdString();
    window_ = std::make_unique<MainWindow>(config, std::make_shared<FakeEngineServices>());
    window_->resize(1280, 800);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->openSession(path_);
    QTRY_VERIFY_WITH_TIMEOUT(window_->controller().frame() != nullptr, kPatienceMs);
    QTRY_VERIFY(!plot().scene().panels.empty() && !plot().scene().panels.front().bars.empty());
    plot().setPanelCards(true); // shows at once what would be shown in a moment
}

void TestDocumentEdits::cleanup()
{
    window_.reset();
}

QString TestDocumentEdits::noteOf(const char *cellKey) const
{
    for (const CellResult &cell : window_->controller().frame()->cells) {
        if (cell.cell_key == cellKey) {
            return QString::fromStdString(cell.note);
        }
    }
    return QStringLiteral("no such cell");
}

bool TestDocumentEdits::said(const char *text) const
{
    const auto labels = window_->findChildren<QLabel *>("bannerText");
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel *label) { return label->text().contains(QLatin1String(text)); });
}

void TestDocumentEdits::pointAtFirstBar()
{
    plot().setFocus();
    QTest::keyClick(&plot(), Qt::Key_Right);
    QCOMPARE(plot().currentCell(), QString("left-96"));
}

void TestDocumentEdits::writeNote(const QString &text)
{
    auto *dialog = window_->findChild<QDialog *>("noteDialog");
    QVERIFY(dialog != nullptr);
    dialog->findChild<QPlainTextEdit *>("noteText")->setPlainText(text);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
}

void TestDocumentEdits::aNoteIsWrittenShownAndTakenBack()
{
    QVERIFY(!action("undo")->isEnabled());
    pointAtFirstBar();
    action("editNote")->trigger();
    writeNote(QStringLiteral("too small a budget"));
    QTRY_COMPARE_WITH_TIMEOUT(noteOf("left-96"), QString("too small a budget"), kPatienceMs);
    const ScenePanel &panel = plot().scene().panels.front();
    QCOMPARE(panel.marks.size(), 1U);
    QCOMPARE(panel.marks.front().text, QString("1"));
    QVERIFY(plot().scene().notes.back().contains("too small a budget"));
    for (const char *suffix : {"svg", "tex"}) {
        const QString file = home_.filePath(QStringLiteral("chart.") + QLatin1String(suffix));
        QVERIFY(window_->exportChartTo(file, {}));
        QFile exported(file);
        QVERIFY(exported.open(QIODevice::ReadOnly));
        QVERIFY2(exported.readAll().contains("too small a budget") || QLatin1String(suffix) == QLatin1String("svg"),
                 suffix); // SVG files have outlines for letters
    }
    QVERIFY(action("undo")->isEnabled());
    QVERIFY(action("undo")->text().contains("left, R-KV 96"));
    action("undo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(noteOf("left-96"), QString(), kPatienceMs);
    QTRY_VERIFY(action("redo")->isEnabled());
    QVERIFY(!action("undo")->isEnabled());
    QVERIFY(plot().scene().panels.front().marks.empty());
    action("redo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(noteOf("left-96"), QString("too small a budget"), kPatienceMs);
    QTRY_VERIFY(action("undo")->isEnabled());
    action("closeSession")->trigger(); // what was done to another session cannot be taken back here
    QVERIFY(!action("undo")->isEnabled());
}

void TestDocumentEdits::theTitleIsEdited()
{
    const auto *title = window_->findChild<QLabel *>("studyTitle");
    action("renameSession")->trigger();
    auto *dialog = window_->findChild<QInputDialog *>("titleDialog");
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->textValue(), QString()); // the file's name is no title
    dialog->setTextValue(QStringLiteral("Ablation of the buffer"));
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(title->text(), QString("Ablation of the buffer"), kPatienceMs);
    QTRY_VERIFY(action("undo")->isEnabled());
    action("undo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(title->text(), QString("theTitleIsEdited"), kPatienceMs);
}

void TestDocumentEdits::theMenuOfABarOffersTheNote()
{
    const SceneBar &bar = plot().scene().panels.back().bars.front();
    QWidget *canvas = plot().childAt(plot().rect().center());
    const QPoint at = plot().positionOf(1, bar.x, bar.value / 2).toPoint();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, canvas->mapToGlobal(at));
    QApplication::sendEvent(canvas, &event);
    auto *menu = window_->findChild<QMenu *>("cellMenu");
    QVERIFY(menu != nullptr);
    QCOMPARE(menu->actions().size(), 2);
    menu->actions().back()->trigger();
    menu->close();
    writeNote(QStringLiteral("from the menu"));
    QTRY_COMPARE_WITH_TIMEOUT(noteOf("right-96"), QString("from the menu"), kPatienceMs);
}

void TestDocumentEdits::whileARunnerWritesNothingIsChanged()
{
    const auto runner = SessionWriter::open(path_.toStdString());
    QVERIFY(runner.has_value());
    pointAtFirstBar();
    action("editNote")->trigger();
    writeNote(QStringLiteral("too early"));
    QTRY_VERIFY_WITH_TIMEOUT(said("A runner is writing this session"), kPatienceMs);
    QCOMPARE(noteOf("left-96"), QString());
    QVERIFY(!action("undo")->isEnabled());
}

QTEST_MAIN(TestDocumentEdits)
#include "tst_document_edits.moc"
