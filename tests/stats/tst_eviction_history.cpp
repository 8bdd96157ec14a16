// From the trace of a sample to what the eviction viewer draws.
#include "stats/eviction_history.h"

#include <QTest>

using namespace kvscope;
using namespace kvscope::stats;

namespace {

/// Two layers of two KV heads, 4 prompt and 6 generated tokens, budget 3, buffer 2: by hand.
std::vector<EvictionEvent> events()
{
    return {{0, 4, {{0}, {1}, {0}, {0}}},              // after prefill: 4 entries to 3
            {2, 5, {{1, 2}, {0, 2}, {3, 4}, {1, 4}}},  // positions 0 … 5 have entered
            {4, 5, {{4, 6}, {4, 5}, {5, 6}, {2, 3}}}}; // 0 … 7
}

EvictionHistory history()
{
    auto made = trace_evictions(events(), 4, 6, 2);
    if (made.has_error()) {
        qFatal("%s", made.error().message.c_str());
    }
    return std::move(made).value();
}

} // namespace

class TestEvictionHistory : public QObject {
    Q_OBJECT

private slots:
    void theTraceIsTurnedAround();
    void dropsOfAPosition();
    void dropsUpToACompression();
    void oneHeadAndOneLayer();
    void sharesAreOfWhatHasEntered();
    void rowsCanBeSpread();
    void layersKeepWhatTheBudgetSays();
    void withoutEventsNothingIsDropped();
    void damagedTracesAreRefused_data();
    void damagedTracesAreRefused();
    void everyViewAgreesOnALargeTrace();
};

void TestEvictionHistory::theTraceIsTurnedAround()
{
    const EvictionHistory made = history();
    QCOMPARE(made.num_positions, 10);
    QCOMPARE(made.num_kv_heads, 2);
    QCOMPARE(made.num_compressions(), 3);
    QCOMPARE(made.num_entered, (std::vector<int>{4, 6, 8}));
    QCOMPARE(made.num_dropped, (std::vector<int>{1, 2, 2}));
    QCOMPARE(made.dropped(0, 0), 0);
    QCOMPARE(made.dropped(0, 2), 1);
    QCOMPARE(made.dropped(3, 3), 2);
    QCOMPARE(made.dropped(0, 3), EvictionHistory::never);
    QCOMPARE(made.dropped(2, 9), EvictionHistory::never);
}

void TestEvictionHistory::dropsOfAPosition()
{
    const auto drops = position_drops(history(), {}, 2);
    QCOMPARE(drops.size(), std::size_t{10});
    QCOMPARE(drops[0].num_heads_dropped, 4); // 0, 1, 0, 0
    QCOMPARE(drops[0].first, 0);
    QCOMPARE(drops[0].last, 1);
    QCOMPARE(drops[0].mean, 0.25);
    QCOMPARE(drops[3].num_heads_dropped, 2); // layer 1: compressions 1 and 2
    QCOMPARE(drops[3].mean, 1.5);
    QCOMPARE(drops[7].num_heads_dropped, 0);
    QCOMPARE(drops[7].first, EvictionHistory::never);
}

void TestEvictionHistory::dropsUpToACompression()
{
    const auto before = position_drops(history(), {}, -1);
    QVERIFY(std::all_of(before.begin(), before.end(), [](const PositionDrops &d) { return d.num_heads_dropped == 0; }));
    const auto first = position_drops(history(), {}, 0);
    QCOMPARE(first[0].num_heads_dropped, 3);
    QCOMPARE(first[1].num_heads_dropped, 1);
    QCOMPARE(first[2].num_heads_dropped, 0);
}

