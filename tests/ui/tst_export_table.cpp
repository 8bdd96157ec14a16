#include "chart_frames.h"
#include "ui/table_export.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;
using namespace kvscope::test;

namespace {

// A reader of RFC 4180, so that quoting is checked by what comes back.
QList<QStringList> parseCsv(const QByteArray &bytes)
{
    QList<QStringList> rows{{}};
    QString field;
    bool quoted = false;
    const QString text = QString::fromUtf8(bytes);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                field += c;
                ++i;
            } else if (c == '"') {
                quoted = false;
            } else {
                field += c;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',' || c == '\n') {
            rows.back() << field;
            field.clear();
            if (c == '\n') {
                rows.append(QStringList());
            }
        } else if (c != '\r') {
            field += c;
        }
    }
    rows.removeLast();
    return rows;
}

} // namespace

class TestExportTable : public QObject {
    Q_OBJECT

private slots:
    void rowPerCell();
    void formulasAreGuarded();
    void numbersIgnoreTheLocale();
    void jsonHasTheSame();
    void tabsSeparate();
    void everyColumnIsDocumented();
    void whatAGpuDid();
    void notesGoWithTheCells();
    void warningsGoWithTheFigures();
    void files();
};

void TestExportTable::rowPerCell()
{
    const QList<QStringList> rows = parseCsv(tableCsv(runningFrame()));
    QCOMPARE(rows.size(), 7);
    for (const QStringList &row : rows) {
        QCOMPARE(row.size(), rows[0].size());
    }
    const auto at = [&](int row, const char *name) { return rows[row][rows[0].indexOf(QLatin1String(name))]; };
    QCOMPARE(at(1, "model"), QStringLiteral("tiny-r1-llama"));
    QCOMPARE(at(1, "budget_tokens"), QStringLiteral("96"));
    QCOMPARE(at(1, "pass_at_1_percent"), QStringLiteral("23"));
    QCOMPARE(at(1, "pass_at_1_lower_percent"), QStringLiteral("20"));
    QCOMPARE(at(1, "pass_at_1_interval_method"), QStringLiteral("bootstrap over problems"));
    QCOMPARE(at(1, "tps_upper_tokens_per_s"), QStringLiteral("2120"));
    QCOMPARE(at(2, "num_samples"), QStringLiteral("312"));
    QCOMPARE(at(2, "num_samples_planned"), QStringLiteral("1920"));
    QCOMPARE(at(2, "state"), QStringLiteral("running"));
    QVERIFY(at(3, "pass_at_1_percent").isEmpty());
}

void TestExportTable::formulasAreGuarded()
{
    ResultFrame frame = emptyFrame({"=HYPERLINK(\"http://x\",\"y\")"});
    frame.cells = {finishedCell(0, 128, 50, 1000)};
    frame.cells[0].batch_label = "+1,\"two\"\nlines";
    frame.cells[0].device = " @SUM(A1)";
    frame.cells[0].failure = "-2";
    frame.cells[0].tps = -1.5; // a number is no formula
    const QList<QStringList> rows = parseCsv(tableCsv(frame));
    QCOMPARE(rows.size(), 2);
    const auto at = [&](const char *name) { return rows[1][rows[0].indexOf(QLatin1String(name))]; };
    QCOMPARE(at("model"), QStringLiteral("'=HYPERLINK(\"http://x\",\"y\")"));
    QCOMPARE(at("batch"), QStringLiteral("'+1,\"two\"\nlines"));
    QCOMPARE(at("device"), QStringLiteral("' @SUM(A1)"));
    QCOMPARE(at("failure"), QStringLiteral("'-2"));
    QCOMPARE(at("tps_tokens_per_s"), QStringLiteral("-1.5"));
}

void TestExportTable::numbersIgnoreTheLocale()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 128, 44.25, 12345.5)};
    const QByteArray csv = tableCsv(frame);
    QLocale::setDefault(QLocale::c());
    QVERIFY(csv.contains(",44.25,"));
    QVERIFY(csv.contains(",12345.5,"));
}

void TestExportTable::jsonHasTheSame()
{
    const QJsonObject root = QJsonDocument::fromJson(tableJson(publishedFrame())).object();
    const QJsonArray cells = root[QStringLiteral("cells")].toArray();
    QCOMPARE(cells.size(), 12);
    QCOMPARE(cells[0].toObject()[QStringLiteral("pass_at_1_percent")].toDouble(), 44.2);
    QVERIFY(cells[0].toObject()[QStringLiteral("pass_at_1_lower_percent")].isNull());
    QCOMPARE(root[QStringLiteral("reference")].toObject()[QStringLiteral("source")].toString(),
             QStringLiteral("DynTS, arXiv 2601.18383"));
}

void TestExportTable::tabsSeparate()
{
    ResultFrame frame = runningFrame();
    frame.models[0].label = "a\tb\nc";
    const QByteArray table = tableTsv(frame);
    const QByteArrayList lines = table.chopped(1).split('\n');
    QCOMPARE(lines.size(), static_cast<qsizetype>(frame.cells.size()) + 1);
    for (const QByteArray &line : lines) {
        QCOMPARE(line.split('\t').size(), tableColumns().size());
    }
    QVERIFY(lines[1].contains("a b c"));
}

