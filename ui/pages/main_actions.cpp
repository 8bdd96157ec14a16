#include "pages/main_actions.h"

#include "ui/chart.h"
#include "ui/language.h"
#include "ui/settings.h"

#include <QMenuBar>

namespace kvscope {
MainActions::MainActions(QMainWindow *window) : window_(window)
{
    addFileMenu();
    addEditMenu();
    addSweepMenu();
    addViewMenu();
    addSamplesMenu();
    addHelpMenu();
}

QAction *MainActions::add(QMenu *menu, const char *name, const QString &text, const QKeySequence &shortcut,
                          const QString &help)
{
    auto *action = new QAction(text, window_);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(shortcut);
    action->setToolTip(help);
    action->setStatusTip(help);
    menu->addAction(action);
    window_->addAction(action);
    all_ << action;
    return action;
}

void MainActions::addFileMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("&File"));
    newSweep = add(menu, "newSweep", tr("&New sweep"), QKeySequence::New, tr("Set up a new sweep"));
    open = add(menu, "open", tr("&Open session…"), QKeySequence::Open, tr("Open a session file"));
    recent = menu->addMenu(tr("Open &recent"));
    references = menu->addMenu(tr("Published &figures"));
    compareSession = add(menu, "compareSession", tr("Compare &with session…"), QKeySequence(tr("Ctrl+Shift+O")),
                         tr("Lay another session beside this one; so does a session dropped with Shift"));
    importResults = add(menu, "importResults", tr("&Import results…"), QKeySequence(tr("Ctrl+I")),
                        tr("Make a session of results of lm-evaluation-harness or of a vLLM benchmark"));
    menu->addSeparator();
    saveCopy = add(menu, "saveCopy", tr("Save a &copy…"), QKeySequence(tr("Ctrl+Shift+S")),
                   tr("Save a copy of the session, while a sweep runs too"));
    exportChart = add(menu, "exportChart", tr("&Export chart…"), QKeySequence(tr("Ctrl+E")),
                      tr("Save what is seen as PNG, SVG, PDF or LaTeX"));
    exportTable = add(menu, "exportTable", tr("Export &numbers…"), QKeySequence(tr("Ctrl+Shift+E")),
                      tr("Save every cell's figures as CSV, TSV or JSON"));
    QMenu *results = menu->addMenu(tr("Export &results"));
    exportLmEval = add(results, "exportLmEval", tr("As &lm-evaluation-harness writes them…"), {},
                       tr("Save samples and scores as lm-evaluation-harness writes them"));
    exportVllm = add(results, "exportVllm", tr("As a &vLLM benchmark writes them…"), {},
                     tr("Save each cell's throughput as vLLM's benchmark writes it"));
    copyChart = add(menu, "copyChart", tr("Copy c&hart"), QKeySequence(tr("Ctrl+Shift+I")),
                    tr("Put what is seen on the clipboard as an image, as SVG and as a table"));
    showTable = add(menu, "showTable", tr("Show chart as &table"), QKeySequence(tr("T")),
                    tr("The chart in words and as a table, for reading aloud and for copying"));
    menu->addSeparator();
    closeSession =
        add(menu, "closeSession", tr("Close session"), QKeySequence(tr("Ctrl+W")), tr("Back to the first page"));
    quit = add(menu, "quit", tr("&Quit"), QKeySequence(tr("Ctrl+Q")), tr("Leave; finished samples are kept"));
    exportChart->setIconText(tr("Export"));
}

void MainActions::addEditMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("&Edit"));
    undo = add(menu, "undo", tr("&Undo"), QKeySequence(tr("Ctrl+Z")), tr("Take the last note or title back"));
    redo = add(menu, "redo", tr("&Redo"), QKeySequence(tr("Ctrl+Shift+Z")), tr("Write it again"));
    menu->addSeparator();
    editNote = add(menu, "editNote", tr("&Note…"), QKeySequence(tr("N")),
                   tr("Write a note on the bar or point that is pointed at or was picked"));
    renameSession =
        add(menu, "renameSession", tr("Session &title…"), QKeySequence(tr("F2")), tr("Give the session a title"));
}

