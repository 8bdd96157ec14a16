#include "session_fixture.h"

using namespace kvscope;

namespace {

SampleResult answered(const std::string &problem, int index, Verdict verdict, const std::string &answer, int num_tokens)
{
    SampleResult sample = fixture::sample(problem, index, verdict);
    sample.grade.extracted = answer;
    sample.tokens.resize(static_cast<std::size_t>(num_tokens));
    sample.num_evictions = num_tokens / 10;
    sample.peak_kv_len = 100 + num_tokens;
    return sample;
}

QString described(const std::vector<SampleRow> &rows)
{
    QStringList texts;
    for (const SampleRow &row : rows) {
        texts << QString::fromStdString(row.cell_key.substr(row.cell_key.find('-') + 1) + ":" + row.key.first) + "." +
                     QString::number(row.key.second);
    }
    return texts.join(' ');
}

} // namespace

/// Filters, sorting, pairs of two cells and pages by id.
class TestSampleList : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void conditions_data();
    void conditions();
    void sorting_data();
    void sorting();
    void flips();
    void partnersComeWithTheRow();
    void pagesAreInTheOrderOfTheList();
    void problemOfASample();
    void textIsNoPattern();
    void allThatIsStoredIsCounted();

private:
    QString listed(const SampleQuery &query);

    QTemporaryDir folder_;
    std::optional<SessionReader> reader_;
};

void TestSampleList::initTestCase()
{
    const std::string path = fixture::file_in(folder_);
    auto writer = fixture::begun(path);
    VERIFY_OK(writer);
    VERIFY_OK(writer.value().put_problems("data", fixture::problems(), {}));
    // Stored out of order, as a batch finishes.
    VERIFY_OK(writer.value().put_samples(
        "llama-96", {answered("P-3", 0, Verdict::NoAnswer, "", 70), answered("P-1", 1, Verdict::Wrong, "10", 50),
                     answered("P-1", 0, Verdict::Correct, "9", 30), answered("P-2", 0, Verdict::Invalid, "100%", 40)}));
    SampleResult traced = answered("P-1", 0, Verdict::Wrong, "-3", 60);
    traced.evictions = {{0, 4, {{0, 1}, {2}}}};
    VERIFY_OK(writer.value().put_samples("llama-0", {traced, answered("P-1", 1, Verdict::Correct, "2", 20),
                                                     answered("P-2", 0, Verdict::Correct, "4", 35),
                                                     answered("P-3", 0, Verdict::Correct, "6", 45)}));
    auto reader = SessionReader::open(path);
    VERIFY_OK(reader);
    reader_ = std::move(reader).value();
}

QString TestSampleList::listed(const SampleQuery &query)
{
    const auto list = reader_->sample_list(query);
    if (list.has_error()) {
        return QString::fromStdString(list.error().message);
    }
    const auto rows = reader_->sample_rows(list.value().refs);
    return rows.has_error() ? QString::fromStdString(rows.error().message) : described(rows.value());
}

void TestSampleList::conditions_data()
{
    QTest::addColumn<SampleQuery>("query");
    QTest::addColumn<QString>("expected");
    const std::vector<SampleSource> both{{"llama-0", ""}, {"llama-96", ""}};
    QTest::newRow("nothing asked for") << SampleQuery{} << "";
    QTest::newRow("one cell") << SampleQuery{{{"llama-96", ""}}} << "96:P-1.0 96:P-1.1 96:P-2.0 96:P-3.0";
    QTest::newRow("cells in their order")
        << SampleQuery{both} << "0:P-1.0 0:P-1.1 0:P-2.0 0:P-3.0 96:P-1.0 96:P-1.1 96:P-2.0 96:P-3.0";
    QTest::newRow("unknown cell") << SampleQuery{{{"nobody", ""}}} << "";
    SampleQuery verdicts{both};
    verdicts.verdicts = {Verdict::Wrong, Verdict::NoAnswer};
    QTest::newRow("verdicts") << verdicts << "0:P-1.0 96:P-1.1 96:P-3.0";
    SampleQuery length{both};
    length.min_tokens = 40;
    length.max_tokens = 50;
    QTest::newRow("length") << length << "0:P-3.0 96:P-1.1 96:P-2.0";
    SampleQuery truncated{both};
    truncated.only_truncated = true;
    QTest::newRow("cut off") << truncated << "96:P-3.0";
    SampleQuery text{both};
    text.text = "p-2";
    QTest::newRow("problem id, any case") << text << "0:P-2.0 96:P-2.0";
    text.text = "10";
    QTest::newRow("extracted answer") << text << "96:P-1.1 96:P-2.0";
    text.text = "6";
    text.verdicts = {Verdict::NoAnswer};
    QTest::newRow("gold answer and a verdict") << text << "96:P-3.0";
}

