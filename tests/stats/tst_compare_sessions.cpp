#include "stats/compare_sessions.h"

#include <QtTest>

#include <cmath>

using namespace kvscope;
using namespace kvscope::stats;

namespace {

/// A finished cell of four problems; `correct` of four samples each.
CellRows cell(int model, const std::string &policy, int budget, const std::vector<int> &correct)
{
    CellRows rows;
    rows.counts.model = model;
    rows.counts.policy = policy;
    rows.counts.budget = {budget};
    rows.counts.state = CellState::Complete;
    for (std::size_t i = 0; i < correct.size(); ++i) {
        rows.problems.push_back({"p" + std::to_string(i), correct[i], 4, 10});
    }
    return rows;
}

CellTiming timing(int repeat, double tps)
{
    CellTiming made;
    made.repeat = repeat;
    made.sustained_tps = tps;
    made.overall_tps = tps / 2;
    return made;
}

SessionRows session(const std::vector<std::string> &models, std::vector<CellRows> cells)
{
    SessionRows rows;
    for (const std::string &label : models) {
        ModelRef model;
        model.id = "content of " + label;
        model.label = label;
        rows.frame.models.push_back(model);
    }
    rows.frame.datasets = {{"d", "tasks", "/tasks", "tasks", "integer", "sha", 4, 0}};
    rows.cells = std::move(cells);
    return rows;
}

} // namespace

class TestCompareSessions : public QObject {
    Q_OBJECT

private slots:
    void equalSettingsArePairedWhateverTheirOrder();
    void parametersMayDiffer();
    void policiesArePairedOnlyWithoutAChoice();
    void differencesArePairedByProblem();
    void whatIsUnfinishedOrSharesNoProblemIsNotCompared();
    void ratesHaveARatioWithAnInterval();
    void publishedFiguresAreComparedByPoint();
    void manifestsSayWhatDiffers();
};

void TestCompareSessions::equalSettingsArePairedWhateverTheirOrder()
{
    const auto one =
        session({"llama", "qwen"}, {cell(0, "r_kv", 96, {1}), cell(1, "r_kv", 96, {2}), cell(0, "full", 0, {3})});
    const auto other = session({"qwen", "llama"}, {cell(1, "full", 0, {3}), cell(0, "r_kv", 96, {2}),
                                                   cell(1, "r_kv", 96, {1}), cell(1, "r_kv", 128, {1})});
    const SessionComparison compared = compare_sessions(one, other);
    QCOMPARE(compared.cells.size(), 3U);
    QCOMPARE(compared.cells[0].second, 2);
    QCOMPARE(compared.cells[1].second, 1);
    QCOMPARE(compared.cells[2].second, 0);
    QVERIFY(compared.only_in_first.empty());
    QCOMPARE(compared.only_in_second, std::vector<int>{3});
}

void TestCompareSessions::parametersMayDiffer()
{
    auto one = session({"llama"}, {cell(0, "r_kv", 96, {1})});
    auto other = session({"llama"}, {cell(0, "r_kv", 96, {1}), cell(0, "r_kv", 96, {1})});
    one.cells[0].counts.params = {{"window_size", 8}};
    other.cells[0].counts.params = {{"window_size", 16}};
    other.cells[1].counts.params = {{"window_size", 8}};
    QCOMPARE(compare_sessions(one, other).cells.front().second, 1); // the equal one comes first
    QVERIFY(!compare_sessions(one, other).cells.front().params_differ);
    other.cells.pop_back();
    QCOMPARE(compare_sessions(one, other).cells.front().second, 0);
    QVERIFY(compare_sessions(one, other).cells.front().params_differ);
}

void TestCompareSessions::policiesArePairedOnlyWithoutAChoice()
{
    const auto one = session({"llama"}, {cell(0, "r_kv", 96, {1})});
    const auto other = session({"llama"}, {cell(0, "snapkv", 96, {1})});
    QCOMPARE(compare_sessions(one, other).cells.size(), 1U);
    QVERIFY(compare_sessions(one, other).cells.front().policies_differ);
    const auto two = session({"llama"}, {cell(0, "snapkv", 96, {1}), cell(0, "h2o", 96, {1})});
    QVERIFY(compare_sessions(one, two).cells.empty());
    QVERIFY(compare_sessions(two, one).cells.empty());
    const auto third = session({"mistral"}, {cell(0, "r_kv", 96, {1})});
    QVERIFY(compare_sessions(one, third).cells.empty());
}