void TestEvictionHistory::oneHeadAndOneLayer()
{
    const EvictionHistory made = history();
    QCOMPARE(num_chosen_heads(made, {}), 4);
    QCOMPARE(num_chosen_heads(made, {1, -1}), 2);
    QCOMPARE(num_chosen_heads(made, {-1, 0}), 2);
    QCOMPARE(num_chosen_heads(made, {1, 0}), 1);
    QCOMPARE(num_chosen_heads(made, {7, 0}), 0);
    QCOMPARE(position_drops(made, {1, 0}, 2)[3].num_heads_dropped, 1);
    QCOMPARE(position_drops(made, {1, 0}, 2)[3].mean, 1.0);
    QCOMPARE(position_drops(made, {-1, 1}, 2)[2].num_heads_dropped, 2); // heads 1 and 3
    QVERIFY(kept_share(made, {7, 0}, {0}).empty());
}

void TestEvictionHistory::sharesAreOfWhatHasEntered()
{
    const auto share = kept_share(history(), {}, {0, 1, 2});
    QCOMPARE(share.size(), std::size_t{30});
    QCOMPARE(share[0], 0.25F);      // compression 0, position 0: one of four keeps it
    QCOMPARE(share[2], 1.0F);       // untouched
    QCOMPARE(share[4], -1.0F);      // not generated yet
    QCOMPARE(share[10 + 0], 0.0F);  // compression 1: gone everywhere
    QCOMPARE(share[10 + 3], 0.75F); // dropped by head 2
    QCOMPARE(share[20 + 3], 0.5F);
    QCOMPARE(share[20 + 7], 1.0F);
    QCOMPARE(share[20 + 8], -1.0F);
}

void TestEvictionHistory::rowsCanBeSpread()
{
    const EvictionHistory made = history();
    QCOMPARE(spread_compressions(made, 10), (std::vector<int>{0, 1, 2}));
    QCOMPARE(spread_compressions(made, 2), (std::vector<int>{0, 2}));
    QCOMPARE(spread_compressions(made, 1), (std::vector<int>{2}));
    QVERIFY(spread_compressions(EvictionHistory{}, 5).empty());
    const auto all = kept_share(made, {}, {0, 1, 2});
    const auto ends = kept_share(made, {}, {0, 2}); // what compression 1 dropped is missing in the second row too
    QCOMPARE(std::vector<float>(ends.begin() + 10, ends.end()), std::vector<float>(all.begin() + 20, all.end()));
}

void TestEvictionHistory::layersKeepWhatTheBudgetSays()
{
    const auto before = kept_per_layer(history(), -1);
    QCOMPARE(before.size(), std::size_t{2});
    QCOMPARE(before[0].num_kept, 4.0);
    const auto after = kept_per_layer(history(), 2);
    QCOMPARE(after[0].num_kept, 3.0); // 8 entered, 5 dropped
    QCOMPARE(after[1].num_kept, 3.0);
    QCOMPARE(after[0].num_kept_prompt, 1.0); // head 0 and head 1 keep {3}
    QCOMPARE(after[1].num_kept_prompt, 1.0); // head 2 keeps {1, 2}, head 3 none
    QCOMPARE(after[0].num_kept_by_any, 4);   // {3, 5, 7} and {3, 6, 7}
}

void TestEvictionHistory::withoutEventsNothingIsDropped()
{
    const auto made = trace_evictions({}, 4, 6, 2);
    QVERIFY(made.has_value());
    QCOMPARE(made.value().num_compressions(), 0);
    QVERIFY(kept_share(made.value(), {}, {}).empty());
    QCOMPARE(kept_per_layer(made.value(), 0).size(), std::size_t{2});
    QCOMPARE(position_drops(made.value(), {}, 0).size(), std::size_t{10});
}

void TestEvictionHistory::damagedTracesAreRefused_data()
{
    QTest::addColumn<int>("event");
    QTest::addColumn<int>("head");
    QTest::addColumn<std::vector<std::int32_t>>("positions");
    QTest::addColumn<QString>("message");
    using Positions = std::vector<std::int32_t>;
    QTest::newRow("beyond what entered") << 0 << 1 << Positions{4} << "head 1 drops position 4, but only 4";
    QTest::newRow("negative") << 1 << 0 << Positions{-1, 2} << "position -1";
    QTest::newRow("twice") << 1 << 0 << Positions{0, 2} << "position 0 a second time";
    QTest::newRow("uneven") << 1 << 2 << Positions{1} << "head 2 drops 1 entries, head 0 2";
}

