#include "runtime/step_clock.h"

#include <QTest>

using namespace kvscope;

class TestStepClock : public QObject {
    Q_OBJECT

private slots:
    void overall_counts_all_steps_and_leaves_prefill_out()
    {
        StepClock clock;
        clock.add_prefill(10);
        for (int i = 0; i < 100; ++i) {
            clock.add_step({.seconds = 0.5, .num_running = 4, .num_emitted = 4, .all_compressed = true});
        }
        const CellTiming timing = clock.summarize(4, true);
        QCOMPARE(timing.overall_tps, 8.0);
        QCOMPARE(timing.sustained_tps, 8.0);
        QVERIFY(timing.sustained_missing.empty());
        QCOMPARE(timing.wall_s, 60.0);
        QCOMPARE(timing.num_decode_tokens, std::int64_t(400));
        QCOMPARE(timing.window_tps.size(), std::size_t(20));
    }

    void sustained_needs_full_batches_past_their_first_compression()
    {
        StepClock clock;
        for (int i = 0; i < 200; ++i) {
            clock.add_step({.seconds = 1, .num_running = 4, .num_emitted = 4, .all_compressed = i >= 100});
        }
        for (int i = 0; i < 100; ++i) {
            clock.add_step({.seconds = 1, .num_running = 1, .num_emitted = 1, .all_compressed = true});
        }
        QCOMPARE(clock.summarize(4, true).sustained_tps, 4.0);
        QCOMPARE(clock.summarize(4, true).overall_tps, 3.0);
    }

    void after_a_shrunk_batch_sustained_speaks_of_the_smaller_one()
    {
        StepClock clock;
        for (int i = 0; i < 300; ++i) {
            clock.add_step({.seconds = 1, .num_running = 8, .num_emitted = 8, .all_compressed = true});
        }
        clock.restart_sustained();
        for (int i = 0; i < 100; ++i) {
            clock.add_step({.seconds = 1, .num_running = 3, .num_emitted = 3, .all_compressed = true});
        }
        const CellTiming timing = clock.summarize(8, true);
        QCOMPARE(timing.batch_reached, 3);
        QCOMPARE(timing.sustained_tps, 3.0);
        QCOMPARE(timing.overall_tps, 6.75);
        QCOMPARE(timing.num_decode_tokens, std::int64_t(2700));
    }

    void a_cell_without_such_a_phase_says_why()
    {
        StepClock clock;
        for (int i = 0; i < 100; ++i) {
            clock.add_step({.seconds = 1, .num_running = 4, .num_emitted = 4, .all_compressed = i < 30});
        }
        const CellTiming timing = clock.summarize(4, true);
        QCOMPARE(timing.sustained_tps, 0.0);
        QVERIFY(timing.window_tps.empty());
        QVERIFY(QString::fromStdString(timing.sustained_missing).contains("30 of 100 steps"));
        QCOMPARE(clock.summarize(4, false).sustained_tps, 4.0);
    }

    void dynts_counts_steps_against_forward_time_alone()
    {
        StepClock clock;
        for (int i = 0; i < 10; ++i) {
            clock.add_step({.seconds = 1, .num_running = 2, .num_emitted = 2, .all_compressed = true});
            clock.add_forward(0.25);
        }
        QCOMPARE(clock.summarize(20, true).dynts_tps, 10 / 2.5 * 20);
    }
};

QTEST_GUILESS_MAIN(TestStepClock)
#include "tst_step_clock.moc"
