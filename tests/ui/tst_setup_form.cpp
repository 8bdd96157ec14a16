#include "fake_engine_services.h"
#include "ui/plain_text.h"
#include "ui/sweep_form.h"

#include <QRegularExpression>
#include <QtTest>

using namespace kvscope;

namespace {

SweepForm fullForm()
{
    SweepForm form;
    form.budgets = "96:160:32,512,full";
    SweepSpec &spec = form.spec;
    spec.model_dirs = {"/models/it's here", "/models/right"};
    spec.dataset_files = {"/data/aime 24.jsonl", "/data/math.jsonl"};
    spec.column_maps["/data/math.jsonl"] = {"The problem, whole", "a=b|c", "id", {}, {}, "math"};
    spec.choice_seed = 3;
    spec.grader = "math";
    spec.policies = {{"r_kv", {{"mix_lambda", 0.07}}}, {"streaming_llm", {{"sinks", 2}}}};
    spec.buffer = 128;
    spec.budget_meaning = BudgetMeaning::Trigger;
    spec.eviction_trace = EvictionTrace::All;
    spec.samples_per_problem = 5;
    spec.problem_limit = 30;
    spec.num_repeats = 3;
    spec.sampling = {0.65, 0.9, 40, 16384, 18446744073709551615ULL};
    spec.batch.kind = BatchPolicy::Kind::FillMemory;
    spec.batch.kv_memory_bytes = 3ULL << 30;
    spec.device = "cuda";
    spec.gpu = "GPU-12ab";
    spec.compute = ComputeType::Fp32;
    spec.kv_dtypes = {KvDType::Compute, KvDType::Fp8};
    spec.num_threads = 7;
    return form;
}

void compareSpecs(const SweepSpec &a, const SweepSpec &b)
{
    QCOMPARE(a.model_dirs, b.model_dirs);
    QCOMPARE(a.dataset_files, b.dataset_files);
    QVERIFY(a.column_maps == b.column_maps);
    QCOMPARE(a.choice_seed, b.choice_seed);
    QCOMPARE(a.grader, b.grader);
    QVERIFY(a.policies == b.policies);
    QVERIFY(a.budgets == b.budgets);
    QCOMPARE(a.buffer, b.buffer);
    QVERIFY(a.budget_meaning == b.budget_meaning);
    QVERIFY(a.eviction_trace == b.eviction_trace);
    QCOMPARE(a.samples_per_problem, b.samples_per_problem);
    QCOMPARE(a.problem_limit, b.problem_limit);
    QCOMPARE(a.num_repeats, b.num_repeats);
    QCOMPARE(a.sampling.temperature, b.sampling.temperature);
    QCOMPARE(a.sampling.top_p, b.sampling.top_p);
    QCOMPARE(a.sampling.top_k, b.sampling.top_k);
    QCOMPARE(a.sampling.max_new_tokens, b.sampling.max_new_tokens);
    QCOMPARE(a.sampling.seed, b.sampling.seed);
    QVERIFY(a.batch.kind == b.batch.kind);
    QCOMPARE(a.batch.kv_memory_bytes, b.batch.kv_memory_bytes);
    QCOMPARE(a.device, b.device);
    QCOMPARE(a.num_threads, b.num_threads);
    QCOMPARE(a.gpu, b.gpu);
    QVERIFY(a.compute == b.compute);
    QVERIFY(a.kv_dtypes == b.kv_dtypes);
    QVERIFY(a.random_weights == b.random_weights);
    QCOMPARE(a.prompt_tokens, b.prompt_tokens);
}

} // namespace

class TestSetupForm : public QObject {
    Q_OBJECT

private slots:
    void longWordsDoNotWidenALabel()
    {
        const QString text = "cannot use /data/a_very_long/path/of_problems.csv: name its columns, as in a_b";
        QString broken = breakable(text);
        for (const QString &part : broken.split(QRegularExpression("[ \\x{200B}]"))) {
            QVERIFY2(part.size() <= 13, qPrintable(part)); // "problems.csv:" has no joint inside
        }
        QVERIFY(broken.endsWith(" as in a_b")); // short words stay whole
        QCOMPARE(broken.remove(QChar(0x200B)), text);
    }

    void budgetsFoldIntoRanges_data()
    {
        QTest::addColumn<QList<int>>("tokens");
        QTest::addColumn<QString>("text");
        QTest::newRow("demo") << QList<int>{96, 128, 160, 192, 224, 256, 0} << "96:256:32,full";
        QTest::newRow("two stay a list") << QList<int>{96, 128} << "96,128";
        QTest::newRow("mixed") << QList<int>{10, 20, 30, 35, 0} << "10:30:10,35,full";
        QTest::newRow("full alone") << QList<int>{0} << "full";
        QTest::newRow("none") << QList<int>{} << "";
    }
    void budgetsFoldIntoRanges()
    {
        QFETCH(QList<int>, tokens);
        QFETCH(QString, text);
        std::vector<KvBudget> budgets;
        for (const int n : tokens) {
            budgets.push_back({n});
        }
        QCOMPARE(QString::fromStdString(formatBudgets(budgets)), text);
        if (!budgets.empty()) {
            const auto again = FakeEngineServices().parseBudgets(formatBudgets(budgets));
            QVERIFY(again.has_value());
            QVERIFY(again.value() == budgets);
        }
    }

    void specAndFormAreInverse()
    {
        const FakeEngineServices services;
        const auto spec = specFromForm(fullForm(), services);
        QVERIFY(spec.has_value());
        QCOMPARE(spec.value().budgets.size(), 5U);
        const auto again = specFromForm(formFromSpec(spec.value()), services);
        QVERIFY(again.has_value());
        compareSpecs(again.value(), spec.value());
    }

