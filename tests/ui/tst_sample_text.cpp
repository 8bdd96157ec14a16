// The transcript, token texts and the colours of the eviction viewer: pure functions.
#include "fake_engine_services.h"
#include "models/sample_details.h"
#include "ui/eviction_colors.h"
#include "ui/transcript.h"
#include "widgets/eviction_heat_map.h"

#include <QtTest>

using namespace kvscope;

namespace {

LoadedSample loadedOf(const std::string &text)
{
    LoadedSample loaded;
    loaded.row.id = 7;
    loaded.problem = {"P-1", "What is <b>1 + 1</b>?", "2"};
    loaded.sample.problem_id = "P-1";
    loaded.sample.prompt_tokens = {1, 2, 3};
    loaded.sample.tokens = {10, 11, 12, 13};
    loaded.sample.text = text;
    loaded.sample.grade = {Verdict::Wrong, "3", "different integers"};
    loaded.sample.num_evictions = 6;
    loaded.sample.peak_kv_len = 112;
    loaded.sample.prefill_ms = 143.3;
    loaded.sample.decode_ms = 618.4;
    return loaded;
}

ModelRef modelOf(const char *label)
{
    ModelRef model;
    model.label = label;
    model.dir = std::string("/models/") + label;
    model.num_layers = 1;
    return model;
}

/// CIE lightness, 0 … 100.
double lightness(const QColor &color)
{
    const double relative = contrastRatio(color, Qt::black) * 0.05 - 0.05;
    return relative <= 216.0 / 24389 ? relative * 24389 / 27 : 116 * std::cbrt(relative) - 16;
}

} // namespace

class TestSampleText : public QObject {
    Q_OBJECT

private slots:
    void thoughtIsParted_data();
    void thoughtIsParted();
    void factsAreStated();
    void textIsShownAsPlainText();
    void longTextsAreCutUntilAskedFor();
    void longLinesAreBrokenToShowOnly();
    void copiesHoldEverything();
    void tokensAreTextOrIds();
    void tokenTextsAreOneLine();
    void whyThereIsNoTrace();
    void damagedTracesSaySo();
    void dropColoursAreOrderedAndReadable_data();
    void dropColoursAreOrderedAndReadable();
    void heatMapAveragesColumns();
};

void TestSampleText::thoughtIsParted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("think");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("template opened it") << "I add.\n</think>\n\nIt is 3."
                                        << ""
                                        << "I add."
                                        << "It is 3." << false;
    QTest::newRow("opened in the text") << "<think>\nI add.\n</think>It is 3."
                                        << ""
                                        << "I add."
                                        << "It is 3." << false;
    QTest::newRow("no thought") << "It is 3."
                                << ""
                                << ""
                                << "It is 3." << false;
    QTest::newRow("cut off") << "<think>I ad"
                             << ""
                             << "I ad"
                             << "" << true;
    QTest::newRow("cut off, opened by the prompt") << "I ad"
                                                   << "User: x <think>\n"
                                                   << "I ad"
                                                   << "" << true;
    QTest::newRow("closed twice") << "a</think>b</think>c"
                                  << ""
                                  << "a"
                                  << "b</think>c" << false;
    QTest::newRow("nothing") << ""
                             << ""
                             << ""
                             << "" << false;
}

void TestSampleText::thoughtIsParted()
{
    QFETCH(QString, text);
    QFETCH(QString, prompt);
    QFETCH(QString, think);
    QFETCH(QString, answer);
    QFETCH(bool, isOpen);
    const auto given = prompt.isEmpty() ? std::nullopt : std::optional(prompt.toStdString());
    const Transcript made = makeTranscript(loadedOf(text.toStdString()), given);
    QCOMPARE(made.think.has_value(), !think.isEmpty());
    if (made.think) {
        QCOMPARE(made.think->text, think);
        QCOMPARE(made.think->numCharacters, static_cast<int>(think.size()));
    }
    QCOMPARE(made.answer.text, answer);
    QCOMPARE(made.isThinkOpen, isOpen);
}

