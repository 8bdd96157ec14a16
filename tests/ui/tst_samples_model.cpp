// Filters, the paged table and the export, on a session of 3000 samples.
#include "large_session.h"
#include "policy_labels.h"
#include "stats/summarize.h"
#include "ui/sample_export.h"
#include "ui/sample_filters.h"
#include "ui/samples_model.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace kvscope;

namespace {

constexpr large_session::Size kSize{100, 3};
constexpr int kSamples = 100 * 3 * 10;
constexpr int kPatienceMs = 60'000;

} // namespace

class TestSamplesModel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void budgetsAreOfferedInOrder();
    void filtersBecomeAQuery();
    void filtersSurviveTheSettings();
    void rowsComePageByPage();
    void pagesAreGivenUp();
    void anotherListDropsLatePages();
    void aGrownListKeepsItsPages();
    void cellsSortByTheirProperties();
    void aBadSessionIsSaid();
    void exportsWhatIsListed();
    void exportsRefuseOtherFiles();

private:
    SampleListPtr listOf(SampleLoader &loader, const SampleQuery &query);

    QTemporaryDir folder_;
    QString path_;
    FramePtr frame_;
};

void TestSamplesModel::initTestCase()
{
    setUsualPolicyLabels();
    path_ = folder_.filePath("large.kvsession");
    const Status written = large_session::write(path_.toStdString(), kSize);
    QVERIFY2(written.has_value(), written.has_error() ? written.error().message.c_str() : "");
    const auto reader = SessionReader::open(path_.toStdString());
    QVERIFY(reader.has_value());
    const auto rows = reader.value().read_rows();
    QVERIFY(rows.has_value());
    frame_ = std::make_shared<const ResultFrame>(stats::complete(rows.value()));
}

SampleListPtr TestSamplesModel::listOf(SampleLoader &loader, const SampleQuery &query)
{
    SampleListPtr list;
    const auto connection =
        connect(&loader, &SampleLoader::listReady, this, [&list](const SampleListPtr &ready) { list = ready; });
    loader.loadList(query);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(list != nullptr, kPatienceMs); }();
    disconnect(connection);
    return list;
}

void TestSamplesModel::budgetsAreOfferedInOrder()
{
    const auto choices = budgetChoices(*frame_);
    QStringList labels;
    for (const BudgetChoice &choice : choices) {
        labels << choice.label;
    }
    QCOMPARE(labels, (QStringList{"96", "128", "192", "256", "full"}));
    ResultFrame two = *frame_;
    two.cells.push_back(two.cells.front());
    two.cells.back().policy = "snapkv";
    QCOMPARE(budgetChoices(two).front().label, QString("R-KV 96"));
    QCOMPARE(budgetChoices(two)[4].label, QString("SnapKV 96"));
}

void TestSamplesModel::filtersBecomeAQuery()
{
    SampleFilters filters;
    QCOMPARE(sampleQuery(*frame_, filters).cells.size(), std::size_t{10});
    filters.model = 1;
    filters.budget = 0;
    filters.compared = 4;
    filters.text = " 42 ";
    filters.minTokens = 50;
    filters.verdict = static_cast<int>(Verdict::Wrong);
    const SampleQuery query = sampleQuery(*frame_, filters);
    QCOMPARE(query.cells.size(), std::size_t{1});
    QCOMPARE(query.cells[0].cell_key, std::string("right-96"));
    QCOMPARE(query.cells[0].compared_key, std::string("right-0"));
    QVERIFY(query.flips == FlipFilter::Flipped);
    QCOMPARE(query.text, std::string("42"));
    QVERIFY(query.min_tokens == 50 && !query.max_tokens);
    filters.compared = 0; // with itself: no comparison
    QVERIFY(!sampleQuery(*frame_, filters).flips);
    const SampleFilters cell = filtersOfCell(*frame_, "right-192");
    QCOMPARE(sampleQuery(*frame_, cell).cells.size(), std::size_t{1});
    QCOMPARE(sampleQuery(*frame_, cell).cells[0].cell_key, std::string("right-192"));
    QVERIFY(filtersOfCell(*frame_, "nobody") == SampleFilters());
}