void TestSampleList::conditions()
{
    QFETCH(SampleQuery, query);
    QFETCH(QString, expected);
    QCOMPARE(listed(query), expected);
}

void TestSampleList::sorting_data()
{
    QTest::addColumn<SampleSort>("sort");
    QTest::addColumn<QString>("ascending");
    QTest::addColumn<QString>("descending");
    QTest::newRow("stored") << SampleSort::Stored << "1.0 1.1 2.0 3.0"
                            << "3.0 2.0 1.1 1.0";
    QTest::newRow("problem") << SampleSort::Problem << "1.0 1.1 2.0 3.0"
                             << "3.0 2.0 1.0 1.1";
    QTest::newRow("sample") << SampleSort::SampleIndex << "1.0 2.0 3.0 1.1"
                            << "1.1 1.0 2.0 3.0";
    QTest::newRow("verdict") << SampleSort::Verdict << "1.0 1.1 3.0 2.0"
                             << "2.0 3.0 1.1 1.0";
    QTest::newRow("extracted, as numbers") << SampleSort::Extracted << "3.0 1.0 1.1 2.0"
                                           << "2.0 1.1 1.0 3.0";
    QTest::newRow("gold") << SampleSort::Gold << "1.0 1.1 2.0 3.0"
                          << "3.0 2.0 1.0 1.1";
    QTest::newRow("finish") << SampleSort::Finish << "3.0 1.0 1.1 2.0"
                            << "1.0 1.1 2.0 3.0";
    QTest::newRow("tokens") << SampleSort::NumTokens << "1.0 2.0 1.1 3.0"
                            << "3.0 1.1 2.0 1.0";
    QTest::newRow("evictions") << SampleSort::Evictions << "1.0 2.0 1.1 3.0"
                               << "3.0 1.1 2.0 1.0";
    QTest::newRow("peak") << SampleSort::PeakKvLen << "1.0 2.0 1.1 3.0"
                          << "3.0 1.1 2.0 1.0";
}

void TestSampleList::sorting()
{
    QFETCH(SampleSort, sort);
    QFETCH(QString, ascending);
    QFETCH(QString, descending);
    SampleQuery query{{{"llama-96", ""}}};
    query.sort = sort;
    const auto bare = [](QString text) { return text.replace("96:P-", ""); };
    QCOMPARE(bare(listed(query)), ascending);
    query.descending = true;
    QCOMPARE(bare(listed(query)), descending);
}

void TestSampleList::flips()
{
    SampleQuery query{{{"llama-96", "llama-0"}}};
    query.flips = FlipFilter::AllPairs;
    QCOMPARE(listed(query), QString("96:P-1.0 96:P-1.1 96:P-2.0 96:P-3.0"));
    query.flips = FlipFilter::Flipped; // an invalid sample is no flip
    QCOMPARE(listed(query), QString("96:P-1.0 96:P-1.1 96:P-3.0"));
    query.flips = FlipFilter::CorrectToWrong;
    QCOMPARE(listed(query), QString("96:P-1.0"));
    query.flips = FlipFilter::WrongToCorrect; // no answer counts as wrong
    QCOMPARE(listed(query), QString("96:P-1.1 96:P-3.0"));
    const auto counts = reader_->flip_counts(query);
    VERIFY_OK(counts);
    QCOMPARE(counts.value().num_pairs, 3);
    QCOMPARE(counts.value().num_correct_to_wrong, 1);
    QCOMPARE(counts.value().num_wrong_to_correct, 2);
    query.flips = FlipFilter::AllPairs;
    query.sort = SampleSort::ComparedVerdict;
    QCOMPARE(listed(query), QString("96:P-1.1 96:P-2.0 96:P-3.0 96:P-1.0"));
    query.cells = {{"llama-96", ""}};
    QCOMPARE(listed(query), QString()); // nothing to compare with
    query.cells = {{"llama-96", "qwen-0"}};
    QCOMPARE(listed(query), QString()); // a cell without samples has no partners
}

