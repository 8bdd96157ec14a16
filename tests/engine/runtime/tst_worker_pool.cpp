#include "runtime/worker_pool.h"

#include <QTest>

#include <atomic>
#include <numeric>
#include <vector>

using namespace kvscope;

class TestWorkerPool : public QObject {
    Q_OBJECT

private slots:
    void every_index_is_served_once()
    {
        WorkerPool pool(4);
        for (int round = 0; round < 2000; ++round) {
            std::vector<int> hits(37, 0); // plain ints: each index belongs to one worker
            pool.for_each(37, [&](int index, int worker) {
                ++hits[index];
                QVERIFY(worker >= 0 && worker < 4);
            });
            QCOMPARE(std::accumulate(hits.begin(), hits.end(), 0), 37);
        }
    }

    void run_each_uses_as_many_workers_as_asked()
    {
        WorkerPool pool(3);
        for (const int count : {0, 1, 2, 3}) {
            std::vector<int> hits(3, 0);
            pool.run_each(count, [&](int worker) { ++hits[worker]; });
            QCOMPARE(std::accumulate(hits.begin(), hits.end(), 0), count);
        }
    }

    void idle_pools_end()
    {
        for (int i = 0; i < 50; ++i) {
            WorkerPool pool(2);
        }
    }
};

QTEST_GUILESS_MAIN(TestWorkerPool)
#include "tst_worker_pool.moc"
