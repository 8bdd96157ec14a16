#include "checks/check.h"
#include "emulated/emulated_device.h"

#include <QTest>

using namespace kvscope;

/// The checks that `kvscope-runner selftest` runs on a GPU machine, here on the CPU backend and on the device that
/// stands in for a GPU: the checks pass where operations are what they are said to be.
class TestBackendChecks : public QObject {
    Q_OBJECT

private slots:
    void check_data()
    {
        QTest::addColumn<bool>("is_emulated");
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("index");
        for (const bool is_emulated : {false, true}) {
            for (std::size_t g = 0; g < check_groups().size(); ++g) {
                const CheckGroup &group = *check_groups()[g];
                for (std::size_t i = 0; i < group.checks.size(); ++i) {
                    const std::string name = (is_emulated ? "emulated " : "") + group.id + "." + group.checks[i].name;
                    QTest::newRow(name.c_str()) << is_emulated << int(g) << int(i);
                }
            }
        }
    }

    void check()
    {
        QFETCH(bool, is_emulated);
        QFETCH(int, group);
        QFETCH(int, index);
        const CheckContext context{is_emulated ? open_emulated_device() : open_device("cpu").value(),
                                   KVSCOPE_TEST_DATA "/golden", is_emulated};
        const CheckResult result = check_groups()[group]->checks[index].run(context);
        if (result.outcome == CheckOutcome::Skipped) {
            QSKIP(result.message.c_str());
        }
        QVERIFY2(result.outcome == CheckOutcome::Passed, result.message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestBackendChecks)
#include "tst_backend_checks.moc"
