#include "device/device_batch.h"
#include "device/device_kv.h"

#include <QTest>

#include <cstdlib>
#include <cstring>
#include <map>

using namespace kvscope;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kWorkspace = 64 * kMiB; // of a stream, as the CUDA module has it

/// A device with memory of its own that counts what is taken. Pages are never touched, so they cost nothing.
std::size_t bytes_left = 0;
std::map<void *, std::size_t> sizes;

void *limited_alloc(std::size_t num_bytes)
{
    if (num_bytes > bytes_left) {
        return nullptr;
    }
    void *memory = std::malloc(num_bytes);
    bytes_left -= num_bytes;
    sizes[memory] = num_bytes;
    return memory;
}

void limited_release(void *memory)
{
    bytes_left += sizes[memory];
    sizes.erase(memory);
    std::free(memory);
}

KvsStream *stream_create()
{
    return static_cast<KvsStream *>(limited_alloc(kWorkspace));
}

void stream_destroy(KvsStream *stream)
{
    limited_release(stream);
}

void copy_to_device(KvsStream *stream, void *to, const void *from, std::size_t num_bytes)
{
    QVERIFY(stream != nullptr);
    std::memcpy(to, from, num_bytes);
}

} // namespace

/// A device that is nearly full: a run takes less, and what it needs beside its slabs has room.
class TestDeviceOutOfMemory : public QObject {
    Q_OBJECT

private:
    KvsDeviceOps ops_{};
    KvsBackend backend_{};
    KvsStream *stream_ = nullptr;
    DeviceKvLayout layout_;

    std::size_t slab() const { return layout_.block_bytes() + layout_.sequence_bytes(); }

private slots:
    void initTestCase()
    {
        ops_.copy_to_device = copy_to_device;
        ops_.pinned_alloc = std::malloc;
        ops_.pinned_release = std::free;
        backend_.alloc = limited_alloc;
        backend_.release = limited_release;
        backend_.stream_create = stream_create;
        backend_.stream_destroy = stream_destroy;
        backend_.stream_synchronize = [](KvsStream *) {};
        backend_.device = &ops_;
        bytes_left = kWorkspace;
        stream_ = stream_create();
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

    void cleanupTestCase() { stream_destroy(stream_); }

    void aBatchWithoutAStreamIsIncomplete()
    {
        bytes_left = kWorkspace + kMiB;
        QVERIFY(DeviceBatch(backend_, 64).is_complete());
        bytes_left = kWorkspace - 1;
        QVERIFY(!DeviceBatch(backend_, 64).is_complete());
        QCOMPARE(bytes_left, kWorkspace - 1); // nothing is lost
    }

    void slabsLeaveRoomForTheRest()
    {
        const std::size_t whole = 12 * slab() + slab() / 2;
        bytes_left = whole;
        {
            MemoryLedger ledger(0);
            DeviceKv kv(backend_, stream_, layout_, ledger);
            const int opened = kv.open(20);
            QVERIFY2(opened > 1 && opened < 12, qPrintable(QString::number(opened)));
            QVERIFY2(bytes_left >= 256 * kMiB, qPrintable(QString::number(bytes_left)));
            QVERIFY2(bytes_left < 256 * kMiB + 3 * slab(), qPrintable(QString::number(bytes_left)));
            QVERIFY(kv.slab(opened - 1) != nullptr);
            QVERIFY(DeviceBatch(backend_, opened).is_complete());
        }
        QCOMPARE(bytes_left, whole);
    }

    void whatFitsIsTakenWhole()
    {
        bytes_left = 13 * slab();
        MemoryLedger ledger(0);
        DeviceKv kv(backend_, stream_, layout_, ledger);
        QCOMPARE(kv.open(12), 12);
        QCOMPARE(ledger.peak_bytes(), 12 * slab());
    }

    void theLimitOfARunIsNotTheDevices()
    {
        bytes_left = 20 * slab();
        MemoryLedger ledger(5 * slab());
        DeviceKv kv(backend_, stream_, layout_, ledger);
        QCOMPARE(kv.open(12), 5);
    }
};

QTEST_GUILESS_MAIN(TestDeviceOutOfMemory)
#include "tst_device_out_of_memory.moc"