void TestExportTable::everyColumnIsDocumented()
{
    QFile file(QFileInfo(QStringLiteral(KVSCOPE_RESOURCES)).absolutePath() + QStringLiteral("/ui/export/README.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (const QString &column : tableColumns()) {
        QVERIFY2(text.contains(QLatin1Char('`') + column + QLatin1Char('`')), qPrintable(column));
    }
}

void TestExportTable::whatAGpuDid()
{
    ResultFrame frame = runningFrame();
    GpuTelemetry gpu;
    gpu.num_tokens = 500;
    gpu.energy_j = 1000;
    gpu.power_mean_w = 612.5;
    gpu.num_readings = 8;
    gpu.num_throttled = 1;
    gpu.throttle_reasons = "sw_power_cap";
    gpu.memory_peak_bytes = 70ULL << 30U;
    frame.cells[0].gpu = gpu;
    const QList<QStringList> rows = parseCsv(tableCsv(frame));
    const auto at = [&](int row, const char *name) { return rows[row][rows[0].indexOf(QLatin1String(name))]; };
    QCOMPARE(at(1, "gpu_tokens_per_joule"), QStringLiteral("0.5"));
    QCOMPARE(at(1, "gpu_power_mean_w"), QStringLiteral("612.5"));
    QCOMPARE(at(1, "gpu_power_max_w"), QString());
    QCOMPARE(at(1, "gpu_energy_source"), QStringLiteral("counter"));
    QCOMPARE(at(1, "gpu_memory_peak_bytes"), QStringLiteral("75161927680"));
    QCOMPARE(at(1, "gpu_throttled_percent"), QStringLiteral("12.5"));
    QCOMPARE(at(1, "gpu_throttle_reasons"), QStringLiteral("sw_power_cap"));
    for (const QString &column : rows[0]) {
        QVERIFY(!column.startsWith(QLatin1String("gpu_")) || at(2, column.toLatin1().constData()).isEmpty());
    }
}

void TestExportTable::notesGoWithTheCells()
{
    ResultFrame frame = runningFrame();
    frame.cells[1].note = "two runs, \"cold\" GPU";
    const QList<QStringList> rows = parseCsv(tableCsv(frame));
    const auto column = rows[0].indexOf(QStringLiteral("note"));
    QCOMPARE(rows[1][column], QString());
    QCOMPARE(rows[2][column], QStringLiteral("two runs, \"cold\" GPU"));
    const QJsonObject root = QJsonDocument::fromJson(tableJson(frame)).object();
    QCOMPARE(root[QStringLiteral("cells")][1][QStringLiteral("note")].toString(), rows[2][column]);
}

void TestExportTable::warningsGoWithTheFigures()
{
    const ResultFrame frame = runningFrame();
    const std::vector<ResultWarning> warnings{
        {"one",
         ResultWarning::Severity::Serious,
         {frame.cells[0].cell_key},
         {"A finding, %1.", {"with \"values\""}},
         {"Do.", {}}},
        {"all", ResultWarning::Severity::Note, {}, {"About the session.", {}}, {"Know it.", {}}}};
    const QList<QStringList> rows = parseCsv(tableCsv(frame, warnings));
    QCOMPARE(rows[0].last(), QStringLiteral("warnings"));
    QCOMPARE(rows[1].last(), QStringLiteral("serious: A finding, with \"values\". | note: About the session."));
    QCOMPARE(rows[2].last(), QStringLiteral("note: About the session."));
    QCOMPARE(parseCsv(tableCsv(frame))[1].last(), QString());
    const QJsonObject root = QJsonDocument::fromJson(tableJson(frame, warnings)).object();
    const QJsonArray written = root[QStringLiteral("warnings")].toArray();
    QCOMPARE(written.size(), 2);
    QCOMPARE(written[0][QStringLiteral("severity")].toString(), QStringLiteral("serious"));
    QCOMPARE(written[0][QStringLiteral("cell_keys")].toArray().size(), 1);
    QCOMPARE(written[0][QStringLiteral("advice")].toString(), QStringLiteral("Do."));
    QCOMPARE(written[1][QStringLiteral("cell_keys")].toArray().size(), 0);
    QVERIFY(tableTsv(frame, warnings).split('\n')[2].endsWith("note: About the session."));
}

void TestExportTable::files()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("table.CSV"));
    QVERIFY(exportTable(publishedFrame(), {}, path).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), tableCsv(publishedFrame()));
    const Status unknown = exportTable(publishedFrame(), {}, folder.filePath(QStringLiteral("table.xlsx")));
    QVERIFY(unknown.has_error());
    QVERIFY(unknown.error().code == ErrorCode::InvalidArgument);
    QVERIFY(QString::fromStdString(unknown.error().message).contains(QStringLiteral(".csv, .tsv, .json")));
    const Status nowhere = exportTable(publishedFrame(), {}, folder.filePath(QStringLiteral("none/table.csv")));
    QVERIFY(nowhere.has_error() && nowhere.error().code == ErrorCode::Io);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1); // no temporary file stays
}

QTEST_GUILESS_MAIN(TestExportTable)
#include "tst_export_table.moc"