void TestSamplesModel::filtersSurviveTheSettings()
{
    SampleFilters filters;
    filters.budget = 3;
    filters.compared = 4;
    filters.flips = FlipFilter::WrongToCorrect;
    filters.onlyTruncated = true;
    filters.maxTokens = 7;
    filters.text = "“a\\b”";
    QVERIFY(filtersFromText(filtersToText(filters), *frame_) == filters);
    ResultFrame smaller = *frame_;
    smaller.cells.resize(2); // one budget left
    QCOMPARE(filtersFromText(filtersToText(filters), smaller).budget, SampleFilters::all);
    QVERIFY(filtersFromText("not JSON", *frame_) == SampleFilters());
    QVERIFY(filtersFromText(R"({"verdict": 99, "flips": -4, "minTokens": -1})", *frame_).verdict == SampleFilters::all);
}

void TestSamplesModel::rowsComePageByPage()
{
    SampleLoader loader;
    loader.setSession(path_);
    SamplesModel model(loader);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFrame(frame_);
    model.setList(listOf(loader, sampleQuery(*frame_, {})));
    QCOMPARE(model.rowCount(), kSamples);
    QSignalSpy pages(&loader, &SampleLoader::rowsReady);
    const QModelIndex far = model.index(2500, SamplesModel::Problem);
    QCOMPARE(far.data().toString(), QString("…")); // on its way
    QTRY_VERIFY_WITH_TIMEOUT(far.data().toString() != "…", kPatienceMs);
    // Cell 8 of ten (300 samples each), 100 samples in: problem 33, sample 1.
    QCOMPARE(far.data().toString(), QString("problem-33"));
    QCOMPARE(model.index(2500, SamplesModel::Sample).data().toString(), QString("1"));
    QCOMPARE(model.index(2500, SamplesModel::Model).data().toString(), QString("left"));
    QCOMPARE(model.index(2500, SamplesModel::Budget).data().toString(), QString("full"));
    const SampleResult expected = large_session::sample(large_session::plan(kSize).cells[8], 33, 1);
    QCOMPARE(model.index(2500, SamplesModel::Tokens).data().toInt(), static_cast<int>(expected.tokens.size()));
    QCOMPARE(model.index(2500, SamplesModel::Verdict).data(SamplesModel::VerdictRole).toInt(),
             static_cast<int>(expected.grade.verdict));
    // Colour is not the only sign.
    QVERIFY(model.index(2500, SamplesModel::Verdict).data().toString().contains(verdictText(expected.grade.verdict)));
    QVERIFY(model.numPagesHeld() < 4);
    QCOMPARE(model.rowOf(model.refAt(2500).id), 2500);
}

void TestSamplesModel::pagesAreGivenUp()
{
    // 3000 rows are 24 pages, fewer than are kept: list them several times over.
    SampleLoader loader;
    loader.setSession(path_);
    auto repeated = std::make_shared<SampleList>(*listOf(loader, sampleQuery(*frame_, {})));
    const std::vector<SampleRef> once = repeated->refs;
    for (int i = 0; i < 4; ++i) {
        repeated->refs.insert(repeated->refs.end(), once.begin(), once.end());
    }
    SamplesModel model(loader);
    model.setFrame(frame_);
    model.setList(repeated);
    for (int row = 0; row < model.rowCount(); row += SamplesModel::kPageRows) {
        model.index(row, 0).data();
        QTRY_VERIFY_WITH_TIMEOUT(model.rowAt(row) != nullptr, kPatienceMs);
    }
    QVERIFY(model.numPagesHeld() <= SamplesModel::kMostPages);
    QVERIFY(model.rowAt(0) == nullptr);                    // looked at first
    QVERIFY(model.rowAt(model.rowCount() - 1) != nullptr); // and last
}

void TestSamplesModel::anotherListDropsLatePages()
{
    SampleLoader loader;
    loader.setSession(path_);
    SamplesModel model(loader);
    model.setFrame(frame_);
    SampleFilters filters;
    const SampleListPtr all = listOf(loader, sampleQuery(*frame_, filters));
    filters.budget = 4;
    const SampleListPtr full = listOf(loader, sampleQuery(*frame_, filters));
    QSignalSpy pages(&loader, &SampleLoader::rowsReady);
    model.setList(all);
    model.index(0, 0).data(); // asks for the page of a list …
    model.setList(full);      // … that is not shown any more when it comes
    QTRY_COMPARE_WITH_TIMEOUT(pages.count(), 1, kPatienceMs);
    QVERIFY(model.rowAt(0) == nullptr);
    model.index(0, 0).data();
    QTRY_VERIFY_WITH_TIMEOUT(model.rowAt(0) != nullptr, kPatienceMs);
    QCOMPARE(model.index(0, SamplesModel::Budget).data().toString(), QString("full"));
    loader.setSession({}); // answers of a closed session are dropped
    model.index(200, 0).data();
    QTest::qWait(50);
    QVERIFY(model.rowAt(200) == nullptr);
}

