#include "text/normalizer.h"

#include <QString>
#include <QTest>

#include <random>
#include <vector>

using namespace kvscope;

namespace {

std::string utf8(char32_t c)
{
    return QString::fromUcs4(&c, 1).toStdString();
}

/// What Qt's tables of Unicode and this machine's utf8proc agree on.
bool is_old(char32_t c)
{
    const auto version = QChar::unicodeVersion(c);
    return version != QChar::Unicode_Unassigned && version <= QChar::Unicode_9_0 &&
           QChar::category(c) != QChar::Other_Surrogate;
}

std::string expected(const std::string &text)
{
    return QString::fromStdString(text).normalized(QString::NormalizationForm_C).toStdString();
}

} // namespace

/// Against Qt's normalisation, which is another implementation.
class TestNormalizer : public QObject {
    Q_OBJECT

private slots:
    void everyCharacterIsNormalised()
    {
        for (char32_t c = 0; c < 0x30000; ++c) {
            if (!is_old(c)) {
                continue;
            }
            // Behind a letter, and among marks of a low, a high and the same class.
            for (const std::string &text :
                 {utf8(c), "a" + utf8(c) + "b", "e\u0323" + utf8(c) + "\u0334\u0301" + utf8(c)}) {
                if (to_nfc(text) != expected(text)) {
                    QFAIL(qPrintable(QString("U+%1").arg(static_cast<uint>(c), 4, 16)));
                }
            }
        }
    }

    void randomTextsAreNormalised()
    {
        std::vector<char32_t> marks;
        std::vector<char32_t> others{U'a',      U'e',      U' ',      U'\u00e9',    U'\u0915',
                                     U'\uac00', U'\u1100', U'\u212b', U'\U0001F44D'};
        for (char32_t c = 0x300; c < 0x10000; ++c) { // Qt 6.4 forgets to compose behind some marks of plane 1
            if (is_old(c)) {
                const bool is_mark = QChar::combiningClass(c) != 0 || QChar::decompositionTag(c) == QChar::Canonical;
                (is_mark ? marks : others).push_back(c);
            }
        }
        std::mt19937 random(11);
        for (int i = 0; i < 100'000; ++i) {
            std::string text;
            for (std::size_t length = 1 + random() % 10; length > 0; --length) {
                const auto &kind = random() % 3 == 0 ? others : marks;
                text += utf8(random() % 4 == 0 ? others[random() % 9] : kind[random() % kind.size()]);
            }
            if (to_nfc(text) != expected(text)) {
                QFAIL(text.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestNormalizer)
#include "tst_normalizer.moc"
