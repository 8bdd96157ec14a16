#include "device/device_batch.h"
#include "device/device_kv.h"
#include "emulated/emulated_device.h"

#include <QTest>

using namespace kvscope;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

} // namespace

/// A device that is nearly full: a run takes less, and what it needs beside its slabs has room.
class TestDeviceOutOfMemory : public QObject {
    Q_OBJECT

private:
    const KvsBackend &backend_ = *open_emulated_device().backend;
    KvsStream *stream_ = nullptr;
    DeviceKvLayout layout_;

    std::size_t slab() const { return layout_.block_bytes() + layout_.sequence_bytes(); }

private slots:
    void initTestCase()
    {
        stream_ = backend_.stream_create();
        ModelConfig config;
        config.num_layers = 32;
        config.num_heads = 32;
        config.num_kv_heads = 8;
        config.head_dim = 128;
        CacheSettings settings;
        settings.policy = find_policy("r_kv");
        settings.params = complete_params(settings.policy->info, {});
        settings.retained = 1000;
        settings.buffer = 128;
        layout_ = make_device_kv_layout(config, settings, KVS_BF16, KVS_BF16, 1130);
    }

    void cleanupTestCase() { backend_.stream_destroy(stream_); }

    void aBatchWithoutAStreamIsIncomplete()
    {
        set_emulated_memory(kEmulatedStreamBytes + kMiB);
        QVERIFY(DeviceBatch(backend_, 64).is_complete());
        set_emulated_memory(kEmulatedStreamBytes - 1);
        QVERIFY(!DeviceBatch(backend_, 64).is_complete());
        QCOMPARE(emulated_bytes_left(), kEmulatedStreamBytes - 1); // nothing is lost
    }

    void slabsLeaveRoomForTheRest()
    {
        const std::size_t whole = 12 * slab() + slab() / 2;
        set_emulated_memory(whole);
        {
            MemoryLedger ledger(0);
            DeviceKv kv(backend_, stream_, layout_, ledger);
            const int opened = kv.open(20);
            QVERIFY2(opened > 1 && opened < 12, qPrintable(QString::number(opened)));
            QVERIFY2(emulated_bytes_left() >= 256 * kMiB, qPrintable(QString::number(emulated_bytes_left())));
            QVERIFY2(emulated_bytes_left() < 256 * kMiB + 3 * slab(),
                     qPrintable(QString::number(emulated_bytes_left())));
            QVERIFY(kv.slab(opened - 1) != nullptr);
            QVERIFY(DeviceBatch(backend_, opened).is_complete());
        }
        QCOMPARE(emulated_bytes_left(), whole);
    }

    void whatFitsIsTakenWhole()
    {
        set_emulated_memory(13 * slab());
        MemoryLedger ledger(0);
        DeviceKv kv(backend_, stream_, layout_, ledger);
        QCOMPARE(kv.open(12), 12);
        QCOMPARE(ledger.peak_bytes(), 12 * slab());
    }

    void theLimitOfARunIsNotTheDevices()
    {
        set_emulated_memory(20 * slab());
        MemoryLedger ledger(5 * slab());
        DeviceKv kv(backend_, stream_, layout_, ledger);
        QCOMPARE(kv.open(12), 5);
    }
};

QTEST_GUILESS_MAIN(TestDeviceOutOfMemory)
#include "tst_device_out_of_memory.moc"