void TestSamplesModel::aGrownListKeepsItsPages()
{
    SampleLoader loader;
    loader.setSession(path_);
    SamplesModel model(loader);
    model.setFrame(frame_);
    const SampleListPtr whole = listOf(loader, sampleQuery(*frame_, {}));
    auto shorter = std::make_shared<SampleList>(*whole);
    shorter->refs.resize(SamplesModel::kPageRows + 10);
    model.setList(shorter);
    for (const int row : {0, SamplesModel::kPageRows}) {
        model.index(row, 0).data();
        QTRY_VERIFY_WITH_TIMEOUT(model.rowAt(row) != nullptr, kPatienceMs);
    }
    model.setList(whole);
    QVERIFY(model.rowAt(0) != nullptr);                       // the same samples
    QVERIFY(model.rowAt(SamplesModel::kPageRows) == nullptr); // a page that was not full
    auto reversed = std::make_shared<SampleList>(*whole);
    std::reverse(reversed->refs.begin(), reversed->refs.end());
    model.setList(reversed);
    QVERIFY(model.rowAt(0) == nullptr);
}

void TestSamplesModel::cellsSortByTheirProperties()
{
    SampleQuery query = sampleQuery(*frame_, {});
    SamplesModel::sortQuery(query, *frame_, SamplesModel::Model, false);
    QCOMPARE(query.cells[0].cell_key, std::string("left-96"));
    QCOMPARE(query.cells[5].cell_key, std::string("right-96"));
    SamplesModel::sortQuery(query, *frame_, SamplesModel::Budget, true);
    QVERIFY(query.descending && query.sort == SampleSort::Stored);
    QCOMPARE(query.cells[9].cell_key, std::string("right-0")); // `full` last, so first when descending
    SamplesModel::sortQuery(query, *frame_, SamplesModel::Tokens, false);
    QVERIFY(query.sort == SampleSort::NumTokens);
}

void TestSamplesModel::aBadSessionIsSaid()
{
    SampleLoader loader;
    QSignalSpy failed(&loader, &SampleLoader::failed);
    loader.setSession(folder_.filePath("absent.kvsession"));
    loader.loadList({});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
    QVERIFY(failed[0][0].toString().contains("absent.kvsession"));
}

void TestSamplesModel::exportsWhatIsListed()
{
    SampleLoader loader;
    loader.setSession(path_);
    SampleFilters filters;
    filters.model = 0;
    filters.budget = 0;
    filters.compared = 4;
    const SampleListPtr list = listOf(loader, sampleQuery(*frame_, filters));
    QVERIFY(!list->refs.empty());
    const auto csv = exportSamples(path_, *list, *frame_, folder_.filePath("flips.csv"));
    QVERIFY2(csv.has_value(), csv.has_error() ? csv.error().message.c_str() : "");
    QCOMPARE(csv.value(), static_cast<int>(list->refs.size()));
    QFile table(folder_.filePath("flips.csv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = table.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), csv.value() + 1);
    QVERIFY(lines[0].startsWith("problem_id,sample_index,model,dataset,policy,budget_tokens,verdict"));
    QCOMPARE(lines[1].count(','), lines[0].count(','));

    const auto jsonl = exportSamples(path_, *list, *frame_, folder_.filePath("flips.jsonl"));
    QVERIFY(jsonl.has_value());
    QFile texts(folder_.filePath("flips.jsonl"));
    QVERIFY(texts.open(QIODevice::ReadOnly));
    const QJsonObject first = QJsonDocument::fromJson(texts.readLine()).object();
    QCOMPARE(first["budget_tokens"].toInt(), 96);
    QVERIFY(first["text"].toString().contains("\\boxed{"));
    QVERIFY(first["verdict"].toString() != first["compared_verdict"].toString());
}

void TestSamplesModel::exportsRefuseOtherFiles()
{
    const auto other = exportSamples(path_, {}, *frame_, folder_.filePath("samples.xlsx"));
    QVERIFY(other.has_error());
    QVERIFY(other.error().message.find(".jsonl") != std::string::npos);
    const auto nowhere = exportSamples(path_, {}, *frame_, "/no/such/folder/samples.csv");
    QVERIFY(nowhere.has_error());
    QVERIFY(nowhere.error().message.find("/no/such/folder") != std::string::npos);
}

QTEST_MAIN(TestSamplesModel)
#include "tst_samples_model.moc"