void MainActions::addSweepMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("&Sweep"));
    start = add(menu, "start", tr("&Start"), QKeySequence(tr("Ctrl+Return")), tr("Start this sweep in a new session"));
    resume = add(menu, "resume", tr("&Resume"), QKeySequence(tr("Ctrl+R")), tr("Go on with the interrupted sweep"));
    pause = add(menu, "pause", tr("&Pause"), QKeySequence(tr("Ctrl+P")), tr("Finish the running samples, then wait"));
    stop = add(menu, "stop", tr("S&top"), QKeySequence(tr("Ctrl+.")), tr("Stop; finished samples are kept"));
    menu->addSeparator();
    copyCommand = add(menu, "copyCommand", tr("&Copy runner command"), QKeySequence(tr("Ctrl+Shift+C")),
                      tr("Copy the equivalent kvscope-runner command"));
    pasteCommand = add(menu, "pasteCommand", tr("&Fill from copied command"), QKeySequence(tr("Ctrl+Shift+V")),
                       tr("Set the form from a kvscope-runner command on the clipboard"));
    menu->addSeparator();
    regrade = add(menu, "regrade", tr("&Grade again…"), QKeySequence(tr("Ctrl+Shift+G")),
                  tr("Grade the stored samples again, without a model"));
    demo = add(menu, "demo", tr("&Demo sweep"), QKeySequence(tr("Ctrl+D")),
               tr("Run or open the demo on the bundled models"));
    start->setIconText(tr("Start sweep"));
}

void MainActions::addChartActions(QMenu *menu)
{
    views = new QActionGroup(window_);
    int numViews = 0;
    for (const Chart *chart : chartsInOrder()) {
        QAction *action =
            add(menu, chart->id, chart->label(), QKeySequence(QString::number(++numViews)), chart->label());
        action->setData(QString::fromLatin1(chart->id));
        action->setCheckable(true);
        views->addAction(action);
    }
    menu->addSeparator();
    scales = new QActionGroup(window_);
    const auto addScale = [&](const char *name, ScalePreset preset, const QString &text, const QString &key,
                              const QString &help) {
        QAction *action = add(menu, name, text, QKeySequence(key), help);
        action->setData(static_cast<int>(preset));
        action->setCheckable(true);
        scales->addAction(action);
    };
    addScale("scaleZero", ScalePreset::FromZero, tr("Scales from &zero"), tr("Z"), tr("Both axes start at zero"));
    addScale("scaleReference", ScalePreset::Reference, tr("Published ranges"), tr("F"),
             tr("The published figure's ranges: Pass@1 30–80, throughput 400–800"));
    stackPanels = add(menu, "stackPanels", tr("Stack panels"), QKeySequence(tr("S")), tr("One panel below the other"));
    stackPanels->setCheckable(true);
    shareScales = add(menu, "shareScales", tr("&Lock scales"), QKeySequence(tr("L")),
                      tr("All panels share their scales and zoom together"));
    shareScales->setCheckable(true);
    shareScales->setChecked(true);
    ellipses = add(menu, "ellipses", tr("Intervals as &ellipses"), QKeySequence(tr("E")),
                   tr("Joint 95 % regions instead of crosses, where a chart has intervals in both directions"));
    ellipses->setCheckable(true);
    overlays = menu->addMenu(tr("&Overlay published figure"));
    nextOverlay = add(overlays, "nextOverlay", tr("Next overlay"), QKeySequence(tr("O")),
                      tr("Lay a published figure over the chart, then the next one, then none"));
    overlays->addSeparator();
    resetZoom = add(menu, "resetZoom", tr("Show everything"), QKeySequence(tr("Ctrl+0")), tr("Undo zooming"));
}

void MainActions::addViewMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("&View"));
    addChartActions(menu);
    menu->addSeparator();
    toggleSetup = add(menu, "toggleSetup", tr("Setup"), QKeySequence(tr("Ctrl+B")), tr("Show or hide the setup"));
    toggleSetup->setCheckable(true);
    toggleSetup->setChecked(true);
    tabs = new QActionGroup(window_);
    const QStringList titles{tr("Numbers"), tr("Insights"), tr("Warnings"), tr("Cells"), tr("Log"), tr("Command")};
    for (int i = 0; i < titles.size(); ++i) {
        QAction *action = add(menu, "showTab", titles[i], QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)),
                              tr("Show the tab “%1”").arg(titles[i]));
        action->setData(i);
        tabs->addAction(action);
    }
    menu->addSeparator();
    addAppearance(menu);
    fullScreen = add(menu, "fullScreen", tr("Full screen"), QKeySequence(tr("F11")), tr("Use the whole screen"));
    fullScreen->setCheckable(true);
}

