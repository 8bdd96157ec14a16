#include "pages/compare_page.h"

#include "charts/common/bar_panels.h"
#include "ui/background.h"
#include "ui/chart_notes.h"
#include "ui/default_view.h"
#include "ui/plain_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/dataset_chooser.h"
#include "widgets/elided_label.h"
#include "widgets/reading_table.h"
#include "widgets/two_part_row.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr int kMargin = 16;
constexpr int kRowHeight = 25;
constexpr int kGrowthMs = 2'000;

QString noteOf(const Comparison &comparison)
{
    QStringList sentences{ComparePage::tr("Differences and ratios are the second session against the first, with 95 % "
                                          "intervals; Pass@1 is paired by problem.")};
    const auto numFirst = static_cast<int>(comparison.differences.only_in_first.size());
    const auto numSecond = static_cast<int>(comparison.differences.only_in_second.size());
    if (numFirst > 0) {
        sentences << ComparePage::tr("Cells in the first session only: %1.").arg(numFirst);
    }
    if (numSecond > 0) {
        sentences << ComparePage::tr("Cells in the second session only: %1.").arg(numSecond);
    }
    return sentences.join(QLatin1Char(' '));
}

} // namespace

ComparePage::ComparePage(const MainActions &actions, QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("comparePage"));
    const auto all = chartsInOrder();
    chart_ = all.empty() ? nullptr : all.front();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 8, kMargin, 8);
    layout->setSpacing(8);
    banner_ = new Banner(this);
    layout->addWidget(buildTop(actions));
    layout->addWidget(banner_);
    layout->addWidget(buildViewRow(actions));
    auto *rows = new QSplitter(Qt::Vertical, this);
    rows->setHandleWidth(metrics::gap);
    rows->setChildrenCollapsible(false);
    plot_ = new PlotView(rows);
    plot_->setObjectName(QStringLiteral("comparePlot"));
    plot_->setAccessibleName(tr("Both sessions: Pass@1 and throughput by KV budget"));
    rows->addWidget(buildTables());
    rows->setStretchFactor(0, 3);
    rows->setStretchFactor(1, 1);
    rows->setSizes({560, 170});
    layout->addWidget(rows, 1);
    growth_.setSingleShot(true);
    growth_.setInterval(kGrowthMs);
    connect(&growth_, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            read();
        }
    });
}

QWidget *ComparePage::buildTop(const MainActions &actions)
{
    auto *top = new QWidget(this);
    auto *layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(makeActionButton(actions.showCharts, top));
    layout->addSpacing(metrics::gap);
    auto *heading = new QLabel(tr("Comparison"), top);
    heading->setProperty("role", QStringLiteral("title"));
    layout->addWidget(heading);
    layout->addSpacing(metrics::gap);
    titles_ = new ElidedLabel(top, Qt::ElideMiddle);
    titles_->setObjectName(QStringLiteral("comparedSessions"));
    titles_->setProperty("role", QStringLiteral("caption"));
    layout->addWidget(titles_, 1);
    layout->addWidget(makeActionButton(actions.exportChart, top));
    return top;
}

QWidget *ComparePage::buildViewRow(const MainActions &actions)
{
    auto *views = new QWidget(this);
    auto *layout = new QHBoxLayout(views);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (QAction *action : actions.views->actions()) {
        QPushButton *button = makeActionButton(action, views);
        button->setProperty("compact", true);
        layout->addWidget(button);
    }
    layout->addStretch(1);
    dataset_ = new DatasetChooser(this);
    dataset_->setObjectName(QStringLiteral("comparedDataset"));
    connect(dataset_, &DatasetChooser::datasetChosen, this, [this](int dataset) {
        options_.dataset = dataset;
        rebuildScene(SceneChange::Glide);
    });
    return new TwoPartRow(views, dataset_, this);
}

QTableView *ComparePage::makeTable(QAbstractItemModel *model, const QString &name)
{
    QTableView *table = makeReadingTable(model, name, this);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    return table;
}

