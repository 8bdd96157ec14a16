// Rules of CONTRIBUTING.md that can be read off the sources. Each row lists every violation, not just the first.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Source {
    QString path; ///< relative to the root of the tree
    QStringList lines;
};

/// Text that one part of the tree must not contain.
struct Ban {
    QString folders; ///< regular expression on the path
    QString allowed; ///< paths that are exempt; empty: none
    QString pattern;
    QString reason;
};

const QString qtFree = QStringLiteral("^(kernels|engine|database|app/runner|app/common)/");

QList<Ban> bans()
{
    const QString code = QStringLiteral("^(kernels|engine|database|ui|app)/");
    const QString everywhere = QStringLiteral("^(kernels|engine|database|ui|app|tests)/");
    return {
        {qtFree, {}, R"(^\s*#\s*include\s*.(Q[A-Z]|Qt|q\w+\.h))", "no Qt below ui/ and app/desktop/"},
        {everywhere, "^ui/plot/|tst_source_rules", R"(#\s*include\s*.qcustomplot\.h)",
         "only ui/plot/ knows the plotting library"},
        {"^kernels/", {}, R"(#\s*include\s*.(engine|types|stats|database|ui)/)", "kernels/ knows no other module"},
        {"^engine/(types|stats)/",
         {},
         R"(#\s*include\s*.(engine|kernels|database|ui)/)",
         "types/ and stats/ stand alone"},
        {"^engine/", {}, R"(#\s*include\s*.(database|ui)/)", "the engine knows neither database nor window"},
        {"^database/", {}, R"(#\s*include\s*.(engine|kernels|stats|ui)/)", "database/ knows types/ only"},
        {"^ui/", {}, R"(#\s*include\s*.(engine|kernels)/)", "the window sees results, not the engine"},
        {"^engine/(policies|families|datasets|graders)/",
         {},
         R"(\bthrow\b|\babort\s*\()",
         "plug-ins report errors as Result"},
        {code, "^engine/src/model/catalog_find", R"(\b(getenv|secure_getenv|qgetenv|qEnvironmentVariable)\b)",
         "the environment is no configuration"},
        {everywhere, "tst_source_rules", R"(\b(TODO|FIXME|XXX)\b)", "open ends belong into an issue"},
        {code, {}, R"((?<!QLocale::)\bsystem\s*\(|\bpopen\s*\()", "child processes get argument lists, never a shell"},
        {code,
         {},
         R"(\b(rand|srand)\s*\(|std::(uniform|normal|discrete)_\w*distribution)",
         "random numbers are counter-based"},
        {everywhere, "tst_source_rules", R"(\b(Kvscope|KVscope|KvScope)\b)", "the name is KVScope"},
        {everywhere, "tst_source_rules", R"([Cc]ancell(ed|ing))", "canceled, canceling"},
        {everywhere, "tst_source_rules", R"(\b(n_layers?|n_heads?|n_kv_heads?|nlayers|nheads|seqlen|kvlen)\b)",
         "num_layers, num_heads, num_kv_heads, seq_len, kv_len"},
    };
}

QStringList folderPlugins()
{
    return {"engine/policies", "engine/families", "engine/datasets", "engine/graders", "ui/charts"};
}

} // namespace

class TestSourceRules : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void bannedText_data();
    void bannedText();
    void filesAreShort();
    void functionsAreShort();
    void headersAreIncludedOnce();
    void pluginsAreNamedAfterTheirFile();
    void documentsLinkToWhatExists();
    void everyBanCatchesSomething();

private:
    QList<Source> sources_;
};

void TestSourceRules::initTestCase()
{
    const QString root = QStringLiteral(KVSCOPE_SOURCE_DIR);
    for (const QString folder : {"kernels", "engine", "database", "ui", "app", "tests"}) {
        QDirIterator files(root + '/' + folder, {"*.cpp", "*.h", "*.cu", "*.cuh"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            sources_.append(
                {QDir(root).relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()).split('\n')});
        }
    }
    QVERIFY(sources_.size() > 50);
}

void TestSourceRules::bannedText_data()
{
    QTest::addColumn<QString>("folders");
    QTest::addColumn<QString>("allowed");
    QTest::addColumn<QString>("pattern");
    for (const Ban &ban : bans()) {
        QTest::newRow(qPrintable(ban.reason)) << ban.folders << ban.allowed << ban.pattern;
    }
}

