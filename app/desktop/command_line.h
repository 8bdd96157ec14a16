#pragma once

#include "types/result.h"

#include <QString>
#include <QStringList>

namespace kvscope {

/// What the desktop program was asked to do.
struct DesktopCommand {
    enum class Kind { Window, Demo, Export, Help, ExportHelp, Version };
    Kind kind = Kind::Window;
    /// Window, Demo: print how long the event loop lets events wait. For those who work on KVScope, so not in --help.
    bool tellsDelay = false;
    QString session;   ///< Window: may be empty; Export: the session to draw
    QString chartPath; ///< Export: may be empty
    QString tablePath; ///< Export: may be empty
    QString view = QStringLiteral("bars");
    QString theme = QStringLiteral("light");
    QString dataset; ///< label, number from 1, or "average"; empty: what suits the session
    QString overlay; ///< a session of published figures to draw over the chart; empty: none
    QString scale;   ///< zero | reference; empty: what suits the session
    QString preset = QStringLiteral("screen");
    QString format;         ///< of chart or table, whatever the file's name ends with; empty: as it ends
    int dpi = 0;            ///< 0: the preset's
    double width_mm = 0;    ///< 0: the preset's
    double height_mm = 0;   ///< 0: in the preset's proportion
    double textSize_pt = 0; ///< 0: the preset's
};

/// Arguments without the program's name. An error is one line that names the argument and says what is possible.
Result<DesktopCommand> parseDesktopArguments(const QStringList &arguments);

QString desktopHelp();
QString exportHelp();

} // namespace kvscope
