#include "engine/generation.h"
#include "engine/sweep.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

using namespace kvscope;

namespace {

const std::string kResources = KVSCOPE_RESOURCES;

SweepSpec tiny_spec()
{
    SweepSpec spec;
    spec.model_dirs = {kResources + "/models/tiny-r1-llama", kResources + "/models/tiny-r1-qwen"};
    spec.dataset_files = {kResources + "/tasks/tasks.jsonl"};
    spec.policies = {{"r_kv", {}}};
    spec.budgets = {{96}, {128}, {}};
    spec.problem_limit = 4;
    return spec;
}

/// The expansion of a spec that must be valid.
ExpandedSweep expand(const SweepSpec &spec)
{
    auto sweep = expand_sweep(spec);
    if (sweep.has_error()) {
        qFatal("%s", sweep.error().message.c_str());
    }
    return std::move(sweep).value();
}

std::set<std::string> keys(const SweepSpec &spec)
{
    std::set<std::string> keys;
    for (const CellSpec &cell : expand(spec).plan.cells) {
        keys.insert(cell.key);
    }
    return keys;
}

bool has_warning(const ExpandedSweep &sweep, const std::string &part)
{
    return std::any_of(sweep.plan.warnings.begin(), sweep.plan.warnings.end(),
                       [&part](const std::string &warning) { return warning.find(part) != std::string::npos; });
}

} // namespace

class TestSweepExpand : public QObject {
    Q_OBJECT

private slots:
    void modelsAlternateAndFullIsLastAndOnce()
    {
        SweepSpec spec = tiny_spec();
        spec.policies = {{"r_kv", {}}, {"snapkv", {}}, {"full", {}}};
        spec.budgets = {{}, {128}, {96}};
        const SweepPlan plan = expand(spec).plan;
        QStringList order;
        for (const CellSpec &cell : plan.cells) {
            order << QString::number(cell.model) + " " +
                         QString::fromStdString(cell.policy + " " + format_budget(cell.budget));
        }
        QCOMPARE(order, QStringList({"0 r_kv 96", "1 r_kv 96", "0 r_kv 128", "1 r_kv 128", "0 snapkv 96", "1 snapkv 96",
                                     "0 snapkv 128", "1 snapkv 128", "0 full full", "1 full full"}));
        QCOMPARE(plan.cells.front().num_samples, 4);
        std::set<std::string> unique;
        for (const CellSpec &cell : plan.cells) {
            unique.insert(cell.key);
        }
        QCOMPARE(unique.size(), plan.cells.size());
    }

    void keysIgnoreWhatDoesNotChangeASample_data()
    {
        QTest::addColumn<int>("change");
        for (int i = 0; i < 11; ++i) {
            QTest::addRow("%d", i) << i;
        }
    }
    void keysIgnoreWhatDoesNotChangeASample()
    {
        QFETCH(int, change);
        const std::function<void(SweepSpec &)> changes[] = {
            [](SweepSpec &spec) { std::reverse(spec.model_dirs.begin(), spec.model_dirs.end()); },
            [](SweepSpec &spec) { std::reverse(spec.budgets.begin(), spec.budgets.end()); },
            [](SweepSpec &spec) {
                spec.batch = {BatchPolicy::Kind::FillMemory, 0, 1 << 30};
            },
            [](SweepSpec &spec) { spec.num_threads = 7; },
            [](SweepSpec &spec) { spec.samples_per_problem = 5; },
            [](SweepSpec &spec) { spec.problem_limit = 2; },
            [](SweepSpec &spec) { spec.eviction_trace = EvictionTrace::All; },
            [](SweepSpec &spec) { spec.num_repeats = 3; },
            [](SweepSpec &spec) { spec.gpu = "1"; },
            [](SweepSpec &spec) {
                spec.kv_dtypes = {KvDType::Compute, KvDType::Compute};
            },
            [](SweepSpec &spec) {
                spec.policies = {{"r_kv", {{"window_size", 8}}}};
            }, // its default, spelled out
        };
        SweepSpec spec = tiny_spec();
        changes[change](spec);
        QCOMPARE(keys(spec), keys(tiny_spec()));
    }

    void keysIgnorePaths()
    {
        QTemporaryDir folder;
        const std::filesystem::path copy = folder.filePath("elsewhere").toStdString();
        std::filesystem::copy(kResources + "/models/tiny-r1-llama", copy, std::filesystem::copy_options::recursive);
        std::filesystem::copy_file(kResources + "/tasks/tasks.jsonl", folder.filePath("renamed.jsonl").toStdString());
        SweepSpec here = tiny_spec();
        here.model_dirs = {kResources + "/models/tiny-r1-llama"};
        SweepSpec there = here;
        there.model_dirs = {copy.string()};
        there.dataset_files = {folder.filePath("renamed.jsonl").toStdString()};
        QCOMPARE(keys(there), keys(here));
    }