    void badBudgetsNameTheWord()
    {
        SweepForm form = fullForm();
        form.budgets = "96,12x";
        const auto spec = specFromForm(form, FakeEngineServices());
        QVERIFY(spec.has_error());
        QVERIFY(QString::fromStdString(spec.error().message).contains("12x"));
    }

    void argumentsReadBackAsTheSameForm()
    {
        const SweepForm form = fullForm();
        const QStringList arguments = runArguments(form, "/out/a b.kvsession");
        QCOMPARE(arguments.first(), QString("run"));
        const auto parsed = parseRunArguments(arguments, FakeEngineServices());
        QVERIFY2(parsed.has_value(), parsed.has_error() ? parsed.error().message.c_str() : "");
        QCOMPARE(parsed.value().sessionPath, QString("/out/a b.kvsession"));
        QCOMPARE(parsed.value().form.budgets, form.budgets);
        compareSpecs(parsed.value().form.spec, form.spec);
    }

    void demoArgumentsAreThePublishedOnes()
    {
        const QStringList arguments = runArguments(demoForm("/res"), "/d/demo.kvsession");
        const QStringList expected{"run",
                                   "--model",
                                   "/res/models/tiny-r1-llama",
                                   "--model",
                                   "/res/models/tiny-r1-qwen",
                                   "--dataset",
                                   "/res/tasks/tasks.jsonl",
                                   "--policy",
                                   "r_kv",
                                   "--kv-budget",
                                   "96:256:32,full",
                                   "--buffer",
                                   "16",
                                   "--samples",
                                   "1",
                                   "--batch",
                                   "32",
                                   "--temperature",
                                   "0.6",
                                   "--top-p",
                                   "0.95",
                                   "--max-new-tokens",
                                   "800",
                                   "--seed",
                                   "1",
                                   "--session",
                                   "/d/demo.kvsession"};
        QCOMPARE(arguments, expected);
    }

    void wrongArgumentsAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("word");
        QTest::newRow("unknown") << QStringList{"run", "--frobnicate", "1"} << "--frobnicate";
        QTest::newRow("no value") << QStringList{"run", "--model"} << "--model";
        QTest::newRow("not a number") << QStringList{"--samples", "many"} << "--samples";
        QTest::newRow("zero samples") << QStringList{"--samples=0"} << "--samples";
        QTest::newRow("budget") << QStringList{"--kv-budget", "9x"} << "9x";
        QTest::newRow("choice") << QStringList{"--budget-means", "both"} << "--budget-means";
        QTest::newRow("a loose word") << QStringList{"run", "hello"} << "hello";
    }
    void wrongArgumentsAreNamed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, word);
        const auto parsed = parseRunArguments(arguments, FakeEngineServices());
        QVERIFY(parsed.has_error());
        QVERIFY2(QString::fromStdString(parsed.error().message).contains(word), parsed.error().message.c_str());
    }

    void timeRangesNameOneUnit()
    {
        QCOMPARE(secondsRangeText(49, 81), QString("49–81 s"));
        QCOMPARE(secondsRangeText(54, 120), QString("1–2 min"));
        QCOMPARE(secondsRangeText(64, 64.2), QString("about 64 s"));
        QCOMPARE(secondsRangeText(1800, 9000), QString("0.5–2.5 h"));
    }
    void shellLinesReadBack_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("plain") << QStringList{"kvscope-runner", "run", "--kv-budget", "96:256:32,full"};
        QTest::newRow("spaces") << QStringList{"/opt/my tools/runner", "a b", ""};
        QTest::newRow("quotes") << QStringList{"x", "it's", "\"quoted\"", "'", "''"};
        QTest::newRow("dangerous") << QStringList{"x", "$(rm -rf ~)", "`id`", "a;b", "a&b", "*", "\\", "#", "~", "!x"};
        QTest::newRow("lines") << QStringList{"x", "two\nlines", "tab\t"};
        QTest::newRow("letters") << QStringList{"x", "größe", "模型"};
        QTest::newRow("broken") << QStringList{"x", "--a", QString(60, 'a'), "--b", QString(60, 'b'), "--c"};
    }
    void shellLinesReadBack()
    {
        QFETCH(QStringList, words);
        const QString line = shellCommandLines(words.first(), words.mid(1));
        const auto split = splitShellCommand(line);
        QVERIFY(split.has_value());
        QCOMPARE(split.value(), words);
        QCOMPARE(splitShellCommand(shellCommand(words.first(), words.mid(1))).value(), words);
        // The judge is a real shell: it must see exactly these words.
        QProcess shell;
        shell.start("/bin/sh", {"-c", "for w in " + line + "; do printf '%s\\0' \"$w\"; done"});
        QVERIFY(shell.waitForFinished());
        QByteArray expected;
        for (const QString &word : words) {
            expected += word.toUtf8() + '\0';
        }
        QCOMPARE(shell.readAllStandardOutput(), expected);
    }

    void handWrittenLinesAreUnderstood()
    {
        const auto words = splitShellCommand("runner  run \\\n --model \"a \\\"b\\\" c\" --x=1\\ 2");
        QVERIFY(words.has_value());
        QCOMPARE(words.value(), (QStringList{"runner", "run", "--model", "a \"b\" c", "--x=1 2"}));
        QVERIFY(splitShellCommand("a 'b").has_error());
    }
};

QTEST_GUILESS_MAIN(TestSetupForm)
#include "tst_setup_form.moc"
