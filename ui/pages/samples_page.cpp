#include "pages/samples_page.h"

#include "models/frame_text.h"
#include "pages/eviction_view.h"
#include "pages/sample_filter_bar.h"
#include "pages/transcript_view.h"
#include "ui/background.h"
#include "ui/format.h"
#include "ui/sample_export.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/elided_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kMargin = 16;
constexpr int kRowHeight = 26;
constexpr int kGrowthMs = 2'000; ///< a list of 100 000 samples takes 0.1 s to read: not at every commit
constexpr int kChoiceMs = 60;

const char *const kHeaderKey = "samples/columns";
const char *const kRowsKey = "samples/rows";
const char *const kColumnsKey = "samples/parts";
const char *const kFiltersKey = "samples/filters";
const char *const kSessionKey = "samples/session"; ///< which the filters are for
const char *const kFoldsKey = "samples/folds";

QString number(int value)
{
    return QLocale().toString(value);
}

} // namespace

SamplesPage::SamplesPage(StudyController &controller, std::shared_ptr<const EngineServices> services,
                         Settings &settings, const MainActions &actions, QWidget *parent)
    : QWidget(parent), controller_(controller), services_(std::move(services)), settings_(settings), model_(loader_)
{
    setObjectName(QStringLiteral("samplesPage"));
    build(actions);
    connectParts();
    restoreState();
}

void SamplesPage::build(const MainActions &actions)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 8, kMargin, 8);
    layout->setSpacing(8);
    auto *heading = new QLabel(tr("Samples"), this);
    heading->setProperty("role", QStringLiteral("title"));
    summary_ = new ElidedLabel(this);
    summary_->setObjectName(QStringLiteral("samplesSummary"));
    summary_->setProperty("role", QStringLiteral("caption"));
    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::gap);
    top->addWidget(makeActionButton(actions.showCharts, this));
    top->addWidget(heading);
    top->addWidget(summary_, 1);
    top->addWidget(makeActionButton(actions.exportSamples, this));
    banner_ = new Banner(this);
    filters_ = new SampleFilterBar(this);
    rows_ = new QSplitter(Qt::Vertical, this);
    rows_->setHandleWidth(metrics::gap);
    rows_->setChildrenCollapsible(false);
    auto *card = new QFrame(rows_);
    card->setProperty("card", true);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(metrics::cardPadding, 6, metrics::cardPadding, 6);
    table_ = buildTable(actions);
    empty_ = new QLabel(card);
    empty_->setProperty("role", QStringLiteral("caption"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setTextFormat(Qt::PlainText);
    cardLayout->addWidget(table_);
    cardLayout->addWidget(empty_);
    columns_ = new QSplitter(Qt::Horizontal, rows_);
    columns_->setHandleWidth(metrics::gap);
    columns_->setChildrenCollapsible(false);
    transcript_ = new TranscriptView(actions, columns_);
    evictions_ = new EvictionView(columns_);
    rows_->setStretchFactor(0, 1);
    rows_->setStretchFactor(1, 2);
    rows_->setSizes({210, 430});
    columns_->setSizes({480, 560});
    layout->addLayout(top);
    layout->addWidget(banner_);
    layout->addWidget(filters_);
    layout->addWidget(rows_, 1);
}

QTableView *SamplesPage::buildTable(const MainActions &actions)
{
    auto *table = new QTableView(this);
    table->setObjectName(QStringLiteral("samplesTable"));
    table->setAccessibleName(tr("Samples"));
    table->setModel(&model_);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setWordWrap(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setTabKeyNavigation(false);
    table->setCornerButtonEnabled(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // a fixed height: no row is read to lay out
    QHeaderView *header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(SamplesModel::Problem, Qt::AscendingOrder);
    header->setAccessibleName(tr("Columns; a click sorts"));
    const std::array<int, SamplesModel::NumColumns> widths{120, 70, 110, 110, 90, 150, 80, 80, 110, 100, 130, 110, 90};
    for (int column = 0; column < SamplesModel::NumColumns; ++column) {
        header->resizeSection(column, widths[static_cast<std::size_t>(column)]);
    }
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    table->addActions({actions.copyRow, actions.copyTranscript, actions.exportSamples});
    return table;
}

void SamplesPage::connectParts()
{
    connect(filters_, &SampleFilterBar::filtersChanged, this, &SamplesPage::reload);
    connect(table_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &SamplesPage::reload);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid() && model_.refAt(current.row()).id != currentId_) {
                    choice_.start();
                }
            });
    choice_.setSingleShot(true);
    choice_.setInterval(kChoiceMs);
    connect(&choice_, &QTimer::timeout, this, [this] { chooseRow(table_->currentIndex().row()); });
    growth_.setSingleShot(true);
    growth_.setInterval(kGrowthMs);
    connect(&growth_, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            useFrame();
        }
    });
    connect(&controller_, &StudyController::frameChanged, this, [this] {
        const bool isNewSession = controller_.sessionPath() != loader_.session();
        if (isVisible() && isNewSession) {
            useFrame();
        } else if (!growth_.isActive()) {
            growth_.start();
        }
    });
    connect(&controller_, &StudyController::sessionClosed, this, [this] {
        frame_.reset();
        loader_.setSession({});
        showList(nullptr, std::nullopt);
    });
    connect(&loader_, &SampleLoader::listReady, this, &SamplesPage::showList);
    connect(&loader_, &SampleLoader::sampleReady, this, &SamplesPage::showSample);
    connect(&loader_, &SampleLoader::failed, this,
            [this](const QString &message) { say(Notice::Kind::Warning, plainLine(message)); });
}

void SamplesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    useFrame();
}

void SamplesPage::useFrame()
{
    const FramePtr frame = controller_.frame();
    if (!frame || frame->reference) {
        return;
    }
    const bool isNewSession = controller_.sessionPath() != loader_.session();
    if (!isNewSession && frame->revision == revision_) {
        return;
    }
    frame_ = frame;
    model_.setFrame(frame);
    if (isNewSession) {
        revision_ = -1;
        currentId_ = 0;
        shownId_ = 0;
        transcript_->clear();
        evictions_->showMessage(tr("Choose a sample to see its evictions."));
        loader_.setSession(controller_.sessionPath());
        const bool isKnown = settings_.text(QLatin1String(kSessionKey), {}) == controller_.sessionPath();
        const QSignalBlocker quiet(filters_);
        filters_->setFrame(frame);
        filters_->setFilters(isKnown ? filtersFromText(settings_.text(QLatin1String(kFiltersKey), {}), *frame)
                                     : SampleFilters());
    } else {
        const QSignalBlocker quiet(filters_);
        filters_->setFrame(frame);
    }
    reload();
}

void SamplesPage::reload()
{
    if (!frame_) {
        return;
    }
    revision_ = frame_->revision;
    SampleQuery query = sampleQuery(*frame_, filters_->filters());
    const QHeaderView *header = table_->horizontalHeader();
    SamplesModel::sortQuery(query, *frame_, header->sortIndicatorSection(),
                            header->sortIndicatorOrder() == Qt::DescendingOrder);
    chooseColumns();
    if (!list_) {
        summary_->setFullText(tr("Reading…"));
    }
    loader_.loadList(query);
}

void SamplesPage::chooseColumns()
{
    const SampleFilters &filters = filters_->filters();
    table_->setColumnHidden(SamplesModel::Compared, !comparesBudgets(filters));
    table_->setColumnHidden(SamplesModel::Model, frame_->models.size() < 2 || filters.model != SampleFilters::all);
    table_->setColumnHidden(SamplesModel::Dataset,
                            frame_->datasets.size() < 2 || filters.dataset != SampleFilters::all);
    table_->setColumnHidden(SamplesModel::Budget, filters.budget != SampleFilters::all);
}

void SamplesPage::showList(const SampleListPtr &list, const std::optional<FlipCounts> &flips)
{
    const int scrolled = table_->verticalScrollBar()->value();
    list_ = list;
    model_.setList(list);
    const int total = list ? list->num_stored : 0; // of the same read: a sweep goes on meanwhile
    const int shown = model_.rowCount();
    QString text =
        shown == total ? tr("%1 samples").arg(number(total)) : tr("%1 of %2 samples").arg(number(shown), number(total));
    if (flips) {
        text += tr("  ·  %1: %2 pairs, %3 correct → wrong, %4 wrong → correct")
                    .arg(filters_->comparisonText(), number(flips->num_pairs), number(flips->num_correct_to_wrong),
                         number(flips->num_wrong_to_correct));
    }
    summary_->setFullText(frame_ ? text : QString());
    empty_->setText(total == 0 ? tr("No sample is finished yet.") : tr("No sample matches these filters."));
    empty_->setVisible(shown == 0);
    table_->setVisible(shown > 0);
    const int row = currentId_ != 0 ? model_.rowOf(currentId_) : -1;
    if (row >= 0) {
        table_->verticalScrollBar()->setValue(scrolled);
        table_->setCurrentIndex(model_.index(row, 0));
    } else if (shown > 0) {
        table_->selectRow(0);
    }
}

void SamplesPage::chooseRow(int row)
{
    const SampleRef ref = model_.refAt(row);
    if (ref.id != 0) {
        currentId_ = ref.id;
        shownId_ = ref.id;
        loader_.loadSample(ref);
    }
}

const CellResult *SamplesPage::cellOf(const std::string &key) const
{
    if (!frame_) {
        return nullptr;
    }
    const auto found = std::find_if(frame_->cells.begin(), frame_->cells.end(),
                                    [&](const CellResult &cell) { return cell.cell_key == key; });
    return found == frame_->cells.end() ? nullptr : &*found;
}