    void keysFollowWhatChangesASample_data()
    {
        QTest::addColumn<int>("change");
        for (int i = 0; i < 8; ++i) {
            QTest::addRow("%d", i) << i;
        }
    }
    void keysFollowWhatChangesASample()
    {
        QFETCH(int, change);
        const std::function<void(SweepSpec &)> changes[] = {
            [](SweepSpec &spec) { spec.sampling.seed = 1; },
            [](SweepSpec &spec) { spec.sampling.temperature = 0.7; },
            [](SweepSpec &spec) { spec.sampling.top_p = 0.9; },
            [](SweepSpec &spec) { spec.sampling.top_k = 10; },
            [](SweepSpec &spec) { spec.sampling.max_new_tokens = 100; },
            [](SweepSpec &spec) { spec.buffer = 8; },
            [](SweepSpec &spec) {
                spec.policies = {{"r_kv", {{"mix_lambda", 0.2}}}};
            },
            [](SweepSpec &spec) {
                spec.policies = {{"snapkv", {}}};
            },
        };
        SweepSpec spec = tiny_spec();
        spec.budgets = {{96}, {128}}; // `full` has neither buffer nor policy
        const std::set<std::string> before = keys(spec);
        changes[change](spec);
        for (const std::string &key : keys(spec)) {
            QVERIFY(!before.contains(key));
        }
    }

    void keysFollowContent()
    {
        QTemporaryDir folder;
        const std::filesystem::path copy = folder.filePath("model").toStdString();
        std::filesystem::copy(kResources + "/models/tiny-r1-llama", copy, std::filesystem::copy_options::recursive);
        SweepSpec spec = tiny_spec();
        spec.model_dirs = {copy.string()};
        const std::set<std::string> before = keys(spec);
        std::ofstream(copy / "kvscope.json") << R"({"instruction": "Answer briefly."})";
        const std::set<std::string> with_instruction = keys(spec);
        QVERIFY(with_instruction != before);
        std::filesystem::remove(copy / "kvscope.json"); // DeepSeek's instruction is the default
        QVERIFY(keys(spec) != before);
        QVERIFY(keys(spec) != with_instruction);
    }

    void greedyKeysIgnoreTheDrawnPart()
    {
        SweepSpec spec = tiny_spec();
        spec.sampling.temperature = 0;
        const std::set<std::string> before = keys(spec);
        spec.sampling.top_p = 0.5;
        spec.sampling.top_k = 3;
        QCOMPARE(keys(spec), before);
    }

    void budgetMeansRetainedOrTrigger()
    {
        SweepSpec spec = tiny_spec();
        spec.budgets = {{128}};
        CellSpec cell = expand(spec).plan.cells.front();
        QCOMPARE(cell.retained, 128);
        QCOMPARE(cell.peak, 144);
        QCOMPARE(cache_settings_of(cell).capacity(), 144);
        spec.budget_meaning = BudgetMeaning::Trigger;
        cell = expand(spec).plan.cells.front();
        QCOMPARE(cell.retained, 112);
        QCOMPARE(cell.peak, 128);
        QCOMPARE(cell.budget.tokens, 128);
        spec.budgets = {{16}};
        const auto refused = expand_sweep(spec);
        QVERIFY(refused.has_error());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }

    void warnsOfWhatMisleads()
    {
        SweepSpec spec = tiny_spec();
        spec.budgets = {{100000}};
        QVERIFY(has_warning(expand(spec), "can never fire"));
        spec.budgets = {{96}};
        QVERIFY(!has_warning(expand(spec), "can never fire"));
        spec.sampling.temperature = 0;
        spec.samples_per_problem = 2;
        QVERIFY(has_warning(expand(spec), "greedy"));
        spec.model_dirs.push_back(spec.model_dirs.front());
        const ExpandedSweep sweep = expand(spec);
        QVERIFY(has_warning(sweep, "same content"));
        QCOMPARE(sweep.plan.models.size(), std::size_t{2});
    }

    void everyImpossibleChoiceIsRefused_data()
    {
        QTest::addColumn<int>("change");
        for (int i = 0; i < 17; ++i) {
            QTest::addRow("%d", i) << i;
        }
    }
    void everyImpossibleChoiceIsRefused()
    {
        QFETCH(int, change);
        const std::function<void(SweepSpec &)> changes[] = {
            [](SweepSpec &spec) { spec.model_dirs.clear(); },
            [](SweepSpec &spec) { spec.dataset_files.clear(); },
            [](SweepSpec &spec) { spec.policies.clear(); },
            [](SweepSpec &spec) { spec.budgets.clear(); },
            [](SweepSpec &spec) {
                spec.policies = {{"no_such_policy", {}}};
            },
            [](SweepSpec &spec) {
                spec.policies = {{"r_kv", {{"no_such_parameter", 1}}}};
            },
            [](SweepSpec &spec) { spec.buffer = 0; },
            [](SweepSpec &spec) { spec.samples_per_problem = 0; },
            [](SweepSpec &spec) { spec.problem_limit = -1; },
            [](SweepSpec &spec) { spec.num_repeats = 0; },
            [](SweepSpec &spec) { spec.sampling.temperature = -0.1; },
            [](SweepSpec &spec) { spec.sampling.temperature = std::numeric_limits<double>::quiet_NaN(); },
            [](SweepSpec &spec) { spec.sampling.top_p = 0; },
            [](SweepSpec &spec) { spec.sampling.top_p = 1.1; },
            [](SweepSpec &spec) { spec.batch.batch = 0; },
            [](SweepSpec &spec) {
                spec.batch = {BatchPolicy::Kind::FillMemory, 0, 0};
            },
            [](SweepSpec &spec) { spec.budgets = {{8}}; }, // not larger than the window
        };
        SweepSpec spec = tiny_spec();
        changes[change](spec);
        const auto sweep = expand_sweep(spec);
        QVERIFY(sweep.has_error());
        QCOMPARE(sweep.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!sweep.error().message.empty());
    }

