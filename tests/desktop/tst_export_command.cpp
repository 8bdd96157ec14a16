#include "desktop/engine_adapter.h"
#include "desktop/export_command.h"
#include "desktop/window_config.h"
#include "large_session.h"
#include "ui/format.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace kvscope;

/// kvscope export, as the command line calls it, on the figures that come with the program.
class TestExportCommand : public QObject {
    Q_OBJECT

private slots:
    void aDatasetIsChosenByNameOrNumber()
    {
        const QByteArray average = chart({});
        const QByteArray named = chart("AIME24");
        QVERIFY(named != average);
        QCOMPARE(chart("2"), named); // the first one is the average that was printed
        const Status wrong = status("MATH", {});
        QVERIFY(wrong.has_error());
        QVERIFY2(wrong.error().message.find("AIME24") != std::string::npos, wrong.error().message.c_str());
        QVERIFY(status("average", {}).has_error()); // a published figure brings its own
    }

    void publishedFiguresLieOverTheChart()
    {
        const QByteArray alone = chart({});
        const QByteArray both = chart({}, reference("second"));
        QVERIFY(both != alone);
        QVERIFY(both.count("mark=") > alone.count("mark="));
        const Status absent = status({}, folder_.filePath("absent.kvsession"));
        QVERIFY(absent.has_error());
        QVERIFY2(absent.error().message.find("absent.kvsession") != std::string::npos, absent.error().message.c_str());
        const QString own = folder_.filePath("own.kvsession"); // measured, not published
        QVERIFY(large_session::write(own.toStdString(), {2, 1}).has_value());
        const Status measured = status({}, own);
        QVERIFY(measured.has_error());
        QVERIFY2(measured.error().message.find("no published figures") != std::string::npos,
                 measured.error().message.c_str());
    }

    void policiesAreNamedAsTheEngineNamesThem()
    {
        QVERIFY(!status({}, {}).has_error());
        QCOMPARE(policyLabel("knorm"), QStringLiteral("Key norm"));
        for (const PolicyInfo &policy : policyCatalogue()) {
            QCOMPARE(policyLabel(policy.id), QString::fromStdString(policy.label));
        }
    }

private:
    static QString reference(const char *reading)
    {
        return QStringLiteral("%1/reference/dynts-%2-reading.kvsession")
            .arg(QString::fromStdString(makeWindowConfig().resourceDir), QLatin1String(reading));
    }

    DesktopCommand command(const QString &dataset, const QString &overlay) const
    {
        DesktopCommand command;
        command.kind = DesktopCommand::Kind::Export;
        command.session = reference("first");
        command.chartPath = folder_.filePath("chart.tex");
        command.dataset = dataset;
        command.overlay = overlay;
        return command;
    }

    Status status(const QString &dataset, const QString &overlay) const { return runExport(command(dataset, overlay)); }

    QByteArray chart(const QString &dataset, const QString &overlay = {}) const
    {
        if (status(dataset, overlay).has_error()) {
            return {};
        }
        QFile file(folder_.filePath("chart.tex"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder_;
};

QTEST_MAIN(TestExportCommand)
#include "tst_export_command.moc"
