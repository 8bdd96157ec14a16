#include "session_fixture.h"

using namespace kvscope;

/// What is written comes back, field by field.
class TestSessionRoundTrip : public QObject {
    Q_OBJECT

private slots:
    void specAndManifest();
    void everyFieldOfASample();
    void awkwardTexts();
    void timings();
    void countsAndProblems();
    void beginRunIsIdempotent();
    void committedSamplesAreTheResumeSet();
    void duplicateIsRefusedAndNothingOfItsBatchStays();
    void regrade();
    void regradesOfACellAreStoredTogether();
    void cellStates();
    void openReaderSeesEveryChange();
    void samplePages();
    void logIsOldestFirst();
    void closedSessionIsOneFile();
    void unknownKeysAreErrors();
};

void TestSessionRoundTrip::specAndManifest()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        VERIFY_OK(writer.value().stored_spec());
    }
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto read = reader.value().spec();
    VERIFY_OK(read);
    const SweepSpec expected = fixture::spec();
    const SweepSpec &spec = read.value();
    QCOMPARE(spec.model_dirs, expected.model_dirs);
    QCOMPARE(spec.dataset_files, expected.dataset_files);
    QVERIFY(spec.column_maps == expected.column_maps);
    QCOMPARE(spec.choice_seed, expected.choice_seed);
    QCOMPARE(spec.grader, expected.grader);
    QVERIFY(spec.policies == expected.policies);
    QVERIFY(spec.budgets == expected.budgets);
    QCOMPARE(spec.buffer, expected.buffer);
    QVERIFY(spec.budget_meaning == expected.budget_meaning);
    QVERIFY(spec.eviction_trace == expected.eviction_trace);
    QCOMPARE(spec.samples_per_problem, expected.samples_per_problem);
    QCOMPARE(spec.problem_limit, expected.problem_limit);
    QCOMPARE(spec.num_repeats, expected.num_repeats);
    QCOMPARE(spec.sampling.temperature, expected.sampling.temperature);
    QCOMPARE(spec.sampling.top_p, expected.sampling.top_p);
    QCOMPARE(spec.sampling.top_k, expected.sampling.top_k);
    QCOMPARE(spec.sampling.max_new_tokens, expected.sampling.max_new_tokens);
    QCOMPARE(spec.sampling.seed, expected.sampling.seed);
    QVERIFY(spec.batch == expected.batch);
    QCOMPARE(spec.device, expected.device);
    QCOMPARE(spec.num_threads, expected.num_threads);
    auto manifest = reader.value().manifest();
    VERIFY_OK(manifest);
    QVERIFY((manifest.value() == Manifest{{"device", "cpu"}}));
}

namespace {

void compareSamples(const SampleResult &read, const SampleResult &expected)
{
    QCOMPARE(read.problem_id, expected.problem_id);
    QCOMPARE(read.sample_index, expected.sample_index);
    QCOMPARE(read.prompt_sha256, expected.prompt_sha256);
    QCOMPARE(read.prompt_tokens, expected.prompt_tokens);
    QCOMPARE(read.tokens, expected.tokens);
    QVERIFY(read.text == expected.text);
    QVERIFY(read.finish == expected.finish);
    QVERIFY(read.grade.verdict == expected.grade.verdict);
    QVERIFY(read.grade.extracted == expected.grade.extracted);
    QVERIFY(read.grade.reason == expected.grade.reason);
    QCOMPARE(read.num_evictions, expected.num_evictions);
    QCOMPARE(read.peak_kv_len, expected.peak_kv_len);
    QCOMPARE(read.num_preemptions, expected.num_preemptions);
    QCOMPARE(read.prefill_ms, expected.prefill_ms);
    QCOMPARE(read.decode_ms, expected.decode_ms);
    QCOMPARE(read.evictions.size(), expected.evictions.size());
    for (std::size_t i = 0; i < expected.evictions.size(); ++i) {
        QCOMPARE(read.evictions[i].step, expected.evictions[i].step);
        QCOMPARE(read.evictions[i].kv_len, expected.evictions[i].kv_len);
        QCOMPARE(read.evictions[i].dropped_positions, expected.evictions[i].dropped_positions);
    }
}

void storeAndCompare(const SampleResult &expected)
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        VERIFY_OK(writer.value().put_samples("llama-96", {expected}));
        auto tokens = writer.value().sample_tokens("llama-96", {expected.problem_id, expected.sample_index});
        VERIFY_OK(tokens);
        QCOMPARE(tokens.value(), expected.tokens);
    }
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto page = reader.value().samples("llama-96", 10, 0);
    VERIFY_OK(page);
    QCOMPARE(page.value().size(), std::size_t(1));
    auto read = reader.value().sample(page.value()[0].id);
    VERIFY_OK(read);
    compareSamples(read.value(), expected);
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY2(findings.value().empty(), findings.value().empty() ? "" : findings.value()[0].c_str());
}

} // namespace

