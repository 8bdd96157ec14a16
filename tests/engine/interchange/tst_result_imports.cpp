// Results of lm-evaluation-harness and of vLLM benchmarks, in the shapes those tools write.
#include "engine/interchange.h"

#include <QTest>

using namespace kvscope;

namespace {

/// A line as lm_eval/loggers/evaluation_tracker.py writes it for a generative task.
QByteArray lineOf(int docId, const QByteArray &resps, const QByteArray &filtered, int exactMatch,
                  const QByteArray &filter = "none")
{
    return R"({"doc_id": )" + QByteArray::number(docId) + R"(, "doc": {"problem": "What is )" +
           QByteArray::number(docId) +
           R"(?", "answer": 3}, "target": "3", "arguments": {"gen_args_0": {"arg_0": )"
           R"("Q: what?", "arg_1": {"until": ["</s>"], "temperature": 0.6}}}, "resps": [)" +
           resps + R"(], "filtered_resps": )" + filtered + R"(, "filter": ")" + filter +
           R"(", "metrics": ["exact_match"], "doc_hash": "a", "prompt_hash": "b", "target_hash": "c", "exact_match": )" +
           QByteArray::number(exactMatch) + ".0}\n";
}

Result<ImportedResults> parse(const QByteArray &content, const ImportOptions &options = {})
{
    return parse_lm_eval_samples(content.toStdString(), "out/samples_aime24_2025-01-31T12-00-00.123456.jsonl", options);
}

} // namespace

class TestResultImports : public QObject {
    Q_OBJECT

private slots:
    void oneResponseTakesTheFilesVerdict()
    {
        const auto parsed =
            parse(lineOf(0, R"(["so \\boxed{3}"])", R"(["3"])", 1) +
                  lineOf(7, R"(["no idea"])", R"(["[invalid]"])", 0) + lineOf(9, R"(["\\boxed{4}"])", R"(["4"])", 0));
        QVERIFY2(parsed.has_value(), parsed.has_value() ? "" : parsed.error().message.c_str());
        const ImportedResults &results = parsed.value();
        QCOMPARE(results.source, std::string("lm-evaluation-harness"));
        QCOMPARE(results.dataset_label, std::string("aime24"));
        QCOMPARE(results.samples.size(), std::size_t(3));
        QCOMPARE(results.samples[0].problem_id, std::string("doc-0"));
        QCOMPARE(results.samples[0].text, std::string("so \\boxed{3}"));
        QVERIFY(results.samples[0].grade.verdict == Verdict::Correct);
        QCOMPARE(results.samples[0].grade.extracted, std::string("3"));
        QVERIFY(results.samples[1].grade.verdict == Verdict::NoAnswer);
        QVERIFY(results.samples[2].grade.verdict == Verdict::Wrong);
        QCOMPARE(results.problems.size(), std::size_t(3));
        QCOMPARE(results.problems[1].text, std::string("What is 7?"));
        QCOMPARE(results.problems[1].gold, std::string("3"));
    }

    void severalResponsesAreGradedHere()
    {
        const auto parsed =
            parse(lineOf(0, R"(["\\boxed{3}", "<think>hm</think> \\boxed{5}", "\\boxed{3}"])", R"(["3"])", 1),
                  {.grader = "integer"});
        QVERIFY(parsed.has_value());
        QCOMPARE(parsed.value().samples.size(), std::size_t(3));
        QCOMPARE(parsed.value().samples[2].sample_index, 2);
        QVERIFY(parsed.value().samples[0].grade.verdict == Verdict::Correct);
        QVERIFY(parsed.value().samples[1].grade.verdict == Verdict::Wrong);
        QCOMPARE(parsed.value().problems.size(), std::size_t(1));
        QVERIFY(parsed.value().notes.back().find("3 responses were graded here as integer") == 0);
    }

