// Datasets and published protocols in the setup: previews, named columns, lines left out.
#include "fake_engine_services.h"
#include "ui/setup_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QtTest>

using namespace kvscope;

namespace {

SweepForm formOf(std::vector<std::string> files)
{
    SweepForm form = demoForm("/res");
    form.spec.model_dirs = {"/models/left", "/models/right"};
    form.spec.dataset_files = std::move(files);
    return form;
}

QDialog *openDialog(SetupPanel &panel, int row)
{
    panel.findChildren<QToolButton *>("datasetDetails").at(row)->click();
    return panel.findChild<QDialog *>();
}

void choose(QDialog *dialog, const char *box, const QString &text)
{
    auto *combo = dialog->findChild<QComboBox *>(box);
    combo->setCurrentIndex(combo->findText(text));
}

} // namespace

class TestDatasetSetup : public QObject {
    Q_OBJECT

private slots:
    void everyFileIsPreviewed()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/aime24.jsonl", "/data/amc23.csv"}));
        const auto labels = panel.findChildren<QLabel *>("datasetAbout");
        QCOMPARE(labels.size(), 2);
        QTRY_COMPARE(labels[0]->text(), QString("aime24: 360 problems, graded as integer"));
        QTRY_COMPARE(labels[1]->text(), QString("amc23: 360 problems, graded as integer"));
    }

    void namedColumnsGoIntoTheForm()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/a.csv", "/data/b.csv"}));
        QDialog *dialog = openDialog(panel, 1);
        QVERIFY(dialog != nullptr);
        auto *rows = dialog->findChild<QTableWidget *>("firstRows");
        QTRY_COMPARE(rows->rowCount(), 2);
        QCOMPARE(rows->item(1, 1)->text(), QString("Two?"));
        auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QTRY_VERIFY(ok->isEnabled()); // the recognised layout can be used
        dialog->findChild<QCheckBox *>("ownColumns")->setChecked(true);
        QVERIFY(!ok->isEnabled()); // no column is chosen yet
        choose(dialog, "problemColumn", "ask");
        choose(dialog, "answerColumn", "ask");
        auto *summary = dialog->findChild<QLabel *>("readingSummary");
        QTRY_COMPARE(summary->text(), QString("no line is usable"));
        QVERIFY(!ok->isEnabled());
        choose(dialog, "answerColumn", "say");
        choose(dialog, "answerKind", "Integer");
        QTRY_VERIFY(ok->isEnabled());
        QVERIFY(dialog->findChild<QPlainTextEdit *>("firstProblem")->toPlainText().startsWith("What is fjord?"));
        auto *leftOut = dialog->findChild<QTableWidget *>("leftOut");
        QCOMPARE(leftOut->item(0, 0)->text(), QString("7"));
        QSignalSpy changed(&panel, &SetupPanel::formChanged);
        ok->click();
        QVERIFY(changed.count() > 0);
        const ColumnMap expected{"ask", "say", "", {}, {}, "integer"};
        QCOMPARE(panel.form().spec.column_maps.size(), std::size_t(1));
        QVERIFY(panel.form().spec.column_maps.at("/data/b.csv") == expected);
        QVERIFY(runArguments(panel.form(), "s").contains("/data/b.csv:problem=ask,answer=say,grader=integer"));
    }

    void theRecognisedLayoutComesBack()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        SweepForm form = formOf({"/data/a.csv"});
        form.spec.column_maps["/data/a.csv"] = {"ask", "say", "nr", {}, {}, "math"};
        panel.setForm(form);
        QVERIFY(panel.form().spec.column_maps == form.spec.column_maps);
        QDialog *dialog = openDialog(panel, 0);
        QTRY_COMPARE(dialog->findChild<QComboBox *>("idColumn")->currentText(), QString("nr"));
        dialog->findChild<QCheckBox *>("ownColumns")->setChecked(false);
        auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QTRY_VERIFY(ok->isEnabled());
        ok->click();
        QVERIFY(panel.form().spec.column_maps.empty());
    }

    void aFileOfNoKnownLayoutAsksForItsColumns()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/odd.csv"}));
        QDialog *dialog = openDialog(panel, 0);
        auto *own = dialog->findChild<QCheckBox *>("ownColumns");
        QVERIFY(!own->isChecked());
        QTRY_VERIFY(own->isChecked());
        QVERIFY(dialog->findChild<QComboBox *>("problemColumn")->isEnabled());
        auto *summary = dialog->findChild<QLabel *>("readingSummary");
        QVERIFY(summary->text().startsWith("This file fits no known layout. Choose the columns"));
        own->setChecked(false); // then the reason is shown, and the box stays as it was set
        QTRY_COMPARE(summary->text(), QString("its fields fit no known layout"));
        QVERIFY(!own->isChecked());
    }

    void aProblemOfAFileIsSaidOnce()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/odd.csv"}));
        auto *problem = panel.findChild<QLabel *>("planProblem");
        QTRY_COMPARE(problem->text(), QString("A dataset cannot be used: see above."));
        QCOMPARE(panel.findChild<QLabel *>("datasetAbout")->text(), QString("its fields fit no known layout"));
        SweepForm form = formOf({"/data/odd.csv"});
        form.spec.column_maps["/data/odd.csv"] = {"ask", "say", "", {}, {}, "integer"};
        panel.setForm(form);
        QTRY_VERIFY(panel.isStartable());
    }

    void theOrderOfChoicesHasASeed()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/a.csv"}));
        auto *seed = panel.findChild<QLineEdit *>("choiceSeed");
        QVERIFY(seed->isHidden()); // there is nothing to be shuffled
        panel.setForm(formOf({"/data/a.csv", "/data/gpqa.csv"}));
        QTRY_VERIFY(!seed->isHidden());
        QSignalSpy changed(&panel, &SetupPanel::formChanged);
        seed->clear();
        QTest::keyClicks(seed, "77");
        QVERIFY(changed.count() > 0);
        QCOMPARE(panel.form().spec.choice_seed, std::uint64_t(77));
        QVERIFY(runArguments(panel.form(), "s").join(' ').contains("--choice-seed 77"));
        panel.setForm(formOf({"/data/a.csv"}));
        QTRY_VERIFY(seed->isHidden());
    }

    void aProtocolFillsWhatItStates()
    {
        SetupPanel panel(std::make_shared<FakeEngineServices>());
        panel.setForm(formOf({"/data/a.csv"}));
        auto *protocol = panel.findChild<QComboBox *>("protocol");
        QCOMPARE(protocol->currentIndex(), 0);
        protocol->setCurrentIndex(1);
        emit protocol->activated(1);
        QCOMPARE(panel.form().spec.samples_per_problem, 5);
        QCOMPARE(panel.form().spec.batch.batch, 20);
        QCOMPARE(panel.form().budgets, std::string("96:256:32,full")); // it says nothing of budgets
        QCOMPARE(panel.form().spec.dataset_files, (std::vector<std::string>{"/data/a.csv"}));
        QCOMPARE(protocol->currentIndex(), 1);
        SweepForm changed = panel.form();
        changed.spec.samples_per_problem = 2;
        panel.setForm(changed);
        QCOMPARE(protocol->currentIndex(), 0); // no longer what the paper did
    }

    void aProtocolReplacesTheOtherBatchPolicy()
    {
        SweepForm form = formOf({"/data/a.csv"});
        form.spec.batch = {BatchPolicy::Kind::FillMemory, 0, 1ULL << 30};
        const FakeEngineServices services;
        const auto followed = withProtocol(form, services.presets().front(), services);
        QVERIFY2(followed.has_value(), followed.has_value() ? "" : followed.error().message.c_str());
        QVERIFY(followed.value().spec.batch.kind == BatchPolicy::Kind::Fixed);
        QCOMPARE(followed.value().spec.batch.batch, 20);
    }
};

QTEST_MAIN(TestDatasetSetup)
#include "tst_dataset_setup.moc"
