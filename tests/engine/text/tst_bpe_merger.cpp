#include "text/bpe_merger.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace kvscope;

namespace {

constexpr std::string_view letters = "abcdef"; // of which each is a token; no other byte is

/// A merger over `letters`, with the same merges in a map: what is said of the order, done word for word.
struct Vocabulary {
    Vocabulary(int first_id, int num_merges, std::mt19937 &random)
    {
        std::vector<std::int32_t> ids;
        for (std::size_t i = 0; i < letters.size(); ++i) {
            ids.push_back(first_id + static_cast<std::int32_t>(i));
            merger.add_token(letters.substr(i, 1), ids.back());
        }
        for (std::int32_t rank = 0; rank < num_merges; ++rank) {
            const std::int32_t left = ids[random() % ids.size()];
            const std::int32_t right = ids[random() % ids.size()];
            ids.push_back(first_id + static_cast<std::int32_t>(ids.size()));
            merger.add_merge(left, right, rank, ids.back());
            merges[{left, right}] = {rank, ids.back()};
        }
    }

    std::vector<std::int32_t> merged(std::string_view piece) const
    {
        std::vector<std::int32_t> ids;
        for (const char c : piece) {
            if (const std::int32_t id = merger.id_of({&c, 1}); id >= 0) {
                ids.push_back(id);
            }
        }
        while (true) {
            std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
            std::size_t place = 0;
            for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
                const auto found = merges.find({ids[i], ids[i + 1]});
                if (found != merges.end() && found->second.first < lowest) {
                    lowest = found->second.first;
                    place = i;
                }
            }
            if (lowest == std::numeric_limits<std::int32_t>::max()) {
                return ids;
            }
            ids[place] = merges.at({ids[place], ids[place + 1]}).second;
            ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(place) + 1);
        }
    }

    BpeMerger merger;
    std::map<std::pair<std::int32_t, std::int32_t>, std::pair<std::int32_t, std::int32_t>> merges;
};

} // namespace

class TestBpeMerger : public QObject {
    Q_OBJECT

private slots:
    void idsAreThoseOfMergingPairByPair_data()
    {
        QTest::addColumn<int>("firstId");
        QTest::addColumn<int>("numMerges");
        QTest::addRow("no merges") << 0 << 0;
        QTest::addRow("low ids") << 0 << 40;
        QTest::addRow("low and high ids") << 200 << 200;
        QTest::addRow("high ids, most pairs merge") << 1000 << 5000;
    }
    void idsAreThoseOfMergingPairByPair()
    {
        QFETCH(int, firstId);
        QFETCH(int, numMerges);
        std::mt19937 random(7);
        const Vocabulary vocabulary(firstId, numMerges, random);
        BpeMerger::Workspace workspace;
        for (int round = 0; round < 300; ++round) {
            // Lengths around those at which another method takes over, and now and then a byte that is no token.
            std::vector<std::string> pieces(1 + random() % 50);
            for (std::string &piece : pieces) {
                piece.resize(random() % 40);
                for (char &c : piece) {
                    c = random() % 50 == 0 ? 'z' : letters[random() % letters.size()];
                }
            }
            pieces.push_back(pieces.front()); // now from the cache
            std::vector<std::int32_t> ids;
            std::vector<std::int32_t> expected;
            {
                BpeMerger::Group group(vocabulary.merger, workspace, ids);
                for (const std::string &piece : pieces) {
                    group.add(piece);
                    const std::vector<std::int32_t> merged = vocabulary.merged(piece);
                    expected.insert(expected.end(), merged.begin(), merged.end());
                }
            }
            QCOMPARE(ids, expected);
        }
    }

    void piecesThatShareAPlaceKeepTheirIds()
    {
        // More short words than the cache has places, in another order each time: many groups hold both a word that is
        // there and one that takes its place.
        std::mt19937 random(8);
        const Vocabulary vocabulary(300, 300, random);
        BpeMerger::Workspace workspace;
        std::map<std::string, std::vector<std::int32_t>> known;
        std::vector<std::string> words;
        for (int i = 0; i < 100000; ++i) {
            std::string word(1 + random() % 8, ' ');
            for (char &c : word) {
                c = letters[random() % letters.size()];
            }
            words.push_back(word);
            known.try_emplace(word, vocabulary.merged(word));
        }
        for (int round = 0; round < 3; ++round) {
            std::shuffle(words.begin(), words.end(), random);
            std::vector<std::int32_t> ids;
            std::vector<std::int32_t> expected;
            {
                BpeMerger::Group group(vocabulary.merger, workspace, ids);
                for (const std::string &word : words) {
                    group.add(word);
                    expected.insert(expected.end(), known.at(word).begin(), known.at(word).end());
                }
            }
            QVERIFY(ids == expected);
        }
    }
};

QTEST_APPLESS_MAIN(TestBpeMerger)
#include "tst_bpe_merger.moc"