    void oneFilterCounts()
    {
        const QByteArray lines = lineOf(0, R"(["a"])", R"(["3"])", 1, "strict-match") +
                                 lineOf(0, R"(["a"])", R"(["4"])", 0, "flexible-extract");
        const auto first = parse(lines);
        QCOMPARE(first.value().samples.size(), std::size_t(1));
        QVERIFY(first.value().samples[0].grade.verdict == Verdict::Correct);
        QVERIFY(first.value().notes[0].find("flexible-extract") != std::string::npos);
        const auto other = parse(lines, {.filter = "flexible-extract"});
        QVERIFY(other.value().samples[0].grade.verdict == Verdict::Wrong);
        QVERIFY(parse(lines, {.filter = "none"}).has_error());
    }

    void ownFiltersAreSamples()
    {
        const auto parsed =
            parse(lineOf(0, R"(["a"])", R"(["3"])", 1, "sample_0") + lineOf(0, R"(["b"])", R"(["4"])", 0, "sample_1"));
        QCOMPARE(parsed.value().samples.size(), std::size_t(2));
        QCOMPARE(parsed.value().samples[1].sample_index, 1);
        QCOMPARE(parsed.value().samples[1].text, std::string("b"));
        QVERIFY(parsed.value().notes.empty());
    }

    void likelihoodTasksHaveVerdictsWithoutText()
    {
        const auto parsed =
            parse(R"({"doc_id": 4, "doc": {"question": "q"}, "target": "0", "resps": [[["-1.5", "False"]],)"
                  R"( [["-9.1", "False"]]], "filtered_resps": [["-1.5", "False"], ["-9.1", "False"]],)"
                  R"( "filter": "none", "metrics": ["acc", "acc_norm"], "acc": 1.0, "acc_norm": 0.0})");
        QVERIFY2(parsed.has_value(), parsed.has_value() ? "" : parsed.error().message.c_str());
        QVERIFY(parsed.value().samples[0].grade.verdict == Verdict::Correct);
        QCOMPARE(parsed.value().samples[0].text, std::string());
    }

    void badLinesAreCounted()
    {
        const auto parsed = parse("nonsense\n" + lineOf(0, R"(["a"])", R"(["3"])", 1) + "[]\n{\"doc_id\": 3}\n" +
                                  lineOf(0, R"(["a"])", R"(["3"])", 1) + lineOf(1, R"(["a"])", R"(["3"])", 7));
        QVERIFY(parsed.has_value());
        QCOMPARE(parsed.value().samples.size(), std::size_t(1));
        std::vector<int> lines;
        for (const RejectedLine &line : parsed.value().rejected) {
            lines.push_back(line.line);
        }
        QCOMPARE(lines, (std::vector<int>{1, 3, 4, 5, 6}));
        QVERIFY(parsed.value().rejected[3].reason.find("twice") != std::string::npos);
        QVERIFY(parsed.value().rejected[4].reason.find("no metric of it is 0 or 1") != std::string::npos);
        QVERIFY(parse("{}\n").has_error());
        QVERIFY(parse("").has_error());
    }

    void resultsNameTheModel()
    {
        const auto parsed = parse_lm_eval_results(
            R"({"results": {"aime24": {"alias": "aime24", "exact_match,none": 0.25, "exact_match_stderr,none": NaN}},)"
            R"( "configs": {"aime24": {}}, "config": {"model": "vllm", "model_args": {"pretrained": "org/model"},)"
            R"( "batch_size": "auto"}, "git_hash": "abc", "date": 1738324800.5, "model_name": "org/model"})",
            "results.json");
        QVERIFY2(parsed.has_value(), parsed.has_value() ? "" : parsed.error().message.c_str());
        QCOMPARE(parsed.value().model_label, std::string("org/model"));
        QCOMPARE(parsed.value().scores.at("aime24/exact_match,none"), 0.25);
        QCOMPARE(parsed.value().scores.size(), std::size_t(1));
        QCOMPARE(parsed.value().settings.at("git_hash"), std::string("abc"));
        QCOMPARE(parsed.value().settings.at("config.model_args"), std::string("{\"pretrained\":\"org/model\"}"));
    }