void TestSessionRoundTrip::everyFieldOfASample()
{
    SampleResult sample = fixture::sample("P-2", 1, Verdict::Wrong);
    sample.evictions = {{0, 60, {{1, 2, 3}, {}, {0, 58}, {7}}}, {16, 112, {{4, 90}, {5, 6}, {}, {100000}}}};
    storeAndCompare(sample);
    for (const Verdict verdict : {Verdict::Correct, Verdict::NoAnswer, Verdict::Invalid}) {
        storeAndCompare(fixture::sample("P-1", 0, verdict));
    }
    SampleResult empty;
    empty.problem_id = "P-3";
    empty.finish = FinishReason::Invalid;
    storeAndCompare(empty);
}

void TestSessionRoundTrip::awkwardTexts()
{
    SampleResult sample = fixture::sample("P-1", 0);
    using namespace std::string_literals;
    sample.text = "before\0after \xc3\x28 \xff\xfe \xed\xa0\x80 end"s;
    sample.grade.extracted = "4\0002\xff"s;
    sample.grade.reason = "\0"s;
    sample.problem_id = "odd\0id\x80"s;
    sample.tokens = {-1, -2147483647 - 1, 2147483647, 0};
    storeAndCompare(sample);
}

void TestSessionRoundTrip::timings()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    CellTiming timing;
    timing.repeat = 1;
    timing.load_s = 0.5;
    timing.prefill_s = 1.5;
    timing.wall_s = 20.25;
    timing.num_decode_tokens = 5'000'000'000;
    timing.overall_tps = 321.5;
    timing.sustained_tps = 400.125;
    timing.sustained_missing = "";
    timing.window_tps = {399.0, 401.25, 0.1};
    timing.overall_window_tps = {350.5, 352.0};
    timing.dynts_tps = 500;
    timing.batch_requested = 32;
    timing.batch_reached = 31;
    timing.kv_bytes_held_peak = 1ULL << 42U;
    timing.num_preemptions = 2;
    timing.energy_j = 12.5;
    timing.device = "a CPU, 2 threads";
    timing.telemetry = fixture::telemetry();
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    CellTiming first = timing;
    first.repeat = 0;
    first.wall_s = 1;
    VERIFY_OK(writer.value().put_timing("qwen-0", first));
    VERIFY_OK(writer.value().put_timing("qwen-0", timing));
    first.wall_s = 2;
    VERIFY_OK(writer.value().put_timing("qwen-0", first));
    auto read = writer.value().timings("qwen-0");
    VERIFY_OK(read);
    QCOMPARE(read.value().size(), std::size_t(2));
    QCOMPARE(read.value()[0].wall_s, 2.0);
    const CellTiming &second = read.value()[1];
    QCOMPARE(second.repeat, timing.repeat);
    QCOMPARE(second.load_s, timing.load_s);
    QCOMPARE(second.prefill_s, timing.prefill_s);
    QCOMPARE(second.wall_s, timing.wall_s);
    QCOMPARE(second.num_decode_tokens, timing.num_decode_tokens);
    QCOMPARE(second.overall_tps, timing.overall_tps);
    QCOMPARE(second.sustained_tps, timing.sustained_tps);
    QCOMPARE(second.sustained_missing, timing.sustained_missing);
    QCOMPARE(second.window_tps, timing.window_tps);
    QCOMPARE(second.overall_window_tps, timing.overall_window_tps);
    QCOMPARE(second.dynts_tps, timing.dynts_tps);
    QCOMPARE(second.batch_requested, timing.batch_requested);
    QCOMPARE(second.batch_reached, timing.batch_reached);
    QCOMPARE(second.kv_bytes_held_peak, timing.kv_bytes_held_peak);
    QCOMPARE(second.num_preemptions, timing.num_preemptions);
    QCOMPARE(second.energy_j, timing.energy_j);
    QCOMPARE(second.device, timing.device);
    QVERIFY(read.value()[0].telemetry == first.telemetry);
    QVERIFY(second.telemetry == timing.telemetry);
}

