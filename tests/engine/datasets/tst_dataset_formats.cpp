// JSON documents and CSV: which records a file has, and the lines they begin on.
#include "engine/dataset.h"
#include "eval/dataset_source.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace kvscope;

namespace {

std::string shown(const std::vector<SourceRecord> &records)
{
    std::string text;
    for (const SourceRecord &record : records) {
        text += std::to_string(record.line) + ":" + (record.reason.empty() ? record.text : "!" + record.reason) + "\n";
    }
    return text;
}

} // namespace

class TestDatasetFormats : public QObject {
    Q_OBJECT

private:
    std::string write(const std::string &content, const char *name)
    {
        const std::string path = folder_.filePath(name).toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        return path;
    }

    QTemporaryDir folder_;

private slots:
    void splits_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *what, const char *name, const QByteArray &content, const QByteArray &expected) {
            QTest::newRow(what) << content << QString(name) << expected;
        };
        row("array", "a.json", "[\n{\"a\": 1},\n{\"a\": [2, 3]}\n]\n", "2:{\"a\": 1}\n3:{\"a\": [2, 3]}\n");
        row("array on one line", "a.json", "[{\"a\":1},{\"a\":2}]", "1:{\"a\":1}\n1:{\"a\":2}\n");
        row("array, pretty", "a.json", "[\n  {\n    \"a\": \"],}{\"\n  }\n]", "2:{\n    \"a\": \"],}{\"\n  }\n");
        row("array, escaped quote", "a.json", "[{\"a\": \"\\\"]\"}, {\"a\": \"\\\\\"}]",
            "1:{\"a\": \"\\\"]\"}\n1:{\"a\": \"\\\\\"}\n");
        row("array cut off", "a.json", "[{\"a\": 1},\n{\"a\": ", "1:{\"a\": 1}\n2:{\"a\":\n");
        row("array with stray bracket", "a.json", "[{\"a\": 1}},{\"a\": 2}]", "1:{\"a\": 1}\n1:\n1:{\"a\": 2}\n");
        row("empty array", "a.json", "[ ]", "");
        row("data", "a.json", "{\"version\": {\"data\": [9]},\n \"data\": [\n{\"a\": 1}]}", "3:{\"a\": 1}\n");
        row("lines in .json", "a.json", "{\"a\": 1}\n{\"a\": 2}\n", "1:{\"a\": 1}\n2:{\"a\": 2}\n");
        row("array in .jsonl", "a.jsonl", "[\n{\"a\": 1}\n]", "2:{\"a\": 1}\n");
        row("data in .jsonl is a line", "a.jsonl", "{\"data\": [1]}", "1:{\"data\": [1]}\n");
        row("no suffix, lines", "a", "\xEF\xBB\xBF{\"a\": 1}\r\n", "1:{\"a\": 1}\n");
        row("no suffix, CSV", "a", "a\n1\n", "2:{\"a\":\"1\"}\n");
        row("CSV", "a.csv", "a,b\n1,2\n3,4\n", "2:{\"a\":\"1\",\"b\":\"2\"}\n3:{\"a\":\"3\",\"b\":\"4\"}\n");
        row("CSV, BOM, CRLF, no end", "a.CSV",
            "\xEF\xBB\xBF"
            "a,b\r\n1,2\r\n3,4",
            "2:{\"a\":\"1\",\"b\":\"2\"}\n3:{\"a\":\"3\",\"b\":\"4\"}\n");
        row("CSV, quotes", "a.csv", "a,b\n\"x, \"\"y\"\"\",\n", "2:{\"a\":\"x, \\\"y\\\"\"}\n");
        row("CSV, line ends in a field", "a.csv", "a,b\n\"one\r\ntwo\n\",1\nx,y\n",
            "2:{\"a\":\"one\\r\\ntwo\\n\",\"b\":\"1\"}\n5:{\"a\":\"x\",\"b\":\"y\"}\n");
        row("CSV, quote inside a field", "a.csv", "a,b\n5\" disk,1\n", "2:{\"a\":\"5\\\" disk\",\"b\":\"1\"}\n");
        row("CSV, semicolons", "a.csv", "a;b,c;d\n1;2,5;x\n", "2:{\"a\":\"1\",\"b,c\":\"2,5\",\"d\":\"x\"}\n");
        row("CSV, separators in a quoted name", "a.csv", "\"a;b;c\",d\n1,2\n", "2:{\"a;b;c\":\"1\",\"d\":\"2\"}\n");
        row("tabs", "a.tsv", "a\tb\n1\t2, 3\n", "2:{\"a\":\"1\",\"b\":\"2, 3\"}\n");
        row("CSV, blank lines", "a.csv", "\n\na,b\n\n1,2\n\n", "5:{\"a\":\"1\",\"b\":\"2\"}\n");
        row("CSV, widths", "a.csv", "a,b\n1\n1,2,3\n1,2\n",
            "2:!it has 1 fields and the header has 2\n3:!it has 3 fields and the header has "
            "2\n4:{\"a\":\"1\",\"b\":\"2\"}\n");
        row("CSV, text behind quotes", "a.csv", "a,b\n\"1\"x,2\n3,4\n",
            "2:!there is text behind a quoted field\n3:{\"a\":\"3\",\"b\":\"4\"}\n");
        row("CSV, open quote loses one line", "a.csv", "a,b\n\"1,2\n3,4\n",
            "2:!a quoted field never ends\n3:{\"a\":\"3\",\"b\":\"4\"}\n");
        row("CSV, not UTF-8", "a.csv", "a,b\n\xff,2\n3,4\n", "2:!not valid UTF-8\n3:{\"a\":\"3\",\"b\":\"4\"}\n");
        row("CSV, a name twice", "a.csv", "a,a,\n1,2,3\n", "2:{\"a\":\"1\"}\n");
        row("CSV, header only", "a.csv", "a,b\n", "");
        row("nothing", "a.csv", " \n", "");
    }

    void splits()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, name);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(shown(split_records(content.toStdString(), name.toStdString()))), expected);
    }

    void theOtherFormatsAreReadAsLinesAre_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("name");
        QTest::newRow("array")
            << QByteArray("[{\"id\": \"a\", \"problem\": \"p, q\", \"answer\": 7},\n"
                          "{\"id\": \"b\", \"problem\": \"r\"},\n{\"id\": \"c\", \"problem\": \"s\", \"answer\": 9}]")
            << "a.json";
        QTest::newRow("CSV") << QByteArray("id;problem;answer\na;p, q;7.0\nb;r;\nc;s;9\n") << "a.csv";
    }

    void theOtherFormatsAreReadAsLinesAre()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, name);
        const auto loaded = load_dataset(write(content.toStdString(), qPrintable(name)));
        QVERIFY2(loaded.has_value(), loaded.has_value() ? "" : loaded.error().message.c_str());
        const Dataset &dataset = loaded.value();
        QCOMPARE(dataset.layout, std::string("tasks"));
        QCOMPARE(dataset.columns.size(), std::size_t(3));
        QCOMPARE(dataset.problems.size(), std::size_t(2));
        QCOMPARE(dataset.problems[0].text, std::string("p, q"));
        QCOMPARE(dataset.problems[0].gold, std::string("7"));
        QCOMPARE(dataset.problems[1].id, std::string("c"));
        QCOMPARE(dataset.rejected.size(), std::size_t(1));
        QCOMPARE(dataset.rejected[0].line, name == "a.json" ? 2 : 3);
        QCOMPARE(dataset.rejected[0].reason, std::string("field \"answer\" is missing"));
    }

    void rowsShowTheFileAsItIs()
    {
        const auto rows =
            read_dataset_rows(write("[{\"b\": \"x\", \"a\": [1, 2]}, {\"a\": null, \"c\": 3.5}, {}]", "a.json"), 2);
        QVERIFY(rows.has_value());
        QCOMPARE(rows.value().columns, (std::vector<std::string>{"b", "a", "c"}));
        QCOMPARE(rows.value().rows.size(), std::size_t(2));
        QCOMPARE(rows.value().rows[0], (std::vector<std::string>{"x", "[1,2]", ""}));
        QCOMPARE(rows.value().rows[1], (std::vector<std::string>{"", "", "3.5"}));
        QVERIFY(read_dataset_rows(write("a,b\n1\n", "a.csv"), 2).error().message.find("line 2") != std::string::npos);
        QVERIFY(read_dataset_rows(write("", "a.csv"), 2).has_error());
        const auto header = load_dataset(write("problem,answer\n", "header.txt"));
        QVERIFY(header.has_error());
        QVERIFY(header.error().message.find("it has a header and no problems below it") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestDatasetFormats)
#include "tst_dataset_formats.moc"