    void servingBenchmarksGiveOutputThroughput()
    {
        const auto parsed = parse_vllm_benchmark(
            R"({"date": "20250131-120000", "backend": "vllm", "model_id": "org/model", "tokenizer_id": "org/model",)"
            R"( "num_prompts": 100, "request_rate": "inf", "burstiness": 1.0, "max_concurrency": 20, "duration": 50.0,)"
            R"( "completed": 100, "total_input_tokens": 9000, "total_output_tokens": 30000, "request_throughput": 2.0,)"
            R"( "output_throughput": 600.0, "total_token_throughput": 780.0, "mean_ttft_ms": 31.5, "p99_itl_ms": 9.0,)"
            R"( "itls": [[0.1]]})",
            "bench.json", {});
        QVERIFY2(parsed.has_value(), parsed.has_value() ? "" : parsed.error().message.c_str());
        const ImportedResults &results = parsed.value();
        QCOMPARE(results.model_label, std::string("org/model"));
        QVERIFY(results.timing.has_value());
        QCOMPARE(results.timing->overall_tps, 600.0);
        QCOMPARE(results.timing->sustained_tps, 0.0);
        QVERIFY(!results.timing->sustained_missing.empty());
        QCOMPARE(results.timing->batch_requested, 20);
        QCOMPARE(results.settings.at("mean_ttft_ms"), std::string("31.5"));
        QVERIFY(!results.settings.contains("itls"));
        QVERIFY(results.samples.empty());
    }

    void throughputBenchmarksNeedTheOutputTokens()
    {
        const char *json = R"({"elapsed_time": 20.0, "num_requests": 64, "total_num_tokens": 50000,)"
                           R"( "requests_per_second": 3.2, "tokens_per_second": 2500.0})";
        const auto refused = parse_vllm_benchmark(json, "bench.json", {});
        QVERIFY(refused.has_error());
        QVERIFY(refused.error().message.find("--output-tokens") != std::string::npos);
        const auto parsed = parse_vllm_benchmark(json, "bench.json", {.num_output_tokens = 16000});
        QCOMPARE(parsed.value().timing->overall_tps, 800.0);
        QCOMPARE(parsed.value().timing->batch_requested, 64);
    }

    void impossibleBenchmarksAreRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no time") << QByteArray(R"({"output_throughput": 5, "total_output_tokens": 5})");
        QTest::newRow("zero time") << QByteArray(
            R"({"output_throughput": 5, "duration": 0, "total_output_tokens": 5})");
        QTest::newRow("negative") << QByteArray(
            R"({"output_throughput": 5, "duration": 1, "total_output_tokens": -5})");
        QTest::newRow("infinite") << QByteArray(
            R"({"output_throughput": 5, "duration": Infinity, "total_output_tokens": 5})");
        QTest::newRow("not JSON") << QByteArray("{");
        QTest::newRow("a list") << QByteArray("[]");
    }

    void impossibleBenchmarksAreRefused()
    {
        QFETCH(QByteArray, json);
        const auto parsed = parse_vllm_benchmark(json.toStdString(), "bench.json", {});
        QVERIFY(parsed.has_error());
        QVERIFY(parsed.error().message.find("bench.json") != std::string::npos);
    }

    void filesAreRecognised()
    {
        QVERIFY(recognise_results("", "a/samples_x.jsonl").value() == ForeignFormat::LmEvalSamples);
        QVERIFY(recognise_results(R"({"results": {}, "configs": {}})", "r.json").value() ==
                ForeignFormat::LmEvalResults);
        QVERIFY(recognise_results(R"({"output_throughput": NaN})", "b.json").value() == ForeignFormat::VllmBenchmark);
        QVERIFY(recognise_results(R"({"elapsed_time": 1, "tokens_per_second": 2})", "b.json").value() ==
                ForeignFormat::VllmBenchmark);
        QVERIFY(recognise_results(R"({"x": 1})", "b.json").has_error());
    }
};

QTEST_GUILESS_MAIN(TestResultImports)
#include "tst_result_imports.moc"