void TestSessionRoundTrip::countsAndProblems()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples(
        "qwen-96", {fixture::sample("P-2", 0, Verdict::Wrong), fixture::sample("P-1", 1, Verdict::Correct)}));
    VERIFY_OK(writer.value().put_samples(
        "qwen-96", {fixture::sample("P-1", 0, Verdict::NoAnswer), fixture::sample("P-2", 1, Verdict::Invalid)}));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto read = reader.value().read_rows();
    VERIFY_OK(read);
    const SessionRows &rows = read.value();
    QCOMPARE(rows.frame.title, std::string("test"));
    QVERIFY(!rows.frame.reference.has_value());
    QVERIFY(!rows.frame.is_complete);
    QVERIFY(rows.frame.cells.empty());
    QCOMPARE(rows.frame.models.size(), std::size_t(2));
    QCOMPARE(rows.frame.models[1].weights_sha256, std::string("weights qwen"));
    QCOMPARE(rows.frame.models[1].weight_bytes, std::uint64_t(123'456'789'012));
    QCOMPARE(rows.frame.datasets[0].grader, std::string("integer"));
    QCOMPARE(rows.frame.datasets[0].num_quarantined, 1);
    QCOMPARE(rows.cells.size(), std::size_t(4));
    const CellResult &cell = rows.cells[1].counts;
    QCOMPARE(cell.cell_key, std::string("qwen-96"));
    QCOMPARE(cell.model, 1);
    QCOMPARE(cell.policy, std::string("r_kv"));
    QVERIFY((cell.params == ParamValues{{"mix_lambda", 0.1}, {"window_size", 8}}));
    QCOMPARE(cell.budget.tokens, 96);
    QCOMPARE(cell.retained, 96);
    QCOMPARE(cell.peak, 112);
    QVERIFY(cell.state == CellState::Running);
    QCOMPARE(cell.num_samples_planned, 6);
    QCOMPARE(cell.num_samples, 4);
    QCOMPARE(cell.num_problems, 2);
    QCOMPARE(cell.num_correct, 1);
    QCOMPARE(cell.num_wrong, 1);
    QCOMPARE(cell.num_no_answer, 1);
    QCOMPARE(cell.num_invalid, 1);
    QCOMPARE(cell.num_truncated, 1);
    QCOMPARE(cell.mean_output_tokens, 40.5);
    QCOMPARE(cell.mean_evictions, 2.0);
    QCOMPARE(cell.mean_final_kv_len, 44.5);
    QVERIFY(!cell.pass_at_1.has_value());
    QCOMPARE(rows.cells[1].problems.size(), std::size_t(2));
    QCOMPARE(rows.cells[1].problems[0].problem_id, std::string("P-1"));
    QCOMPARE(rows.cells[1].problems[0].num_correct, 1);
    QCOMPARE(rows.cells[1].problems[0].num_valid, 2);
    QCOMPARE(rows.cells[1].problems[1].num_valid, 1);
    QVERIFY(rows.cells[0].counts.state == CellState::Pending);
    QVERIFY(rows.cells[2].counts.budget.is_full());
}

void TestSessionRoundTrip::beginRunIsIdempotent()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0)}));
        VERIFY_OK(writer.value().mark_cell_failed("qwen-96", "the device went away"));
    }
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QCOMPARE(rows.value().frame.models.size(), std::size_t(2));
    QCOMPARE(rows.value().frame.datasets.size(), std::size_t(1));
    QCOMPARE(rows.value().cells.size(), std::size_t(4));
    QCOMPARE(rows.value().cells[0].counts.num_samples, 1);
    // A new run tries a failed cell again.
    QVERIFY(rows.value().cells[1].counts.state == CellState::Pending);
    QVERIFY(rows.value().cells[1].counts.failure.empty());
}

void TestSessionRoundTrip::committedSamplesAreTheResumeSet()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0), fixture::sample("P-3", 1)}));
        VERIFY_OK(writer.value().put_samples("qwen-96", {fixture::sample("P-2", 5)}));
    }
    auto writer = SessionWriter::open(path);
    VERIFY_OK(writer);
    auto keys = writer.value().committed_samples("llama-96");
    VERIFY_OK(keys);
    QVERIFY((keys.value() == std::set<SampleKey>{{"P-1", 0}, {"P-3", 1}}));
    auto none = writer.value().committed_samples("llama-0");
    VERIFY_OK(none);
    QVERIFY(none.value().empty());
}

