#include "checks/check.h"

#include <QTest>

using namespace kvscope;

/// The checks that `kvscope-runner selftest` runs on a GPU machine, here on the CPU backend.
class TestBackendChecks : public QObject {
    Q_OBJECT

private slots:
    void check_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("index");
        for (std::size_t g = 0; g < check_groups().size(); ++g) {
            const CheckGroup &group = *check_groups()[g];
            for (std::size_t i = 0; i < group.checks.size(); ++i) {
                QTest::newRow((group.id + "." + group.checks[i].name).c_str()) << int(g) << int(i);
            }
        }
    }

    void check()
    {
        QFETCH(int, group);
        QFETCH(int, index);
        const CheckContext context{open_device("cpu").value(), KVSCOPE_TEST_DATA "/golden"};
        const CheckResult result = check_groups()[group]->checks[index].run(context);
        if (result.outcome == CheckOutcome::Skipped) {
            QSKIP(result.message.c_str());
        }
        QVERIFY2(result.outcome == CheckOutcome::Passed, result.message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestBackendChecks)
#include "tst_backend_checks.moc"
