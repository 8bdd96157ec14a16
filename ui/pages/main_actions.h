#pragma once

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QList>
#include <QMainWindow>
#include <QMenu>

namespace kvscope {

/// Every action of the window with its menu and key. One place, so that the list of keys is complete by construction.
struct MainActions {
    Q_DECLARE_TR_FUNCTIONS(kvscope::MainActions)

public:
    explicit MainActions(QMainWindow *window);

    QAction *newSweep;
    QAction *open;
    QAction *compareSession;
    QMenu *recent;
    QMenu *references;
    QAction *saveCopy;
    QAction *exportChart;
    QAction *exportTable;
    QAction *importResults;
    QAction *exportLmEval;
    QAction *exportVllm;
    QAction *copyChart;
    QAction *showTable;
    QAction *closeSession;
    QAction *quit;

    QAction *undo;
    QAction *redo;
    QAction *editNote;
    QAction *renameSession;

    QAction *start;
    QAction *resume;
    QAction *pause; ///< pauses or continues
    QAction *stop;
    QAction *copyCommand;
    QAction *pasteCommand;
    QAction *regrade;
    QAction *demo;

    QAction *showSamples;
    QAction *showCharts;
    QAction *previousSample;
    QAction *nextSample;
    QAction *findSample;
    QAction *showPartner;
    QAction *copyRow;
    QAction *copyTranscript;
    QAction *exportSamples;

    QActionGroup *views;     ///< data(): chart id
    QActionGroup *scales;    ///< data(): ScalePreset as int
    QActionGroup *themes;    ///< data(): ThemeChoice as int
    QActionGroup *languages; ///< data(): "system" or a code
    QAction *stackPanels;
    QAction *shareScales;
    QAction *ellipses;
    QAction *nextOverlay;
    QMenu *overlays; ///< none, and one entry a published figure
    QAction *resetZoom;
    QAction *toggleSetup;
    QActionGroup *tabs; ///< data(): tab index
    QAction *fullScreen;

    QAction *keys;
    QAction *about;

    /// All of them in menu order, for the list of keys.
    QList<QAction *> all() const { return all_; }

private:
    QAction *add(QMenu *menu, const char *name, const QString &text, const QKeySequence &shortcut, const QString &help);
    void addFileMenu();
    void addEditMenu();
    void addSweepMenu();
    void addViewMenu();
    void addChartActions(QMenu *menu);
    void addSamplesMenu();
    void addAppearance(QMenu *menu);
    void addHelpMenu();

    QMainWindow *window_;
    QList<QAction *> all_;
};

} // namespace kvscope