QString SamplesPage::titleOf(const LoadedSample &loaded) const
{
    QStringList parts{tr("Problem %1, sample %2").arg(plainLine(loaded.row.key.first, 60)).arg(loaded.row.key.second)};
    if (const CellResult *cell = cellOf(loaded.row.cell_key)) {
        parts << labelAt(frame_->models, cell->model);
        parts << (cell->budget.is_full() ? budgetText(cell->budget)
                                         : QStringLiteral("%1 %2").arg(policyLabel(cell->policy, cell->kv_dtype),
                                                                       budgetText(cell->budget)));
    }
    return parts.join(QStringLiteral(" · "));
}

void SamplesPage::showSample(const LoadedSamplePtr &loaded)
{
    const CellResult *cell = cellOf(loaded->row.cell_key);
    const bool hasModel = cell != nullptr && cell->model >= 0 && cell->model < static_cast<int>(frame_->models.size());
    const ModelRef model = hasModel ? frame_->models[static_cast<std::size_t>(cell->model)] : ModelRef();
    const EvictionTrace trace = controller_.spec() ? controller_.spec()->eviction_trace : EvictionTrace::First;
    const QString reason = untracedReason(loaded->sample, cell != nullptr ? *cell : CellResult(), trace);
    runInBackground(
        this, [loaded, model, services = services_] { return detailsOf(loaded, model, *services); },
        [this, reason, title = titleOf(*loaded), id = loaded->row.id](const SampleDetailsPtr &details) {
            if (id == shownId_) {
                transcript_->setDetails(details, title);
                evictions_->setDetails(details, reason);
            }
        });
}

void SamplesPage::showCell(const QString &cellKey)
{
    useFrame();
    if (frame_ && !cellKey.isEmpty()) {
        filters_->setFilters(filtersOfCell(*frame_, cellKey));
    }
    table_->setFocus();
}

void SamplesPage::showFlips(const QString &cellKey, const QString &comparedKey)
{
    useFrame();
    if (frame_) {
        SampleFilters filters = filtersOfCell(*frame_, cellKey);
        const SampleFilters compared = filtersOfCell(*frame_, comparedKey);
        if (filters.model == compared.model && filters.dataset == compared.dataset) {
            filters.compared = compared.budget;
        }
        filters_->setFilters(filters);
    }
    table_->setFocus();
}

void SamplesPage::setTheme(const Theme &theme)
{
    model_.setTheme(theme);
    evictions_->setTheme(theme);
}

void SamplesPage::step(int rows)
{
    const int row = table_->currentIndex().row() + rows;
    if (row >= 0 && row < model_.rowCount()) {
        table_->setCurrentIndex(model_.index(row, 0));
    }
}

void SamplesPage::togglePartner()
{
    const SampleRef ref = model_.refAt(table_->currentIndex().row());
    if (ref.compared_id == 0) {
        say(Notice::Kind::Info, tr("Choose two budgets to compare: then every sample has a partner."));
        return;
    }
    const bool toPartner = shownId_ != ref.compared_id;
    shownId_ = toPartner ? ref.compared_id : ref.id;
    loader_.loadSample(toPartner ? SampleRef{ref.compared_id, ref.id} : ref);
}

void SamplesPage::focusText()
{
    filters_->focusText();
}

QString SamplesPage::rowToCopy() const
{
    const SampleRow *row = model_.rowAt(table_->currentIndex().row());
    return row != nullptr && frame_ ? sampleRowText(*row, *frame_) : QString();
}

void SamplesPage::say(Notice::Kind kind, const QString &text)
{
    banner_->showNotice({kind, text, NoticeAction::None});
}

QString SamplesPage::transcriptToCopy() const
{
    return transcript_->textToCopy();
}

void SamplesPage::restoreState()
{
    const QSignalBlocker quiet(table_->horizontalHeader());
    table_->horizontalHeader()->restoreState(settings_.bytes(QLatin1String(kHeaderKey)));
    rows_->restoreState(settings_.bytes(QLatin1String(kRowsKey)));
    columns_->restoreState(settings_.bytes(QLatin1String(kColumnsKey)));
    const QString folds = settings_.text(QLatin1String(kFoldsKey), {});
    transcript_->setFolds(folds.contains(QLatin1Char('p')), folds.contains(QLatin1Char('t')));
}

void SamplesPage::saveState()
{
    settings_.setBytes(QLatin1String(kHeaderKey), table_->horizontalHeader()->saveState());
    settings_.setBytes(QLatin1String(kRowsKey), rows_->saveState());
    settings_.setBytes(QLatin1String(kColumnsKey), columns_->saveState());
    settings_.setText(QLatin1String(kFoldsKey), QLatin1String(transcript_->showsPrompt() ? "p" : "") +
                                                    QLatin1String(transcript_->showsThink() ? "t" : ""));
    if (!loader_.session().isEmpty()) {
        settings_.setText(QLatin1String(kSessionKey), loader_.session());
        settings_.setText(QLatin1String(kFiltersKey), filtersToText(filters_->filters()));
    }
}

} // namespace kvscope
