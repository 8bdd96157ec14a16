#include "dialogs/prompt_dialog.h"
#include "fake_engine_services.h"
#include "ui/study_controller.h"
#include "widgets/elided_label.h"
#include "widgets/model_badge.h"
#include "widgets/model_fields.h"
#include "widgets/progress_strip.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace kvscope;

namespace {

ModelChoice wholeModel()
{
    ModelChoice choice;
    choice.dir = "/m/whole";
    choice.label = "whole";
    choice.architecture = "LlamaForCausalLM";
    choice.dtype = "BF16";
    choice.weight_bytes = std::uint64_t{16} << 30;
    choice.needed_bytes = std::uint64_t{32} << 30;
    choice.free_bytes = std::uint64_t{64} << 30;
    return choice;
}

} // namespace

/// What the setup says about models before anything runs: complete, fits, and the prompt that each gets.
class TestModelChoice : public QObject {
    Q_OBJECT

private slots:
    void badgesSayWhatIsThereAndWhatFits()
    {
        ModelChoice choice = wholeModel();
        QCOMPARE(modelBadge(choice), QString("complete · BF16 · 16.0 GiB · fits in memory"));
        QVERIFY(!needsMoreMemory(choice));
        choice.free_bytes = std::uint64_t{12} << 30;
        QCOMPARE(modelBadge(choice), QString("complete · BF16 · 16.0 GiB · on the CPU needs 32.0 GiB, 12.0 GiB free"));
        QVERIFY(needsMoreMemory(choice));
        choice.missing = "1 of 4 shards";
        choice.problem = "a path that is long";
        QCOMPARE(modelBadge(choice), QString("incomplete: 1 of 4 shards missing"));
        choice.missing.clear();
        QCOMPARE(modelBadge(choice), QString("a path that is long"));
        choice.missing = "<b>x</b>\u202e\n";
        QVERIFY(!modelBadge(choice).contains(QChar(0x202e)) && !modelBadge(choice).contains('\n'));
    }

    void fieldsShowTheBadgeOfEachSide()
    {
        ModelFields fields;
        ModelChoice cut = wholeModel();
        cut.dir = "/m/cut";
        cut.label = "cut";
        cut.missing = "tokenizer.json";
        cut.problem = "no tokenizer";
        fields.setChoices({wholeModel(), cut});
        fields.setDirs({"/m/whole"});
        auto *left = fields.findChild<QLabel *>("leftBadge");
        auto *right = fields.findChild<QLabel *>("rightBadge");
        QCOMPARE(left->text(), modelBadge(wholeModel()));
        QCOMPARE(left->property("role").toString(), QString("caption"));
        QVERIFY(right->text().isEmpty());
        fields.setDirs({"/m/whole", "/m/cut"});
        QCOMPARE(right->text(), QString("incomplete: tokenizer.json missing"));
        QCOMPARE(right->property("role").toString(), QString("error"));
        auto *combo = fields.findChild<QComboBox *>("rightModel");
        QCOMPARE(combo->currentText(), QString("cut (incomplete: tokenizer.json missing)"));
    }

    void aButtonAsksForThePrompt()
    {
        ModelFields fields;
        auto *button = fields.findChild<QPushButton *>("previewPrompt");
        QVERIFY(!button->isEnabled());
        fields.setChoices({wholeModel()});
        fields.setDirs({"/m/whole"});
        QSignalSpy wanted(&fields, &ModelFields::promptWanted);
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(wanted.count(), 1);
    }

    void theDialogMarksTokensAndShowsTextAsText()
    {
        const FakeEngineServices services;
        const PromptDialog dialog({{"left", services.previewPrompt("/models/left", "<b>1</b> + 1?\u202e", "integer")},
                                   {"right", services.previewPrompt("/models/right", "x", "integer")}});
        QCOMPARE(dialog.findChild<QTabWidget *>()->count(), 2);
        const auto *text = dialog.findChild<QPlainTextEdit *>("promptText");
        QVERIFY(text->isReadOnly());
        QCOMPARE(text->toPlainText(), QString("⟦<bos>⟧<b>1</b> + 1?\\u202e⟦<think>⟧\n"));
        QVERIFY(dialog.findChild<QLabel *>("promptAbout")->text().startsWith("9 tokens"));
        bool saysWhy = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            saysWhy = saysWhy || label->text().contains("no chat template");
        }
        QVERIFY(saysWhy);
    }

    void theStripShowsHowMuchOfAModelIsLoaded()
    {
        ProgressStrip strip;
        SweepProgress progress;
        progress.cellLabel = "m · R-KV · 128";
        progress.tps = 50;
        progress.loaded = 0.426;
        strip.showRun(RunState::Running, progress);
        const QString text = strip.findChild<ElidedLabel *>("progressText")->fullText();
        QVERIFY2(text.contains("loading the model, 42 %") && !text.contains("tokens/s"), qPrintable(text));
    }

    void theStripShowsWhatTheGpuDoes()
    {
        ProgressStrip strip;
        SweepProgress progress;
        progress.cellLabel = "m · R-KV · 128";
        const auto *gpu = strip.findChild<QLabel *>("progressGpu");
        strip.showRun(RunState::Running, progress);
        QVERIFY(gpu->isHidden());
        progress.gpu = event::Gpu{97.4, 70.0 * (1ULL << 30U), 80.0 * (1ULL << 30U), 612.6, 1755, std::nullopt};
        strip.showRun(RunState::Running, progress);
        QVERIFY(!gpu->isHidden());
        QCOMPARE(gpu->text(), QString("GPU 97 %  ·  70.0 GiB  ·  613 W"));
        QVERIFY(gpu->toolTip().contains("70.0 GiB of 80.0 GiB") && gpu->toolTip().contains("1755 MHz"));
        QVERIFY(!gpu->toolTip().contains("Temperature"));
        progress.gpu = event::Gpu{std::nullopt, 1e300, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
        strip.showRun(RunState::Running, progress); // whatever the pipe says
        strip.showIdle("done", 1, 1);
        QVERIFY(gpu->isHidden());
    }
};

QTEST_MAIN(TestModelChoice)
#include "tst_model_choice.moc"