void TestEvictionHistory::damagedTracesAreRefused()
{
    QFETCH(int, event);
    QFETCH(int, head);
    QFETCH(std::vector<std::int32_t>, positions);
    QFETCH(QString, message);
    auto damaged = events();
    damaged[static_cast<std::size_t>(event)].dropped_positions[static_cast<std::size_t>(head)] = positions;
    const auto made = trace_evictions(damaged, 4, 6, 2);
    QVERIFY(made.has_error());
    QVERIFY2(QString::fromStdString(made.error().message).contains(message), made.error().message.c_str());
    QVERIFY(made.error().message.find("event " + std::to_string(event + 1)) != std::string::npos);

    damaged = events();
    damaged[1].dropped_positions.pop_back();
    QVERIFY(trace_evictions(damaged, 4, 6, 2).has_error());
    QVERIFY(trace_evictions(events(), 4, 6, 3).has_error()); // four heads, three layers
    QVERIFY(trace_evictions(events(), 4, 6, 0).has_error());
    QVERIFY(trace_evictions(events(), 1, 1, 2).has_error()); // another sample's trace
    std::vector<EvictionEvent> wide{{0, 1, std::vector<std::vector<std::int32_t>>(70000)}};
    QVERIFY(trace_evictions(wide, 1 << 20, 1 << 20, 1).has_error()); // more memory than a file may ask for
}

void TestEvictionHistory::everyViewAgreesOnALargeTrace()
{
    // 8192 tokens, 32 × 8 heads, budget 1024, buffer 128: 1.8 million drops. Each head drops the oldest it holds, but
    // head h keeps the first h mod 7 positions, so that heads differ.
    constexpr int kHeads = 256;
    constexpr int kBudget = 1024;
    constexpr int kBuffer = 128;
    constexpr int kPositions = 8192;
    std::vector<EvictionEvent> trace;
    for (int entered = kBudget + kBuffer; entered <= kPositions; entered += kBuffer) {
        EvictionEvent &event = trace.emplace_back(EvictionEvent{entered, kBudget + kBuffer, {}});
        for (int head = 0; head < kHeads; ++head) {
            const int first = entered - kBudget - kBuffer + head % 7;
            auto &dropped = event.dropped_positions.emplace_back();
            for (int i = 0; i < kBuffer; ++i) {
                dropped.push_back(first + i);
            }
        }
    }
    const auto made = trace_evictions(trace, 100, kPositions - 100, 32);
    QVERIFY2(made.has_value(), made.has_error() ? made.error().message.c_str() : "");
    const int last = made.value().num_compressions() - 1;
    const auto drops = position_drops(made.value(), {}, last);
    const auto share = kept_share(made.value(), {}, {last});
    std::int64_t total = 0;
    for (int position = 0; position < kPositions; ++position) {
        const auto at = static_cast<std::size_t>(position);
        total += drops[at].num_heads_dropped;
        const float kept = share[at];
        QCOMPARE(kept, 1.0F - static_cast<float>(drops[at].num_heads_dropped) / kHeads);
    }
    QCOMPARE(total, std::int64_t{kHeads} * kBuffer * made.value().num_compressions());
    QCOMPARE(drops[0].num_heads_dropped, 37); // heads 0, 7, …, 252
    for (const LayerKept &layer : kept_per_layer(made.value(), last)) {
        QCOMPARE(layer.num_kept, double{kBudget});
    }
}

QTEST_APPLESS_MAIN(TestEvictionHistory)
#include "tst_eviction_history.moc"