    void missingFilesAreNamed()
    {
        SweepSpec spec = tiny_spec();
        spec.model_dirs = {"/no/such/model"};
        auto sweep = expand_sweep(spec);
        QVERIFY(sweep.has_error());
        QVERIFY(sweep.error().message.find("/no/such/model") != std::string::npos);
        spec = tiny_spec();
        spec.dataset_files = {"/no/such/tasks.jsonl"};
        sweep = expand_sweep(spec);
        QVERIFY(sweep.has_error());
        QVERIFY(sweep.error().message.find("/no/such/tasks.jsonl") != std::string::npos);
    }

    void eachWayOfStoringHasCellsOfItsOwn()
    {
        SweepSpec spec = tiny_spec();
        const std::set<std::string> before = keys(spec);
        spec.kv_dtypes = {KvDType::Compute, KvDType::Fp8};
        const SweepPlan plan = expand(spec).plan;
        QCOMPARE(plan.cells.size(), 2 * before.size());
        for (const CellSpec &cell : plan.cells) {
            QCOMPARE(before.contains(cell.key), cell.kv_dtype == KvDType::Compute);
        }
        const auto fp8 = std::find_if(plan.cells.begin(), plan.cells.end(),
                                      [](const CellSpec &cell) { return cell.kv_dtype == KvDType::Fp8; });
        QVERIFY(fp8->kv_bytes_per_sequence < plan.cells.front().kv_bytes_per_sequence / 2); // fp32 on the CPU
        spec.device = "cpu";
        QVERIFY(expand_sweep(spec).has_error());
    }

    void builtInShapesNeedNoFiles()
    {
        SweepSpec spec;
        spec.model_dirs = {"r1-llama-8b", "r1-qwen-7b"};
        spec.random_weights = 1;
        spec.policies = {{"r_kv", {}}};
        spec.budgets = {{2500}, {5000}};
        spec.buffer = 128;
        spec.samples_per_problem = 0;
        spec.device = "cuda";
        spec.batch = {BatchPolicy::Kind::FillMemory, 0, std::uint64_t{100} << 30};
        const SweepPlan plan = expand(spec).plan;
        QCOMPARE(plan.cells.size(), std::size_t{4});
        for (const CellSpec &cell : plan.cells) {
            QCOMPARE(cell.prompt_tokens, cell.retained + 1);
            QCOMPARE(cell.accuracy_missing, std::string("random weights"));
            // One wave that fills the memory: a second would only cost time.
            const auto held = static_cast<double>(cell.kv_bytes_per_sequence) * cell.num_samples;
            QVERIFY2(held <= 100.0 * (1 << 30) && held > 90.0 * (1 << 30), qPrintable(QString::number(held)));
        }
        QCOMPARE(requested_new_tokens(spec), 257);
        // bf16: 2 bytes of K and V for each of 2628 slots, 32 layers, 8 heads, 128 dimensions, and what belongs to
        // slots.
        const double kv_bytes = 2.0 * 2 * 2628 * 32 * 8 * 128;
        QVERIFY(static_cast<double>(plan.cells[0].kv_bytes_per_sequence) > kv_bytes);
        QVERIFY(static_cast<double>(plan.cells[0].kv_bytes_per_sequence) < 1.05 * kv_bytes);
        const ExpandedSweep sweep = expand(spec);
        const Prompt prompt = random_prompt(spec, plan.cells[0], sweep.configs[0]);
        QCOMPARE(prompt.tokens.size(), std::size_t{2501});
        QCOMPARE(prompt.tokens, random_prompt(spec, plan.cells[0], sweep.configs[0]).tokens);
        spec.random_weights = 2;
        QVERIFY(expand(spec).plan.cells[0].key != plan.cells[0].key);
        spec.random_weights.reset();
        QVERIFY(expand_sweep(spec).has_error());
    }
};

QTEST_GUILESS_MAIN(TestSweepExpand)
#include "tst_sweep_expand.moc"
