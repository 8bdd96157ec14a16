#include "desktop/command_line.h"

#include "ui/chart.h"
#include "ui/figure_preset.h"
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

/// The name's ending tells the format, unless --format does.
Status checkFormat(const QString &option, const QString &path, const QString &format, const QStringList &suffixes)
{
    if (path.isEmpty() || endsWithOneOf(path, suffixes) || suffixes.contains(QLatin1Char('.') + format)) {
        return Done{};
    }
    return wrong(
        QStringLiteral("%1 %2: the name must end with %3").arg(option, path, suffixes.join(QStringLiteral(", "))));
}

QStringList formats()
{
    return (chartFileSuffixes() + tableFileSuffixes()).replaceInStrings(QStringLiteral("."), QString());
}

QStringList presetIds()
{
    QStringList ids;
    for (const FigurePreset &preset : figurePresets()) {
        ids << QLatin1String(preset.id);
    }
    return ids;
}

Status checkExport(const DesktopCommand &command)
{
    if (command.session.isEmpty()) {
        return wrong(QStringLiteral("export needs a session file: kvscope export SESSION --chart out.svg"));
    }
    if (command.chartPath.isEmpty() && command.tablePath.isEmpty()) {
        return wrong(QStringLiteral("export needs --chart FILE or --table FILE"));
    }
    if (command.chartPath.isEmpty() && !(command.dataset + command.overlay).isEmpty()) {
        return wrong(QStringLiteral("--dataset and --overlay choose what a chart shows: add --chart FILE"));
    }
    for (const Status &status : {
             checkFormat(QStringLiteral("--chart"), command.chartPath, command.format, chartFileSuffixes()),
             checkFormat(QStringLiteral("--table"), command.tablePath, command.format, tableFileSuffixes()),
             checkOneOf(QStringLiteral("--view"), command.view, chartIds()),
             checkOneOf(QStringLiteral("--scale"), command.scale,
                        {QString(), QStringLiteral("zero"), QStringLiteral("reference")}),
             checkOneOf(QStringLiteral("--theme"), command.theme, Theme::ids()),
             checkOneOf(QStringLiteral("--preset"), command.preset, presetIds()),
             checkOneOf(QStringLiteral("--format"), command.format, QStringList{QString()} + formats()),
         }) {
        if (status.has_error()) {
            return status;
        }
    }
    return Done{};
}

/// A number within bounds, or one line that says which.
Status setNumber(const QString &option, const QString &text, double least, double most, double &number)
{
    bool ok = false;
    number = text.toDouble(&ok);
    if (ok && number >= least && number <= most) {
        return Done{};
    }
    return wrong(QStringLiteral("%1 %2: a number from %3 to %4 is needed").arg(option, text).arg(least).arg(most));
}

Status setOption(DesktopCommand &command, const QString &option, const QString &value)
{
    const std::map<QString, QString *> texts{
        {QStringLiteral("--chart"), &command.chartPath}, {QStringLiteral("--table"), &command.tablePath},
        {QStringLiteral("--view"), &command.view},       {QStringLiteral("--theme"), &command.theme},
        {QStringLiteral("--scale"), &command.scale},     {QStringLiteral("--preset"), &command.preset},
        {QStringLiteral("--format"), &command.format},   {QStringLiteral("--dataset"), &command.dataset},
        {QStringLiteral("--overlay"), &command.overlay},
    };
    if (const auto text = texts.find(option); text != texts.end()) {
        *text->second = value;
        return Done{};
    }
    if (option == QLatin1String("--width-mm")) {
        return setNumber(option, value, 20, 2000, command.width_mm);
    }
    if (option == QLatin1String("--height-mm")) {
        return setNumber(option, value, 20, 2000, command.height_mm);
    }
    if (option == QLatin1String("--text-pt")) {
        return setNumber(option, value, 3, 54, command.textSize_pt);
    }
    bool ok = false;
    command.dpi = value.toInt(&ok);
    return ok && command.dpi >= 30 && command.dpi <= 2400
               ? Status(Done{})
               : wrong(QStringLiteral("--dpi %1: a whole number from 30 to 2400 is needed").arg(value));
}

bool isExportOption(const QString &option)
{
    static const QStringList options{
        QStringLiteral("--chart"),     QStringLiteral("--table"),   QStringLiteral("--view"),
        QStringLiteral("--theme"),     QStringLiteral("--scale"),   QStringLiteral("--preset"),
        QStringLiteral("--format"),    QStringLiteral("--dpi"),     QStringLiteral("--width-mm"),
        QStringLiteral("--height-mm"), QStringLiteral("--text-pt"), QStringLiteral("--dataset"),
        QStringLiteral("--overlay")};
    return options.contains(option);
}

Result<DesktopCommand> parseExport(const QStringList &arguments)
{
    DesktopCommand command;
    command.kind = DesktopCommand::Kind::Export;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString option = arguments[i].section(QLatin1Char('='), 0, 0);
        if (option == QLatin1String("--help") || option == QLatin1String("-h")) {
            command.kind = DesktopCommand::Kind::ExportHelp;
            return command;
        }
        if (!option.startsWith(QLatin1Char('-'))) {
            if (!command.session.isEmpty()) {
                return wrong(QStringLiteral("export takes one session, but also got %1").arg(arguments[i]));
            }
            command.session = arguments[i];
            continue;
        }
        if (!isExportOption(option)) {
            return wrong(
                QStringLiteral("%1 is not an option of kvscope export; see kvscope export --help").arg(option));
        }
        const bool hasValue = arguments[i].size() > option.size();
        if (!hasValue && i + 1 >= arguments.size()) {
            return wrong(QStringLiteral("%1 needs a value").arg(option));
        }
        const QString value = hasValue ? arguments[i].mid(option.size() + 1) : arguments[++i];
        if (const Status status = setOption(command, option, value); status.has_error()) {
            return status.error();
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
        if (argument == QLatin1String("--event-loop-delay")) {
            command.tellsDelay = true;
        } else if (argument == QLatin1String("--demo")) {
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
                          "  --chart FILE      .png, .svg, .pdf or .tex (pgfplots, compiles on its own)\n"
                          "  --table FILE      .csv, .tsv or .json\n"
                          "  --format FORMAT   %4: whatever FILE's name ends with\n"
                          "  --view VIEW       %1 (default bars)\n"
                          "  --dataset NAME    one dataset of several, by its name or number, or average\n"
                          "                    (default: average; a published figure's own)\n"
                          "  --overlay FILE    published figures to draw over the chart: a session of them\n"
                          "  --scale SCALE     zero or reference: the published figure's ranges\n"
                          "                    (default: reference for published figures, else zero)\n"
                          "  --preset PRESET   %2 (default screen): size, text size and dpi\n"
                          "  --width-mm N      width; the height follows in the preset's proportion\n"
                          "  --height-mm N     height\n"
                          "  --text-pt N       size of the tick labels; all text and lines follow\n"
                          "  --dpi N           resolution of a PNG\n"
                          "  --theme THEME     %3 (default light)\n"
                          "\n"
                          "Exit status: 0 written, 1 failed, 2 wrong arguments.\n")
        .arg(chartIds().join(QStringLiteral(", ")), presetIds().join(QStringLiteral(", ")),
             Theme::ids().join(QStringLiteral(", ")), formats().join(QStringLiteral(", ")));
}

} // namespace kvscope