void TestSampleText::factsAreStated()
{
    const Transcript made = makeTranscript(loadedOf("a</think>b"), std::nullopt);
    QCOMPARE(made.verdict, QString("✗ wrong"));
    QCOMPARE(made.extracted, QString("3"));
    QCOMPARE(made.gold, QString("2"));
    QCOMPARE(made.reason, QString("different integers"));
    QVERIFY2(made.lengths.contains("3 prompt + 4 output tokens"), qPrintable(made.lengths));
    QVERIFY(made.lengths.contains("112") && made.lengths.contains("6×"));
    QVERIFY2(made.timings.contains("143 ms") && made.timings.contains("618 ms"), qPrintable(made.timings));
    QVERIFY(!made.prompt);
}

void TestSampleText::textIsShownAsPlainText()
{
    LoadedSample loaded = loadedOf("a\x1b[2J\u202e</think>b\u200f");
    loaded.sample.grade.extracted = "3\n\u202e4";
    const Transcript made = makeTranscript(loaded, std::string("\u202eprompt"));
    QCOMPARE(made.think->text, QString("a\\u001b[2J\\u202e"));
    QCOMPARE(made.answer.text, QString("b\\u200f"));
    QCOMPARE(made.prompt->text, QString("\\u202eprompt"));
    QCOMPARE(made.extracted, QString("3\\u000a\\u202e4"));
    QVERIFY(made.problem.text.contains("<b>")); // neither removed nor obeyed
}