QWidget *ComparePage::buildTables()
{
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(metrics::cardPadding, 4, metrics::cardPadding, 8);
    tabs_ = new QTabWidget(card);
    tabs_->setObjectName(QStringLiteral("compareTabs"));
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    differencesTable_ = makeTable(&differences_, tr("Differences between the sessions, by cell"));
    differencesTable_->setObjectName(QStringLiteral("differencesTable"));
    QTableView *settings = makeTable(&settings_, tr("Settings in which the sessions differ"));
    settings->horizontalHeader()->setStretchLastSection(true);
    settings->setObjectName(QStringLiteral("settingsTable"));
    tabs_->addTab(differencesTable_, tr("Differences"));
    tabs_->addTab(settings, tr("Settings"));
    note_ = new QLabel(card);
    note_->setObjectName(QStringLiteral("compareNote"));
    note_->setProperty("role", QStringLiteral("caption"));
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    layout->addWidget(tabs_, 1);
    layout->addWidget(note_);
    return card;
}

void ComparePage::compare(const QString &first, const QString &second)
{
    first_ = first;
    second_ = second;
    read();
}

void ComparePage::refresh()
{
    if (isVisible() && !growth_.isActive()) {
        growth_.start();
    }
}

void ComparePage::read()
{
    runInBackground(
        this, [first = first_.toStdString(), second = second_.toStdString()] { return readComparison(first, second); },
        [this, asked = ++asked_](const Result<ComparisonPtr> &read) {
            if (asked != asked_) {
                return;
            }
            if (read.has_error()) {
                emit failed(read.error());
                return;
            }
            show(read.value());
            emit compared();
        });
}

void ComparePage::show(const ComparisonPtr &comparison)
{
    const bool isOther = !comparison_ || comparison_->first->session_path != comparison->first->session_path ||
                         comparison_->second->session_path != comparison->second->session_path;
    comparison_ = comparison;
    const auto [first, second] = sessionNames(*comparison->first, *comparison->second);
    titles_->setFullText(tr("%1 against %2").arg(plainLine(second, 100), plainLine(first, 100)));
    note_->setText(noteOf(*comparison));
    differences_.setComparison(comparison);
    settings_.setComparison(comparison);
    differencesTable_->setColumnHidden(ComparisonModel::Dataset, comparison->first->datasets.size() < 2);
    tabs_->setTabText(1, tr("Settings (%1)").arg(settings_.rowCount()));
    showDatasets(isOther);
    rebuildScene(SceneChange::AtOnce);
}

void ComparePage::showDatasets(bool isOther)
{
    const ResultFrame &merged = *comparison_->merged;
    if (isOther) {
        const bool usesEllipses = options_.usesEllipses;
        options_ = defaultView(merged);
        options_.usesEllipses = usesEllipses;
    }
    QStringList labels;
    for (const DatasetRef &dataset : merged.datasets) {
        labels << plainLine(dataset.label, 60);
    }
    dataset_->setDatasets(labels, options_.dataset, !merged.reference);
}

void ComparePage::setEllipses(bool on)
{
    options_.usesEllipses = on;
    rebuildScene(SceneChange::AtOnce);
}

void ComparePage::say(Notice::Kind kind, const QString &text)
{
    banner_->showNotice({kind, text, NoticeAction::None});
}

void ComparePage::setChart(const QString &chartId)
{
    if (const Chart *found = chartById(chartId)) {
        chart_ = found;
        rebuildScene(SceneChange::Glide);
    }
}

void ComparePage::rebuildScene(SceneChange change)
{
    if (chart_ == nullptr || !comparison_) {
        return;
    }
    ChartScene scene = chart_->build(*comparison_->merged, options_);
    if (scene.numColumns == 0 && !scene.isStacked && scene.panels.size() > 2) {
        scene.numColumns = 2; // the first session on the left, the second on the right
        if (!scene.panels.front().x.isNumeric) {
            nameBudgetsOnce(scene);
        }
    }
    addNotes(scene, *comparison_->merged, options_.dataset);
    plot_->setScene(std::move(scene), change);
}

} // namespace kvscope
