// The setup as a whole, in the width that it has beside the charts.
#include "fake_engine_services.h"
#include "ui/setup_panel.h"
#include "ui/theme.h"

#include <QApplication>
#include <QLabel>
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

private:
    QLabel *about() const { return panel_->findChild<QLabel *>("datasetAbout"); }

    std::unique_ptr<SetupPanel> panel_;
};

QTEST_MAIN(TestSetupPanel)
#include "tst_setup_panel.moc"
