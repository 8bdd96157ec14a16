#include "desktop/command_line.h"

#include "ui/chart.h"
#include "ui/chart_export.h"
#include "ui/table_export.h"

#include <algorithm>
#include <map>

namespace kvscope {
namespace {

// The command line speaks one language, like its option names: other programs read it.

Error wrong(const QString &sentence)
{
    return make_error(ErrorCode::InvalidArgument, sentence.toStdString());
}

QStringList chartIds()
{
    QStringList ids;
    for (const Chart *chart : chartsInOrder()) {
        ids << QString::fromLatin1(chart->id);
    }
    return ids;
}

bool endsWithOneOf(const QString &path, const QStringList &suffixes)
{
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [&path](const QString &suffix) { return path.endsWith(suffix, Qt::CaseInsensitive); });
}

Status checkOneOf(const QString &option, const QString &value, const QStringList &allowed)
{
    if (allowed.contains(value)) {
        return Done{};
    }
    QStringList shown = allowed;
    shown.removeAll(QString()); // "not given"
    return wrong(QStringLiteral("%1 %2: choose one of %3").arg(option, value, shown.join(QStringLiteral(", "))));
}

Status checkSuffix(const QString &option, const QString &path, const QStringList &suffixes)
{
    if (endsWithOneOf(path, suffixes)) {
        return Done{};
    }
    return wrong(
        QStringLiteral("%1 %2: the name must end with %3").arg(option, path, suffixes.join(QStringLiteral(", "))));
}

Status checkExport(const DesktopCommand &command)
{
    if (command.session.isEmpty()) {
        return wrong(QStringLiteral("export needs a session file: kvscope export SESSION --chart out.svg"));
    }
    if (command.chartPath.isEmpty() && command.tablePath.isEmpty()) {
        return wrong(QStringLiteral("export needs --chart FILE or --table FILE"));
    }
    if (!command.chartPath.isEmpty()) {
        if (Status status = checkSuffix(QStringLiteral("--chart"), command.chartPath, chartFileSuffixes());
            status.has_error()) {
            return status;
        }
    }
    if (!command.tablePath.isEmpty()) {
        if (Status status = checkSuffix(QStringLiteral("--table"), command.tablePath, tableFileSuffixes());
            status.has_error()) {
            return status;
        }
    }
    if (Status status = checkOneOf(QStringLiteral("--view"), command.view, chartIds()); status.has_error()) {
        return status;
    }
    if (Status status = checkOneOf(QStringLiteral("--scale"), command.scale,
                                   {QString(), QStringLiteral("zero"), QStringLiteral("reference")});
        status.has_error()) {
        return status;
    }
    return checkOneOf(QStringLiteral("--theme"), command.theme, {QStringLiteral("light"), QStringLiteral("dark")});
}

Result<DesktopCommand> parseExport(const QStringList &arguments)
{
    DesktopCommand command;
    command.kind = DesktopCommand::Kind::Export;
    const std::map<QString, QString *> texts{
        {QStringLiteral("--chart"), &command.chartPath}, {QStringLiteral("--table"), &command.tablePath},
        {QStringLiteral("--view"), &command.view},       {QStringLiteral("--theme"), &command.theme},
        {QStringLiteral("--scale"), &command.scale},
    };
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString option = arguments[i];
        if (option == QLatin1String("--help") || option == QLatin1String("-h")) {
            command.kind = DesktopCommand::Kind::ExportHelp;
            return command;
        }
        if (!option.startsWith(QLatin1Char('-'))) {
            if (!command.session.isEmpty()) {
                return wrong(QStringLiteral("export takes one session, but also got %1").arg(option));
            }
            command.session = option;
            continue;
        }
        QString value;
        const qsizetype equals = option.indexOf(QLatin1Char('='));
        const bool isKnown = texts.count(equals > 0 ? option.left(equals) : option) > 0 ||
                             option.section(QLatin1Char('='), 0, 0) == QLatin1String("--dpi");
        if (!isKnown) {
            return wrong(
                QStringLiteral("%1 is not an option of kvscope export; see kvscope export --help").arg(option));
        }
        if (equals > 0) {
            value = option.mid(equals + 1);
            option.truncate(equals);
        } else if (i + 1 < arguments.size()) {
            value = arguments[++i];
        } else {
            return wrong(QStringLiteral("%1 needs a value").arg(option));
        }
        if (option == QLatin1String("--dpi")) {
            bool ok = false;
            command.dpi = value.toInt(&ok);
            if (!ok || command.dpi < 24 || command.dpi > 2400) {
                return wrong(QStringLiteral("--dpi %1: a whole number from 24 to 2400 is needed").arg(value));
            }
        } else {
            *texts.at(option) = value;
        }
    }
    if (const Status status = checkExport(command); status.has_error()) {
        return status.error();
    }
    return command;
}

} // namespace

Result<DesktopCommand> parseDesktopArguments(const QStringList &arguments)
{
    if (!arguments.isEmpty() && arguments.first() == QLatin1String("export")) {
        return parseExport(arguments.mid(1));
    }
    DesktopCommand command;
    for (const QString &argument : arguments) {
        if (argument == QLatin1String("--help") || argument == QLatin1String("-h")) {
            command.kind = DesktopCommand::Kind::Help;
            return command;
        }
        if (argument == QLatin1String("--version")) {
            command.kind = DesktopCommand::Kind::Version;
            return command;
        }
        if (argument == QLatin1String("--demo")) {
            command.kind = DesktopCommand::Kind::Demo;
        } else if (argument.startsWith(QLatin1Char('-'))) {
            return wrong(QStringLiteral("%1 is not an option of kvscope; see kvscope --help").arg(argument));
        } else if (!command.session.isEmpty()) {
            return wrong(QStringLiteral("kvscope opens one session, but also got %1").arg(argument));
        } else {
            command.session = argument;
        }
    }
    if (command.kind == DesktopCommand::Kind::Demo && !command.session.isEmpty()) {
        return wrong(QStringLiteral("--demo has its own session: leave %1 out").arg(command.session));
    }
    return command;
}

QString desktopHelp()
{
    return QStringLiteral("Usage: kvscope [SESSION]\n"
                          "       kvscope --demo\n"
                          "       kvscope export SESSION [--chart FILE] [--table FILE] [options]\n"
                          "\n"
                          "Measures how small a reasoning model's KV cache can be before its answers get worse.\n"
                          "\n"
                          "  SESSION     open a .kvsession file\n"
                          "  --demo      run the demo sweep on the bundled models, or open it if it is done\n"
                          "  export      write chart and numbers of a session without a display;\n"
                          "              see kvscope export --help\n"
                          "  --version   print the version\n"
                          "  --help      print this\n");
}

QString exportHelp()
{
    return QStringLiteral("Usage: kvscope export SESSION [--chart FILE] [--table FILE] [options]\n"
                          "\n"
                          "Writes what the window would show, without a display.\n"
                          "\n"
                          "  --chart FILE    .svg, .pdf or .png\n"
                          "  --table FILE    .csv or .json\n"
                          "  --view VIEW     %1 (default bars)\n"
                          "  --scale SCALE   zero or reference: the published figure's ranges\n"
                          "                  (default: reference for published figures, else zero)\n"
                          "  --theme THEME   light or dark (default light)\n"
                          "  --dpi N         resolution of a PNG (default 96)\n"
                          "\n"
                          "Exit status: 0 written, 1 failed, 2 wrong arguments.\n")
        .arg(chartIds().join(QStringLiteral(", ")));
}

} // namespace kvscope