void TestCompareSessions::differencesArePairedByProblem()
{
    const auto one = session({"llama"}, {cell(0, "r_kv", 96, {0, 1, 2, 3})});
    const auto other = session({"llama"}, {cell(0, "r_kv", 96, {2, 3, 4, 4})});
    const ComparedCell compared = compare_sessions(one, other).cells.front();
    QVERIFY(compared.pass.has_value());
    QCOMPARE(compared.pass->num_problems, 4);
    QCOMPARE(compared.pass->points, 43.75); // (50 + 50 + 50 + 25) / 4
    QVERIFY(compared.pass->interval.lower > 0 && compared.pass->interval.upper <= 50);
    QVERIFY(compared.pass_missing.empty());
}

void TestCompareSessions::whatIsUnfinishedOrSharesNoProblemIsNotCompared()
{
    auto one = session({"llama"}, {cell(0, "r_kv", 96, {0, 1})});
    auto other = session({"llama"}, {cell(0, "r_kv", 96, {0, 1})});
    other.cells[0].counts.state = CellState::Running;
    QVERIFY(!compare_sessions(one, other).cells.front().pass);
    QVERIFY(!compare_sessions(one, other).cells.front().pass_missing.empty());
    other.cells[0].counts.state = CellState::Complete;
    QVERIFY(compare_sessions(one, other).cells.front().pass);
    other.cells[0].problems[0].problem_id = "another";
    QVERIFY(!compare_sessions(one, other).cells.front().pass);
    QCOMPARE(compare_sessions(one, other).cells.front().pass_missing.values.front(), std::string("1"));
}

void TestCompareSessions::ratesHaveARatioWithAnInterval()
{
    auto one = session({"llama"}, {cell(0, "r_kv", 96, {0, 1})});
    auto other = one;
    QVERIFY(!compare_sessions(one, other).cells.front().tps);
    one.cells[0].timings = {timing(0, 99), timing(1, 100), timing(2, 101)};
    other.cells[0].timings = {timing(0, 198), timing(1, 200), timing(2, 202)};
    const RateRatio ratio = *compare_sessions(one, other).cells.front().tps;
    QCOMPARE(ratio.ratio, 2.0);
    QVERIFY(!ratio.is_overall);
    // Each has a relative standard error of 1 % / √3; equal parts make 4 degrees of freedom: t = 2.776445.
    const double half = 2.7764451052 * std::sqrt(2.0) * 0.01 / std::sqrt(3.0);
    QVERIFY(std::abs(ratio.interval->lower - 2 * std::exp(-half)) < 1e-9);
    QVERIFY(std::abs(ratio.interval->upper - 2 * std::exp(half)) < 1e-9);
    one.cells[0].timings = {timing(0, 0)}; // no sustained phase, and an overall rate of 0 is none either
    QVERIFY(!compare_sessions(one, other).cells.front().tps);
    one.cells[0].timings[0].overall_tps = 50;
    const RateRatio overall = *compare_sessions(one, other).cells.front().tps;
    QCOMPARE(overall.ratio, 2.0);
    QVERIFY(overall.is_overall);
    QVERIFY(!overall.interval);
}

void TestCompareSessions::publishedFiguresAreComparedByPoint()
{
    auto one = session({"llama"}, {cell(0, "r_kv", 96, {})});
    auto other = one;
    one.frame.reference = ReferenceSource{};
    one.cells[0].counts.pass_at_1 = 40;
    other.cells[0].counts.pass_at_1 = 50;
    one.cells[0].counts.tps = 100;
    other.cells[0].counts.tps = 150;
    const ComparedCell compared = compare_sessions(one, other).cells.front();
    QVERIFY(!compared.pass);
    QCOMPARE(*compared.pass_by_point, 10.0);
    QCOMPARE(compared.tps->ratio, 1.5);
    QVERIFY(!compared.tps->interval);
}

void TestCompareSessions::manifestsSayWhatDiffers()
{
    const std::map<std::string, std::string> one{{"model.aa.label", "llama"},
                                                 {"model.aa.weights_sha256", "1"},
                                                 {"sampling.top_p", "0.95"},
                                                 {"sampling.seed", "1"},
                                                 {"threads", "2"},
                                                 {"model.aa.eos_ids", "3"}};
    const std::map<std::string, std::string> other{{"model.bb.label", "llama"}, {"model.bb.weights_sha256", "2"},
                                                   {"sampling.top_p", "0.9"},   {"sampling.seed", "1"},
                                                   {"model.bb.eos_ids", "3"},   {"device.backend", "cpu"}};
    const std::vector<ManifestDifference> expected{{"", "threads", "2", std::nullopt},
                                                   {"device", "backend", std::nullopt, "cpu"},
                                                   {"model llama", "weights_sha256", "1", "2"},
                                                   {"sampling", "top_p", "0.95", "0.9"}};
    QVERIFY(compare_manifests(one, other) == expected);
    QVERIFY(compare_manifests(one, one).empty());
}

QTEST_GUILESS_MAIN(TestCompareSessions)
#include "tst_compare_sessions.moc"