void TestSessionRoundTrip::duplicateIsRefusedAndNothingOfItsBatchStays()
{
    QTemporaryDir folder;
    auto writer = fixture::begun(fixture::file_in(folder));
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0)}));
    VERIFY_ERROR(writer.value().put_samples("llama-96", {fixture::sample("P-2", 0), fixture::sample("P-1", 0)}),
                 ErrorCode::Internal);
    auto keys = writer.value().committed_samples("llama-96");
    VERIFY_OK(keys);
    QCOMPARE(keys.value().size(), std::size_t(1));
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-2", 0)}));
}

void TestSessionRoundTrip::regrade()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0), fixture::sample("P-1", 1)}));
    VERIFY_OK(writer.value().update_grade("llama-96", {"P-1", 1}, {Verdict::Wrong, "17", "not 2"}));
    VERIFY_ERROR(writer.value().update_grade("llama-96", {"P-1", 2}, {}), ErrorCode::NotFound);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto page = reader.value().samples("llama-96", 10, 0);
    VERIFY_OK(page);
    QVERIFY(page.value()[0].grade.verdict == Verdict::Correct);
    SampleResult expected = fixture::sample("P-1", 1);
    expected.grade = {Verdict::Wrong, "17", "not 2"};
    auto read = reader.value().sample(page.value()[1].id);
    VERIFY_OK(read);
    compareSamples(read.value(), expected);
}

void TestSessionRoundTrip::regradesOfACellAreStoredTogether()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0), fixture::sample("P-1", 1)}));
    const Grade wrong{Verdict::Wrong, "3", "not 2"};
    VERIFY_ERROR(
        writer.value().update_grades("llama-96", {{{"P-1", 0}, wrong, "was correct"}, {{"P-9", 0}, wrong, ""}}),
        ErrorCode::NotFound);
    VERIFY_ERROR(writer.value().set_grader("no such dataset", "math"), ErrorCode::NotFound);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    QVERIFY(reader.value().samples("llama-96", 10, 0).value()[0].grade.verdict == Verdict::Correct);
    QVERIFY(reader.value().log(10).value().empty());
    VERIFY_OK(writer.value().update_grades("llama-96", {{{"P-1", 0}, wrong, "was correct"}, {{"P-1", 1}, wrong, ""}}));
    VERIFY_OK(writer.value().set_grader("data", "math"));
    const auto page = reader.value().samples("llama-96", 10, 0);
    for (const SampleRow &row : page.value()) {
        QCOMPARE(row.grade.reason, std::string("not 2"));
    }
    const auto log = reader.value().log(10).value();
    QCOMPARE(log.size(), std::size_t(1));
    QCOMPARE(log[0].level, std::string("regrade"));
    QCOMPARE(log[0].message, std::string("was correct"));
    QCOMPARE(reader.value().read_rows().value().frame.datasets.at(0).grader, std::string("math"));
}

void TestSessionRoundTrip::openReaderSeesEveryChange()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    const auto cell = [&](int at) { return reader.value().read_rows().value().cells.at(at); };
    QCOMPARE(cell(0).counts.num_samples, 0);
    VERIFY_OK(writer.value().put_samples("llama-96", {fixture::sample("P-1", 0)}));
    QCOMPARE(cell(0).counts.num_correct, 1);
    QCOMPARE(cell(1).counts.num_samples, 0);
    VERIFY_OK(writer.value().update_grade("llama-96", {"P-1", 0}, {Verdict::Wrong, "", ""}));
    QCOMPARE(cell(0).counts.num_correct, 0);
    QCOMPARE(cell(0).problems.at(0).num_correct, 0);
    VERIFY_OK(writer.value().put_samples("qwen-96", {fixture::sample("P-1", 0)}));
    QCOMPARE(cell(0).counts.num_samples, 1);
    QCOMPARE(cell(1).counts.num_samples, 1);
    CellTiming timing;
    timing.kv_bytes_held_peak = 5;
    timing.device = "a CPU";
    VERIFY_OK(writer.value().put_timing("qwen-96", timing));
    QCOMPARE(cell(1).timings.size(), std::size_t(1));
    QCOMPARE(cell(1).counts.kv_bytes_held_peak, std::uint64_t(5));
    QCOMPARE(cell(1).counts.device, std::string("a CPU"));
    VERIFY_OK(writer.value().mark_cell_complete("qwen-96"));
    QVERIFY(cell(1).counts.state == CellState::Complete);
    QCOMPARE(cell(1).counts.num_samples, 1);
}