void TestSampleList::partnersComeWithTheRow()
{
    SampleQuery query{{{"llama-0", "llama-96"}}};
    const auto list = reader_->sample_list(query);
    VERIFY_OK(list);
    const auto rows = reader_->sample_rows(list.value().refs);
    VERIFY_OK(rows);
    QCOMPARE(rows.value().size(), std::size_t{4});
    const SampleRow &first = rows.value().front();
    QVERIFY(first.is_traced);
    QVERIFY(!rows.value()[1].is_traced);
    QVERIFY(first.grade.verdict == Verdict::Wrong);
    QVERIFY(first.compared && first.compared->verdict == Verdict::Correct);
    QCOMPARE(first.compared->extracted, std::string("9"));
    QCOMPARE(first.peak_kv_len, 160);
    query.cells = {{"llama-0", "qwen-0"}};
    const auto alone = reader_->sample_list(query);
    VERIFY_OK(alone);
    QCOMPARE(alone.value().refs.size(), std::size_t{4}); // without a partner, but listed
    QCOMPARE(alone.value().refs.front().compared_id, 0);
}

void TestSampleList::pagesAreInTheOrderOfTheList()
{
    SampleQuery query{{{"llama-0", ""}, {"llama-96", ""}}};
    query.sort = SampleSort::NumTokens;
    query.descending = true;
    const auto list = reader_->sample_list(query);
    VERIFY_OK(list);
    std::vector<SampleRef> page(list.value().refs.begin() + 2, list.value().refs.begin() + 5);
    page.push_back({987654, 0}); // not in the session
    const auto rows = reader_->sample_rows(page);
    VERIFY_OK(rows);
    QCOMPARE(described(rows.value()), QString("96:P-1.1 0:P-3.0 96:P-2.0"));
    QVERIFY(reader_->sample_rows(std::vector<SampleRef>(1001)).has_error());
    VERIFY_OK(reader_->sample_rows({}));
}

void TestSampleList::problemOfASample()
{
    const auto list = reader_->sample_list({{{"llama-96", ""}}});
    VERIFY_OK(list);
    const auto problem = reader_->problem_of(list.value().refs.back().id);
    VERIFY_OK(problem);
    QCOMPARE(problem.value().id, std::string("P-3"));
    QCOMPARE(problem.value().text, std::string("What is 3 + 3?"));
    QCOMPARE(problem.value().gold, std::string("6"));
    QVERIFY(reader_->problem_of(987654).has_error());
}

void TestSampleList::textIsNoPattern()
{
    SampleQuery query{{{"llama-96", ""}}};
    query.text = "%";
    QCOMPARE(listed(query), QString("96:P-2.0")); // the one whose answer holds a percent sign
    query.text = "P_1";
    QCOMPARE(listed(query), QString());
    query.text = "\\";
    QCOMPARE(listed(query), QString());
    query.text = "' OR 1 --";
    QCOMPARE(listed(query), QString());
}

void TestSampleList::allThatIsStoredIsCounted()
{
    SampleQuery query;
    QCOMPARE(reader_->sample_list(query).value().num_stored, 8);
    query.cells = {{"llama-96", ""}};
    query.only_truncated = true;
    QCOMPARE(reader_->sample_list(query).value().num_stored, 8);
}

QTEST_GUILESS_MAIN(TestSampleList)
#include "tst_sample_list.moc"
