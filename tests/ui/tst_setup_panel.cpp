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

/// Datasets with a bad line.
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

private:
    QLabel *about() const { return panel_->findChild<QLabel *>("datasetAbout"); }

    std::unique_ptr<SetupPanel> panel_;
};

QTEST_MAIN(TestSetupPanel)
#include "tst_setup_panel.moc"
