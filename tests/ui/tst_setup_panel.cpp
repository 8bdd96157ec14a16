// The setup as a whole, in the width that it has beside the charts.
#include "fake_engine_services.h"
#include "ui/setup_panel.h"
#include "ui/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QToolButton>
#include <QtTest>

using namespace kvscope;

namespace {

constexpr int kWidth = 308;
constexpr int kPatienceMs = 30'000;

/// Datasets with a bad line, and plans with warnings in the engine's words.
class Services : public FakeEngineServices {
public:
    Result<DatasetPreview> previewDataset(const std::string &, const DatasetReading &) const override
    {
        return DatasetPreview{"tasks",
                              "problem_answer",
                              "integer",
                              2,
                              2,
                              "line 2: not valid JSON (parse error at column 17: syntax error while parsing object)",
                              "What is fjord?",
                              "12",
                              {}};
    }
    Result<SweepPlan> previewPlan(const SweepSpec &spec) const override
    {
        auto plan = FakeEngineServices::previewPlan(spec);
        for (const CellSpec &cell : plan.value().cells) {
            const std::string where = plan.value().models[static_cast<std::size_t>(cell.model)].label +
                                      " on tasks, r_kv at " + std::to_string(cell.budget.tokens);
            if (cell.budget.tokens > 800) {
                plan.value().warnings.push_back(where + ": eviction can never fire; the longest sequence reaches " +
                                                std::to_string(700 + cell.model) + " entries and the trigger is " +
                                                std::to_string(cell.budget.tokens + 16) + ".");
            }
            if (cell.model == 1) {
                plan.value().warnings.push_back(where + ": one sequence needs about " +
                                                std::to_string(cell.budget.tokens * 7) +
                                                " bytes of KV, more than the 600 allowed.");
            }
        }
        for (int line = 1; line < 30; ++line) {
            plan.value().warnings.push_back("/data/tasks.jsonl: line " + std::to_string(line) + ": not valid JSON " +
                                            std::string(200, 'x') + ".");
        }
        return plan;
    }
};

} // namespace

class TestSetupPanel : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qApp, Theme::light());
        panel_ = std::make_unique<SetupPanel>(std::make_shared<Services>());
        panel_->resize(kWidth, 640);
        panel_->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
    }
    void cleanup() { panel_.reset(); }

    void whatIsSaidOfADatasetIsWhole()
    {
        SweepForm form;
        form.spec.model_dirs = {"/models/left"};
        form.budgets = "96";
        form.spec.dataset_files = {"/data/tasks.jsonl"};
        for (const char *again : {"first", "again"}) {
            panel_->setForm(form);
            QTRY_VERIFY2_WITH_TIMEOUT(about() != nullptr && about()->text().contains("lines left out"), again,
                                      kPatienceMs);
            QCoreApplication::processEvents();
            QTRY_VERIFY2(about()->height() >= about()->heightForWidth(about()->width()), again);
            QVERIFY2(about()->height() <= about()->heightForWidth(about()->width()) + 4, again);
            form.budgets = "128"; // another command with the same file
        }
    }

    void warningsOfAKindAreOneLine()
    {
        SweepForm form;
        form.spec.model_dirs = {"/models/left", "/models/right"};
        form.budgets = "96,864,992";
        form.spec.dataset_files = {"/data/tasks.jsonl"};
        panel_->setForm(form);
        const auto *warnings = panel_->findChild<QLabel *>("planWarnings");
        QTRY_VERIFY_WITH_TIMEOUT(warnings->isVisible(), kPatienceMs);
        const QStringList lines = warnings->text().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], QString("one sequence needs about … bytes of KV, more than the 600 allowed at 96, 864, 992 "
                                   "(right)"));
        QCOMPARE(lines[1], QString("eviction can never fire at 864, 992 (both models)"));
        QCOMPARE(lines[2], QString("29 more warnings"));
        QVERIFY(warnings->toolTip().contains("the longest sequence reaches 701 entries"));
        QVERIFY2(panel_->findChild<QWidget *>("setupFooter")->height() < 200, "the form is pushed away");
    }

    void tabGoesDownThePanel()
    {
        panel_->resize(kWidth, 2400); // all fields in sight
        for (QToolButton *header : panel_->findChildren<QToolButton *>()) {
            if (header->arrowType() == Qt::RightArrow) {
                header->click();
            }
        }
        panel_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(panel_.get()));
        auto *policy = panel_->findChild<QComboBox *>("policy");
        for (const char *id : {"", "streaming_llm", "r_kv"}) { // each has parameters of its own
            if (*id != '\0') {
                policy->setCurrentIndex(policy->findData(QString(id)));
            }
            QCoreApplication::processEvents();
            const QString broken = whereTabJumps();
            QVERIFY2(broken.isEmpty(), qPrintable(QString(id) + ": " + broken));
        }
    }

private:
    /// Presses Tab from the first field to the last: where it goes up or to the left, else nothing.
    QString whereTabJumps()
    {
        auto *first = panel_->findChild<QWidget *>("protocol");
        auto *last = panel_->findChild<QToolButton *>("chooseSession");
        first->setFocus();
        int numStops = 1;
        for (QWidget *at = first; at != last; ++numStops) {
            const QRect from(at->mapTo(panel_.get(), QPoint()), at->size());
            QTest::keyClick(at, Qt::Key_Tab);
            at = QApplication::focusWidget();
            if (at == nullptr || numStops > 100) {
                return QStringLiteral("the last field is never reached");
            }
            const QRect to(at->mapTo(panel_.get(), QPoint()), at->size());
            const bool isSameRow = to.center().y() >= from.top() && to.center().y() <= from.bottom();
            if (isSameRow ? to.left() <= from.left() : to.top() < from.bottom()) {
                return at->accessibleName() + ' ' + at->objectName();
            }
        }
        return numStops > 20 ? QString() : QStringLiteral("only %1 stops").arg(numStops);
    }
    QLabel *about() const { return panel_->findChild<QLabel *>("datasetAbout"); }

    std::unique_ptr<SetupPanel> panel_;
};

QTEST_MAIN(TestSetupPanel)
#include "tst_setup_panel.moc"
