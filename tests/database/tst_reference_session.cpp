#include "database/reference_session.h"
#include "session_fixture.h"

using namespace kvscope;

/// The bundled published figures give back the table they were made from.
class TestReferenceSession : public QObject {
    Q_OBJECT

private slots:
    void bundledFigures_data();
    void bundledFigures();
    void cannotBeContinued();
    void needsASource();
};

namespace {

constexpr double kBudgets[] = {2500, 3000, 3500, 4000, 4500, 5000};
constexpr double kLlamaPass[] = {44.2, 50.4, 51.0, 50.8, 49.9, 53.0};
constexpr double kQwenPass[] = {49.8, 52.6, 54.1, 54.3, 54.3, 56.3};
constexpr double kLlamaDatasets[4][6] = {{40.0, 44.7, 45.3, 42.0, 39.3, 49.3},
                                         {20.0, 24.7, 29.3, 28.0, 28.0, 29.3},
                                         {79.0, 86.5, 84.0, 87.0, 87.0, 87.0},
                                         {37.9, 45.8, 45.1, 46.3, 45.5, 46.4}};

using Figures = QVector<double>;

} // namespace

void TestReferenceSession::bundledFigures_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reading");
    QTest::addColumn<Figures>("llamaTps");
    QTest::addColumn<Figures>("qwenTps");
    QTest::newRow("first") << "dynts-first-reading"
                           << "first reading" << Figures{580, 530, 500, 480, 455, 425}
                           << Figures{750, 720, 690, 660, 630, 600};
    QTest::newRow("second") << "dynts-second-reading"
                            << "second reading, shared 400–800 axis" << Figures{790, 710, 640, 570, 500, 430}
                            << Figures{770, 730, 680, 620, 570, 530};
}

void TestReferenceSession::bundledFigures()
{
    QFETCH(QString, name);
    QFETCH(QString, reading);
    QFETCH(Figures, llamaTps);
    QFETCH(Figures, qwenTps);
    auto reader = SessionReader::open(std::string(KVSCOPE_BIN_DIR) + "/../share/kvscope/reference/" +
                                      name.toStdString() + ".kvsession");
    VERIFY_OK(reader);
    auto read = reader.value().read_rows();
    VERIFY_OK(read);
    const ResultFrame &frame = read.value().frame;
    QVERIFY(frame.reference.has_value());
    QCOMPARE(frame.reference->source, std::string("DynTS, arXiv 2601.18383"));
    QVERIFY(QString::fromStdString(frame.reference->how_read).contains(reading));
    QVERIFY(!frame.title.empty());
    QVERIFY(frame.is_complete);
    QCOMPARE(frame.models.size(), std::size_t(2));
    QCOMPARE(frame.models[0].label, std::string("R1-Llama"));
    QCOMPARE(frame.models[1].label, std::string("R1-Qwen"));
    QCOMPARE(frame.datasets.size(), std::size_t(5));
    QCOMPARE(frame.datasets[0].label, std::string("Average of AIME24, AIME25, AMC23, GPQA-Diamond"));
    QCOMPARE(read.value().cells.size(), std::size_t(36));
    for (int i = 0; i < 36; ++i) {
        const CellResult &cell = read.value().cells[i].counts;
        const int series = i / 6;
        const int at = i % 6;
        QCOMPARE(cell.budget.tokens, static_cast<int>(kBudgets[at]));
        QCOMPARE(cell.peak, static_cast<int>(kBudgets[at]));
        QCOMPARE(cell.retained, 0);
        QVERIFY(cell.state == CellState::Complete);
        QVERIFY(!cell.pass_at_1_interval && !cell.tps_interval);
        QCOMPARE(cell.num_samples, 0);
        QCOMPARE(cell.model, series == 1 ? 1 : 0);
        QCOMPARE(cell.dataset, series < 2 ? 0 : series - 1);
        const double pass = series == 0 ? kLlamaPass[at] : series == 1 ? kQwenPass[at] : kLlamaDatasets[series - 2][at];
        QCOMPARE(cell.pass_at_1.value_or(-1), pass);
        QCOMPARE(cell.tps.has_value(), series < 2);
        if (series < 2) {
            QCOMPARE(*cell.tps, series == 0 ? llamaTps[at] : qwenTps[at]);
        }
    }
    auto spec = reader.value().spec();
    VERIFY_OK(spec);
    QVERIFY(spec.value().budget_meaning == BudgetMeaning::Trigger);
    QCOMPARE(spec.value().batch.batch, 20);
    auto findings = reader.value().verify();
    VERIFY_OK(findings);
    QVERIFY(findings.value().empty());
}

void TestReferenceSession::cannotBeContinued()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    PublishedFigures figures;
    figures.frame.title = "a figure";
    figures.frame.reference = ReferenceSource{"somebody", "by eye", ""};
    VERIFY_OK(write_reference_session(path, figures));
    // Replacing one is possible.
    VERIFY_OK(write_reference_session(path, figures));
    auto writer = SessionWriter::open(path);
    VERIFY_OK(writer);
    VERIFY_ERROR(writer.value().stored_spec(), ErrorCode::InvalidArgument);
    VERIFY_ERROR(writer.value().begin_run(fixture::spec(), fixture::plan(), {}), ErrorCode::InvalidArgument);
}

void TestReferenceSession::needsASource()
{
    QTemporaryDir folder;
    VERIFY_ERROR(write_reference_session(fixture::file_in(folder), {}), ErrorCode::InvalidArgument);
    QVERIFY(QDir(folder.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestReferenceSession)
#include "tst_reference_session.moc"
