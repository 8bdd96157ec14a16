#include "ui/drop.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;

class TestDrop : public QObject {
    Q_OBJECT

private slots:
    void sortsWhatIsDropped();
    void refusesInWords();

private:
    QString made(const QString &name)
    {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::WriteOnly) ? file.fileName() : QString();
    }
    QString madeFolder(const QString &name, bool isModel)
    {
        QDir(folder_.path()).mkpath(name);
        if (isModel) {
            made(name + QStringLiteral("/config.json"));
        }
        return folder_.filePath(name);
    }

    QTemporaryDir folder_;
};

void TestDrop::sortsWhatIsDropped()
{
    QVERIFY(classifyDrop({made("a.kvsession")}).kind == Drop::Kind::Session);
    QVERIFY(classifyDrop({made("B.KVSESSION")}).kind == Drop::Kind::Session);
    QVERIFY(classifyDrop({made("a.jsonl"), made("b.json"), made("c.csv")}).kind == Drop::Kind::Datasets);
    const Drop models = classifyDrop({madeFolder("left", true), madeFolder("right", true)});
    QVERIFY(models.kind == Drop::Kind::Models);
    QCOMPARE(models.paths.size(), 2);
}

void TestDrop::refusesInWords()
{
    const auto reasonOf = [](const QStringList &paths) {
        const Drop drop = classifyDrop(paths);
        return drop.kind == Drop::Kind::Refused && drop.paths.isEmpty() ? drop.reason : QString();
    };
    QVERIFY(!reasonOf({}).isEmpty());
    QVERIFY(reasonOf({made("photo.png")}).contains("photo.png"));
    QVERIFY(reasonOf({madeFolder("empty", false)}).contains("config.json"));
    QVERIFY(reasonOf({made("a.kvsession"), made("b.kvsession")}).contains("one session"));
    QVERIFY(reasonOf({made("a.kvsession"), made("b.jsonl")}).contains("separately"));
    QVERIFY(reasonOf({madeFolder("m1", true), madeFolder("m2", true), madeFolder("m3", true)}).contains("two"));
}

QTEST_GUILESS_MAIN(TestDrop)
#include "tst_drop.moc"
