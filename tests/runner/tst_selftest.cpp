#include "runner_process.h"
#include "selftest.h"

#include <QTest>

using namespace kvscope;

namespace {

CheckResult passes(const CheckContext &)
{
    return check_passed("largest error 1e-6");
}

CheckResult misses(const CheckContext &)
{
    return check_failed("largest error 2, allowed 1");
}

CheckResult skips(const CheckContext &)
{
    return check_skipped("needs a GPU");
}

double three_gigabytes(const CheckContext &)
{
    return 3e9;
}

struct Report {
    int exit_code = -1;
    QString text;
};

Report run(const CheckGroup &group, const SelftestOptions &options = {}, const CheckContext &context = {})
{
    Report report;
    const CheckGroup *const groups[] = {&group};
    report.exit_code = run_selftest(groups, context, options, [&report](const std::string &line) {
        report.text += QString::fromStdString(line) + "\n";
    });
    return report;
}

} // namespace

class TestSelftest : public QObject {
    Q_OBJECT

private slots:
    void aMissEndsWithOne()
    {
        QCOMPARE(run({"group", {{"good", passes}, {"other", skips}}}).exit_code, 0);
        const Report report = run({"group", {{"good", passes}, {"bad", misses}, {"other", skips}}});
        QCOMPARE(report.exit_code, 1);
        QVERIFY(report.text.contains("FAIL"));
        QVERIFY(report.text.contains("largest error 2, allowed 1"));
        QVERIFY(report.text.contains("3 checks, 1 failed, 1 skipped"));
        QCOMPARE(run({"group", {{"bad", misses}}}, {"", true}).exit_code, 1);
    }

    void nothingRunIsNoSuccess() { QCOMPARE(run({"group", {{"good", passes}}}, {"another", false}).exit_code, 1); }

    void oneCheckAlone()
    {
        const CheckGroup group{"group", {{"good", passes}, {"bad", misses}}};
        const Report report = run(group, {"group.good"});
        QCOMPARE(report.exit_code, 0);
        QVERIFY2(report.text.contains("1 checks, 0 failed"), qPrintable(report.text));
        QVERIFY(!report.text.contains("group.bad"));
        QCOMPARE(run(group, {"group.go"}).exit_code, 1);
    }

    void briefRunsLeaveTheBandwidthOut()
    {
        CheckContext brief;
        brief.is_brief = true;
        const Report report = run({"group", {{"moves", passes, three_gigabytes}}}, {"", true}, brief);
        QVERIFY(QJsonDocument::fromJson(report.text.toUtf8()).object()["bytes_per_s"].isNull());
        const RunnerOutput output =
            runRunner({"selftest", "--device", "cpu", "--only", "products.linear", "--brief", "--json"});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QCOMPARE(output.events().back()["check"].toString(), "products.linear");
        QVERIFY(output.events().back()["bytes_per_s"].isNull());
    }

    void bandwidthStandsWhereItMeansSomething()
    {
        const CheckGroup group{"group",
                               {{"moves", passes, three_gigabytes},
                                {"still", passes},
                                {"skipped", skips, three_gigabytes},
                                {"missed", misses, three_gigabytes}}};
        const QStringList lines = run(group).text.split('\n');
        QVERIFY2(lines[1].contains("3.00 GB/s"), qPrintable(lines[1]));
        for (int line = 2; line <= 4; ++line) {
            QVERIFY2(lines[line].contains("—"), qPrintable(lines[line]));
        }
        QList<QJsonObject> objects;
        for (const QString &line : run(group, {"", true}).text.split('\n', Qt::SkipEmptyParts)) {
            objects << QJsonDocument::fromJson(line.toUtf8()).object();
        }
        QCOMPARE(objects.size(), 4);
        QCOMPARE(objects[0]["bytes_per_s"].toDouble(), 3e9);
        QCOMPARE(objects[0]["outcome"].toString(), "pass");
        QVERIFY(objects[1]["bytes_per_s"].isNull() && objects[2]["bytes_per_s"].isNull() &&
                objects[3]["bytes_per_s"].isNull());
        QCOMPARE(objects[3]["outcome"].toString(), "FAIL");
    }

    void theProgramChecksThisMachine()
    {
        const RunnerOutput output = runRunner({"selftest", "--device", "cpu", "--only", "products", "--json"});
        QVERIFY2(output.exitCode == 0, output.out.constData());
        bool moved = false;
        for (const QJsonObject &check : output.events()) {
            moved = moved || check["bytes_per_s"].toDouble() > 0;
        }
        QVERIFY(moved);
    }

    void anUnknownNameIsToldWithThoseThereAre()
    {
        for (const char *name : {"nothing", "products.nothing"}) {
            const RunnerOutput output = runRunner({"selftest", "--device", "cpu", "--only", name});
            QCOMPARE(output.exitCode, 2);
            QVERIFY2(output.err.contains(name) && output.err.contains("golden_tokens, products;"), output.err.constData());
            QVERIFY(output.out.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSelftest)
#include "tst_selftest.moc"
