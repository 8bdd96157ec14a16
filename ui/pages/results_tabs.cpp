#include "pages/results_tabs.h"

#include "ui/theme.h"
#include "widgets/action_button.h"
#include "widgets/figure_header.h"
#include "widgets/progress_delegate.h"
#include "widgets/reading_table.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr int kLogLines = 5000;
constexpr int kNumberRowHeight = 25;
constexpr int kMostTitleWidth = 280;

QPlainTextEdit *makeTextView(QWidget *parent, const QString &accessibleName)
{
    auto *view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setAccessibleName(accessibleName);
    view->setTabChangesFocus(true);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(metrics::captionSize);
    view->setFont(font);
    return view;
}

} // namespace

ResultsTabs::ResultsTabs(QAction *copyCommand, QAction *pasteCommand, QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, 4, metrics::cardPadding, 8);
    tabs_ = new QTabWidget(this);
    tabs_->setObjectName(QStringLiteral("resultTabs"));
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    numbersTable_ = makeReadingTable(&numbers_, tr("Numbers behind the chart"), this);
    numbersTable_->setObjectName(QStringLiteral("numbersTable"));
    auto *titles = new FigureHeader(NumbersModel::FigureRole, numbersTable_);
    titles->setHighlightSections(false);
    titles->setSectionsClickable(true); // selects the row, as a table's own header does
    numbersTable_->setVerticalHeader(titles);
    numbersTable_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    numbersTable_->horizontalHeader()->setMinimumSectionSize(64);
    numbersTable_->setStyleSheet(
        QStringLiteral("QTableView::item { padding: 2px; }")); // seven budgets in a small window
    numbersTable_->verticalHeader()->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 2px 8px; }"));
    numbersTable_->verticalHeader()->setMaximumWidth(kMostTitleWidth);
    numbersTable_->verticalHeader()->setDefaultSectionSize(kNumberRowHeight);
    numbersTable_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    cellsTable_ = makeReadingTable(&cells_, tr("Cells of the sweep"), this);
    cellsTable_->setObjectName(QStringLiteral("cellsTable"));
    cellsTable_->verticalHeader()->hide();
    cellsTable_->verticalHeader()->setDefaultSectionSize(kNumberRowHeight + 1);
    cellsTable_->setItemDelegateForColumn(CellsModel::Progress,
                                          new ProgressDelegate(CellsModel::FractionRole, cellsTable_));
    cellsTable_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    cellsTable_->horizontalHeader()->setStretchLastSection(true);
    connect(cellsTable_, &QTableView::activated, this,
            [this](const QModelIndex &index) { emit cellActivated(cells_.keyAt(index.row())); });
    log_ = makeTextView(this, tr("Log"));
    log_->setObjectName(QStringLiteral("log"));
    log_->setMaximumBlockCount(kLogLines);
    insights_ = new InsightsView(this);
    makeWarningsTable();
    tabs_->addTab(numbersTable_, tr("Numbers"));
    tabs_->addTab(insights_, tr("Insights"));
    tabs_->addTab(warningsTable_, tr("Warnings"));
    tabs_->addTab(cellsTable_, tr("Cells"));
    tabs_->addTab(log_, tr("Log"));
    tabs_->addTab(makeCommandPage(copyCommand, pasteCommand), tr("Command"));
    layout->addWidget(tabs_);
}

void ResultsTabs::makeWarningsTable()
{
    warningsTable_ = makeReadingTable(&warnings_, tr("Warnings: where the figures may mislead"), this);
    warningsTable_->setObjectName(QStringLiteral("warningsTable"));
    warningsTable_->setWordWrap(true);
    warningsTable_->verticalHeader()->hide();
    warningsTable_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    QHeaderView *header = warningsTable_->horizontalHeader();
    header->setSectionResizeMode(WarningsModel::Severity, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(WarningsModel::Finding, QHeaderView::Stretch);
    header->setSectionResizeMode(WarningsModel::Advice, QHeaderView::Stretch);
}

QWidget *ResultsTabs::makeCommandPage(QAction *copyCommand, QAction *pasteCommand)
{
    auto *page = new QWidget(this);
    auto *layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(metrics::gap);
    command_ = makeTextView(page, tr("Equivalent kvscope-runner command"));
    command_->setObjectName(QStringLiteral("command"));
    command_->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout->addWidget(command_, 1);
    auto *buttons = new QVBoxLayout;
    QPushButton *copy = makeActionButton(copyCommand, page);
    QPushButton *paste = makeActionButton(pasteCommand, page);
    buttons->addWidget(copy);
    buttons->addWidget(paste);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    return page;
}

void ResultsTabs::setFrame(const FramePtr &frame, int dataset)
{
    numbers_.setFrame(frame, dataset);
    cells_.setFrame(frame);
    cellsTable_->setColumnHidden(CellsModel::Dataset, !frame || frame->datasets.size() < 2);
    for (int column = CellsModel::TokensPerJoule; column <= CellsModel::Throttled; ++column) {
        cellsTable_->setColumnHidden(column, !cells_.hasGpuFigures());
    }
}

void ResultsTabs::setConclusions(const FramePtr &frame, const ConclusionsPtr &conclusions, int dataset)
{
    insights_->setInsights(frame, conclusions ? conclusions->insights : nullptr, dataset);
    warnings_.setWarnings(frame, conclusions);
    cells_.setWarnings(conclusions);
    warningsTable_->resizeRowsToContents();
    const int numWarnings = warnings_.rowCount();
    tabs_->setTabText(Warnings, numWarnings > 0 ? tr("Warnings (%1)").arg(numWarnings) : tr("Warnings"));
}

void ResultsTabs::appendLog(const QString &line)
{
    log_->appendPlainText(line);
}

void ResultsTabs::clearLog()
{
    log_->clear();
}

QString ResultsTabs::logText() const
{
    return log_->toPlainText();
}

void ResultsTabs::setCommand(const QString &command)
{
    if (command_->toPlainText() != command) {
        command_->setPlainText(command);
    }
}

QString ResultsTabs::command() const
{
    return command_->toPlainText();
}

void ResultsTabs::showTab(int tab)
{
    tabs_->setCurrentIndex(tab);
    tabs_->currentWidget()->setFocus();
}

} // namespace kvscope