void MainActions::addAppearance(QMenu *menu)
{
    QMenu *themeMenu = menu->addMenu(tr("&Theme"));
    themes = new QActionGroup(window_);
    const auto addTheme = [&](const char *name, ThemeChoice choice, const QString &text, const QString &key,
                              const QString &help) {
        QAction *action = add(themeMenu, name, text, QKeySequence(key), help);
        action->setData(static_cast<int>(choice));
        action->setCheckable(true);
        themes->addAction(action);
    };
    addTheme("themeSystem", ThemeChoice::System, tr("As the system"), tr("Ctrl+Alt+S"),
             tr("Light or dark as the system"));
    addTheme("themeLight", ThemeChoice::Light, tr("Light"), tr("Ctrl+Alt+L"), tr("Light window"));
    addTheme("themeDark", ThemeChoice::Dark, tr("Dark"), tr("Ctrl+Alt+D"), tr("Dark window"));
    QMenu *languageMenu = menu->addMenu(tr("&Language"));
    languages = new QActionGroup(window_);
    const auto addLanguage = [&](const QString &code, const QString &text) {
        QAction *action = languageMenu->addAction(text);
        action->setObjectName(QStringLiteral("language-") + code);
        action->setData(code);
        action->setCheckable(true);
        languages->addAction(action);
    };
    addLanguage(QStringLiteral("system"), tr("As the system"));
    for (const auto &[code, name] : kvscope::languages()) {
        addLanguage(code, name);
    }
}

void MainActions::addSamplesMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("S&amples"));
    showSamples = add(menu, "showSamples", tr("&Samples"), QKeySequence(tr("Ctrl+L")),
                      tr("List the samples behind the bars; Enter or a click on a bar lists those of one cell"));
    showCharts = add(menu, "showCharts", tr("&Back to the charts"), QKeySequence(tr("Esc")), tr("Leave the samples"));
    menu->addSeparator();
    previousSample =
        add(menu, "previousSample", tr("&Previous sample"), QKeySequence(tr("Ctrl+Up")), tr("Read the sample above"));
    nextSample =
        add(menu, "nextSample", tr("&Next sample"), QKeySequence(tr("Ctrl+Down")), tr("Read the sample below"));
    showPartner = add(menu, "showPartner", tr("&Compared sample"), QKeySequence(tr("Alt+P")),
                      tr("Read the same problem and sample under the compared budget, and back"));
    findSample = add(menu, "findSample", tr("&Find"), QKeySequence::Find, tr("Find a problem id or an answer"));
    menu->addSeparator();
    copyRow = add(menu, "copyRow", tr("Copy &row"), QKeySequence(tr("Alt+R")), tr("Copy the sample's row as a table"));
    copyTranscript = add(menu, "copyTranscript", tr("Copy &transcript"), QKeySequence(tr("Alt+T")),
                         tr("Copy the sample's whole text"));
    exportSamples = add(menu, "exportSamples", tr("&Export samples…"), QKeySequence(tr("Alt+E")),
                        tr("Save the samples that are listed as CSV or JSON lines"));
    showCharts->setIconText(tr("Charts"));
    previousSample->setIconText(tr("Previous"));
    nextSample->setIconText(tr("Next"));
    showPartner->setIconText(tr("Compared"));
    copyTranscript->setIconText(tr("Copy"));
    exportSamples->setIconText(tr("Export"));
}

void MainActions::addHelpMenu()
{
    QMenu *menu = window_->menuBar()->addMenu(tr("&Help"));
    keys = add(menu, "keys", tr("&Keys"), QKeySequence(QStringLiteral("?")), tr("List every key"));
    about = add(menu, "about", tr("&About KVScope"), {}, tr("Version and licence"));
}

} // namespace kvscope