void TestSourceRules::bannedText()
{
    QFETCH(QString, folders);
    QFETCH(QString, allowed);
    QFETCH(QString, pattern);
    const QRegularExpression where(folders);
    const QRegularExpression exempt(allowed);
    const QRegularExpression what(pattern);
    QVERIFY2(what.isValid(), qPrintable(what.errorString()));
    QStringList violations;
    for (const Source &source : sources_) {
        if (!source.path.contains(where) || (!allowed.isEmpty() && source.path.contains(exempt))) {
            continue;
        }
        for (qsizetype line = 0; line < source.lines.size(); ++line) {
            if (source.lines[line].contains(what)) {
                violations += QStringLiteral("%1:%2").arg(source.path).arg(line + 1);
            }
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("\n  ")));
}

void TestSourceRules::filesAreShort()
{
    QStringList violations;
    for (const Source &source : sources_) {
        if (source.lines.size() > 601) { // the last line break starts an empty line
            violations += QStringLiteral("%1: %2 lines").arg(source.path).arg(source.lines.size() - 1);
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("over 600:\n  ")));
}

void TestSourceRules::functionsAreShort()
{
    // The formatter puts a function's braces, and only those, on lines of their own at the left margin.
    QStringList violations;
    for (const Source &source : sources_) {
        qsizetype opened = -1;
        for (qsizetype line = 0; line < source.lines.size(); ++line) {
            if (source.lines[line] == "{") {
                opened = line;
            } else if (source.lines[line] == "}" && opened >= 0) {
                if (line - opened - 1 > 60) {
                    violations += QStringLiteral("%1:%2: %3 lines").arg(source.path).arg(opened).arg(line - opened - 1);
                }
                opened = -1;
            }
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("over 60:\n  ")));
}

void TestSourceRules::headersAreIncludedOnce()
{
    QStringList violations;
    for (const Source &source : sources_) {
        if (source.path.endsWith(".h") && !source.lines.contains("#pragma once")) {
            violations += source.path;
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("without #pragma once:\n  ")));
}

void TestSourceRules::pluginsAreNamedAfterTheirFile()
{
    QStringList violations;
    for (const Source &source : sources_) {
        const QFileInfo file(source.path);
        if (!folderPlugins().contains(file.path()) || file.suffix() != "cpp") {
            continue;
        }
        const QString id = '"' + file.completeBaseName() + '"';
        if (source.lines.filter(id).isEmpty()) {
            violations += QStringLiteral("%1: no id %2").arg(source.path, id);
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("\n  ")));
}

void TestSourceRules::documentsLinkToWhatExists()
{
    const QDir root(QStringLiteral(KVSCOPE_SOURCE_DIR));
    const QRegularExpression link(R"(\]\(([^)#:]+)\))"); // no scheme, so a path in the tree
    QStringList violations;
    for (const QString &name : root.entryList({"*.md"}, QDir::Files)) {
        QFile document(root.filePath(name));
        QVERIFY2(document.open(QIODevice::ReadOnly), qPrintable(name));
        QRegularExpressionMatchIterator links = link.globalMatch(QString::fromUtf8(document.readAll()));
        while (links.hasNext()) {
            const QString target = links.next().captured(1);
            if (!root.exists(target)) {
                violations += QStringLiteral("%1: %2").arg(name, target);
            }
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join("\n  ").prepend("missing:\n  ")));
}

void TestSourceRules::everyBanCatchesSomething()
{
    const QStringList offences{"#include <QString>",
                               "#include <qcustomplot.h>",
                               "#include \"engine/model.h\"",
                               "#include \"database/session_reader.h\"",
                               "throw Error{}",
                               "getenv(\"HOME\")",
                               "// TODO",
                               "system(command)",
                               "std::normal_distribution<> n",
                               "Kvscope",
                               "cancelled",
                               "int n_layers"};
    for (const Ban &ban : bans()) {
        QVERIFY2(!offences.filter(QRegularExpression(ban.pattern)).isEmpty(), qPrintable(ban.reason));
    }
}

QTEST_GUILESS_MAIN(TestSourceRules)
#include "tst_source_rules.moc"
