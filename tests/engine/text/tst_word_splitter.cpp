#include "text/split_regex.h"
#include "text/word_splitter.h"

#include <QString>
#include <QTest>

#include <random>
#include <vector>

using namespace kvscope;

namespace {

constexpr const char *llama3_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char *qwen2_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

using Pieces = std::vector<std::string_view>;

Pieces split_by_words(const WordSplitter &words, std::string_view text)
{
    Pieces pieces;
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t end = words.piece_end(text, pos);
        pieces.push_back(text.substr(pos, end - pos));
        pos = end;
    }
    return pieces;
}

Pieces split_by_regex(const SplitRegex &regex, std::string_view text)
{
    Pieces found;
    SplitRegex::Pieces pieces(regex, text);
    for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
        found.push_back(piece);
    }
    return found;
}

std::string utf8(char32_t c)
{
    return QString::fromUcs4(&c, 1).toStdString();
}

} // namespace

class TestWordSplitter : public QObject {
    Q_OBJECT

private slots:
    void anotherPatternIsNotItsOwn()
    {
        const std::string pattern = llama3_pattern;
        QVERIFY(WordSplitter::for_pattern(pattern));
        QVERIFY(!WordSplitter::for_pattern(""));
        QVERIFY(!WordSplitter::for_pattern(pattern + "|x"));
        QVERIFY(!WordSplitter::for_pattern(pattern.substr(1)));
        QVERIFY(!WordSplitter::for_pattern(R"(\p{N}{1,3})"));
        QString longer_numbers = QString::fromStdString(pattern);
        longer_numbers.replace("{1,3}", "{1,4}");
        QVERIFY(!WordSplitter::for_pattern(longer_numbers.toStdString()));
    }

    void everyCharacterSplitsLikeTheExpression_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("Llama 3") << QByteArray(llama3_pattern);
        QTest::newRow("Qwen2") << QByteArray(qwen2_pattern);
    }
    /// All of them, those that no plane has yet as well: beside letters, digits, signs, line ends and spaces.
    void everyCharacterSplitsLikeTheExpression()
    {
        QFETCH(QByteArray, pattern);
        const auto words = WordSplitter::for_pattern(pattern.toStdString());
        const auto regex = SplitRegex::compile(pattern.toStdString());
        QVERIFY(words && regex.has_value());
        for (char32_t c = 0; c <= 0x10FFFF; ++c) {
            if (c >= 0xD800 && c < 0xE000) {
                continue;
            }
            const std::string one = utf8(c);
            const std::string text = "a" + one + "b 1" + one + "2!" + one + "\n " + one + one + " '" + one + "  " + one;
            if (split_by_words(*words, text) != split_by_regex(regex.value(), text)) {
                QFAIL(qPrintable(QString("U+%1").arg(static_cast<uint>(c), 4, 16)));
            }
        }
    }

    void randomTextsSplitLikeTheExpression_data() { everyCharacterSplitsLikeTheExpression_data(); }
    void randomTextsSplitLikeTheExpression()
    {
        QFETCH(QByteArray, pattern);
        const auto words = WordSplitter::for_pattern(pattern.toStdString());
        const auto regex = SplitRegex::compile(pattern.toStdString());
        QVERIFY(words && regex.has_value());
        const std::vector<std::string> parts{"a",      "Z",  "\u00e9", "\u6f22", "\u0301",    "1",  "\u0663",
                                             "\u00bd", " ",  " ",      "\t",     "\r",        "\n", "\u00a0",
                                             "'",      "'s", "'LL",    "'re",    "'V",        "e",  "'\u017f",
                                             "!",      "-",  "\u20ac", "\0",     "\U0001F44D"};
        std::mt19937 random(7);
        for (int i = 0; i < 100'000; ++i) {
            std::string text;
            for (std::size_t length = 1 + random() % 12; length > 0; --length) {
                text += parts[random() % parts.size()];
            }
            if (split_by_words(*words, text) != split_by_regex(regex.value(), text)) {
                QFAIL(text.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestWordSplitter)
#include "tst_word_splitter.moc"