void TestSampleText::longTextsAreCutUntilAskedFor()
{
    std::string text;
    while (text.size() < 1'000'000) {
        text += "Step " + std::to_string(text.size()) + ".\n";
    }
    const LoadedSample loaded = loadedOf(text + "</think>b");
    const Transcript start = makeTranscript(loaded, std::nullopt);
    QVERIFY(start.think->isCut);
    QVERIFY(start.think->text.size() <= kTranscriptPartLength);
    QVERIFY(start.think->numCharacters >= 999'999);
    QVERIFY(!start.answer.isCut);
    const Transcript all = makeTranscript(loaded, std::nullopt, TranscriptExtent::All);
    QVERIFY(!all.think->isCut);
    QVERIFY(all.think->text.size() >= 999'999);
}

void TestSampleText::longLinesAreBrokenToShowOnly()
{
    const LoadedSample loaded = loadedOf("</think>" + std::string(10'000, 'x'));
    QVERIFY(makeTranscript(loaded, std::nullopt).answer.text.count('\n') >= 4);
    QCOMPARE(makeTranscript(loaded, std::nullopt, TranscriptExtent::Exact).answer.text.count('\n'), 0);
}

void TestSampleText::copiesHoldEverything()
{
    const LoadedSample loaded = loadedOf("thought</think>" + std::string(100'000, 'x'));
    const QString copied = transcriptText(makeTranscript(loaded, std::string("the prompt"), TranscriptExtent::Exact));
    for (const char *part : {"What is <b>1 + 1</b>?", "the prompt", "thought", "different integers", "112"}) {
        QVERIFY2(copied.contains(part), part);
    }
    QVERIFY(copied.contains(QString(100'000, 'x')));
}

void TestSampleText::tokensAreTextOrIds()
{
    const FakeEngineServices services;
    const auto loaded = std::make_shared<const LoadedSample>(loadedOf("a</think>b"));
    const auto known = detailsOf(loaded, modelOf("right"), services);
    QCOMPARE(known->tokens, (QStringList{"<1>", "<2>", "<3>", "<10>", "<11>", "<12>", "<13>"}));
    QVERIFY(known->tokensNote.isEmpty());
    QCOMPARE(known->prompt.value(), std::string("<1><2><3>"));
    const auto unknown = detailsOf(loaded, modelOf("left"), services);
    QCOMPARE(unknown->tokens.front(), QString("#1"));
    QVERIFY2(unknown->tokensNote.contains("not there any more"), qPrintable(unknown->tokensNote));
    QVERIFY(!unknown->prompt);
    QVERIFY(unknown->transcript.think.has_value()); // the text is stored: it needs no tokenizer
    QVERIFY(known->history == nullptr);
}

void TestSampleText::tokenTextsAreOneLine()
{
    QCOMPARE(tokenText(" foo", 1), QString(" foo"));
    QCOMPARE(tokenText("a\n", 1), QString("a↵"));
    QCOMPARE(tokenText("\t", 1), QString("⇥"));
    QCOMPARE(tokenText("", 17), QString("#17"));
    QCOMPARE(tokenText("\u202e", 1), QString("\\u202e"));
    QCOMPARE(tokenText("\xe2\x82", 1).front(), QChar(0xFFFD)); // half a character
    QVERIFY(tokenText(std::string(5000, 'x'), 1).size() < 50);
}

void TestSampleText::whyThereIsNoTrace()
{
    SampleResult sample = loadedOf("").sample;
    CellResult cell;
    cell.budget = {96};
    cell.peak = 112;
    QVERIFY(untracedReason(sample, cell, EvictionTrace::First).contains("sample 0 of each problem is"));
    QVERIFY(untracedReason(sample, cell, EvictionTrace::First).contains("--eviction-trace all"));
    QVERIFY(untracedReason(sample, cell, EvictionTrace::None).contains("--eviction-trace first"));
    sample.num_evictions = 0;
    QVERIFY(untracedReason(sample, cell, EvictionTrace::All).contains("never compressed"));
    cell.budget = {0};
    QVERIFY(untracedReason(sample, cell, EvictionTrace::All).contains("full"));
}

void TestSampleText::damagedTracesSaySo()
{
    const FakeEngineServices services;
    LoadedSample loaded = loadedOf("a");
    loaded.sample.evictions = {{0, 3, {{0}, {1}}}};
    const auto sound = detailsOf(std::make_shared<const LoadedSample>(loaded), modelOf("right"), services);
    QVERIFY(sound->history != nullptr);
    QCOMPARE(sound->history->num_kv_heads, 2);
    loaded.sample.evictions[0].dropped_positions[1] = {77};
    const auto damaged = detailsOf(std::make_shared<const LoadedSample>(loaded), modelOf("right"), services);
    QVERIFY(damaged->history == nullptr);
    QVERIFY2(damaged->historyProblem.contains("position 77"), qPrintable(damaged->historyProblem));
}

void TestSampleText::dropColoursAreOrderedAndReadable_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << "light";
    QTest::newRow("dark") << "dark";
}

void TestSampleText::dropColoursAreOrderedAndReadable()
{
    QFETCH(QString, theme);
    const Theme &shown = Theme::byId(theme);
    const double direction = shown.isDark ? -1 : 1; // towards the card's own lightness
    for (int i = 0; i <= 50; ++i) {
        const QColor color = dropColor(shown, i / 50.0);
        QVERIFY2(contrastRatio(color, shown.text) >= 4.5, qPrintable(color.name()));
        if (i > 0) {
            QVERIFY2(direction * (lightness(color) - lightness(dropColor(shown, (i - 1) / 50.0))) > 0,
                     qPrintable(color.name()));
        }
    }
    QVERIFY(std::abs(lightness(keptColor(shown, 1)) - lightness(keptColor(shown, 0))) > 25);
    QCOMPARE(dropColor(shown, std::nan("")), dropColor(shown, 0));
    QCOMPARE(dropColor(shown, 7), dropColor(shown, 1));
}

void TestSampleText::heatMapAveragesColumns()
{
    KeptShares shares;
    shares.compressions = {0, 1};
    shares.numPositions = 4;
    shares.numCompressions = 2;
    shares.share = {1, 1, 0, -1, 0.5F, 0.5F, 0, 1};
    const Theme &theme = Theme::light();
    const QImage whole = heatMapImage(shares, theme);
    QCOMPARE(whole.size(), QSize(4, 2));
    QCOMPARE(whole.pixelColor(0, 0), keptColor(theme, 1));
    QCOMPARE(whole.pixelColor(3, 0).alpha(), 0); // had not entered
    const QImage half = heatMapImage(shares, theme, 2);
    QCOMPARE(half.size(), QSize(2, 2));
    QCOMPARE(half.pixelColor(1, 0), keptColor(theme, 0)); // of the one that had
    QCOMPARE(half.pixelColor(0, 1), half.pixelColor(1, 1));
    QVERIFY(heatMapImage({}, theme).isNull());
}

QTEST_MAIN(TestSampleText)
#include "tst_sample_text.moc"