void TestSessionRoundTrip::cellStates()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto before = reader.value().revision();
    VERIFY_OK(before);
    VERIFY_OK(writer.value().mark_cell_complete("llama-96"));
    auto after = reader.value().revision();
    VERIFY_OK(after);
    QVERIFY(after.value() > before.value());
    VERIFY_OK(writer.value().mark_cell_failed("qwen-96", "out of memory at batch 64"));
    auto rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QVERIFY(rows.value().cells[0].counts.state == CellState::Complete);
    QVERIFY(rows.value().cells[1].counts.state == CellState::Failed);
    QCOMPARE(rows.value().cells[1].counts.failure, std::string("out of memory at batch 64"));
    QVERIFY(!rows.value().frame.is_complete);
    for (const char *key : {"qwen-96", "llama-0", "qwen-0"}) {
        VERIFY_OK(writer.value().mark_cell_complete(key));
    }
    rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QVERIFY(rows.value().frame.is_complete);
    // More samples of the same cells: there is work again.
    VERIFY_OK(writer.value().begin_run(fixture::spec(), fixture::plan(12), {}));
    rows = reader.value().read_rows();
    VERIFY_OK(rows);
    QVERIFY(!rows.value().frame.is_complete);
    QCOMPARE(rows.value().cells[0].counts.num_samples_planned, 12);
}

void TestSessionRoundTrip::samplePages()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    std::vector<SampleResult> samples;
    for (int i = 9; i >= 0; --i) {
        samples.push_back(fixture::sample(i % 2 == 0 ? "P-2" : "P-1", i / 2));
    }
    VERIFY_OK(writer.value().put_samples("llama-0", samples));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    std::vector<SampleKey> keys;
    for (int offset = 0; offset < 12; offset += 4) {
        auto page = reader.value().samples("llama-0", 4, offset);
        VERIFY_OK(page);
        for (const SampleRow &row : page.value()) {
            QCOMPARE(row.cell_key, std::string("llama-0"));
            QCOMPARE(row.gold, std::string(row.key.first == "P-1" ? "2" : "4"));
            QCOMPARE(row.num_prompt_tokens, 4);
            QCOMPARE(row.num_tokens, 40 + row.key.second);
            keys.push_back(row.key);
        }
    }
    std::vector<SampleKey> expected;
    for (const char *problem : {"P-1", "P-2"}) {
        for (int i = 0; i < 5; ++i) {
            expected.emplace_back(problem, i);
        }
    }
    QVERIFY(keys == expected);
}

void TestSessionRoundTrip::logIsOldestFirst()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    for (const char *message : {"one", "two", "three"}) {
        VERIFY_OK(writer.value().log("info", message));
    }
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    auto lines = reader.value().log(2);
    VERIFY_OK(lines);
    QCOMPARE(lines.value().size(), std::size_t(2));
    QCOMPARE(lines.value()[0].message, std::string("two"));
    QCOMPARE(lines.value()[1].message, std::string("three"));
    QCOMPARE(lines.value()[1].level, std::string("info"));
    QVERIFY(QRegularExpression("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$")
                .match(QString::fromStdString(lines.value()[0].time_utc))
                .hasMatch());
}

void TestSessionRoundTrip::closedSessionIsOneFile()
{
    QTemporaryDir folder;
    {
        auto writer = fixture::begun(fixture::file_in(folder));
        VERIFY_OK(writer);
    }
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{"test.kvsession"});
}

void TestSessionRoundTrip::unknownKeysAreErrors()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    {
        auto writer = SessionWriter::open(path);
        VERIFY_OK(writer);
        VERIFY_ERROR(writer.value().stored_spec(), ErrorCode::NotFound);
    }
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_ERROR(writer.value().put_samples("no such cell", {fixture::sample("P-1", 0)}), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().put_timing("no such cell", {}), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().put_problems("no such dataset", {}, {}), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().mark_cell_complete("no such cell"), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().sample_tokens("llama-96", {"P-1", 0}), ErrorCode::NotFound);
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    VERIFY_ERROR(reader.value().sample(1), ErrorCode::NotFound);
    VERIFY_ERROR(SessionReader::open(fixture::file_in(folder, "missing.kvsession")), ErrorCode::NotFound);
    VERIFY_ERROR(SessionReader::open(folder.path().toStdString()), ErrorCode::InvalidData);
    VERIFY_ERROR(SessionWriter::open(fixture::file_in(folder, "no/such/folder.kvsession")), ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestSessionRoundTrip)
#include "tst_session_round_trip.moc"
