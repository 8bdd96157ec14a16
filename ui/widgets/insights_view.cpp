#include "ui/insights_view.h"

#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/budget_picker.h"
#include "widgets/restyle.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kTitleWidth = 186;
constexpr int kLeastColumn = 200;

QLabel *plainLabel(QWidget *parent, const char *role = nullptr)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    if (role != nullptr) {
        label->setProperty("role", QLatin1String(role));
    }
    return label;
}

QString titleOf(stats::InsightKind kind)
{
    return QCoreApplication::translate("Insight", stats::insight_title(kind));
}

} // namespace

InsightsView::InsightsView(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    auto *top = new QHBoxLayout;
    picker_ = new BudgetPicker(this);
    copy_ = new QPushButton(tr("Copy as text"), this);
    copy_->setObjectName(QStringLiteral("copyInsights"));
    copy_->setToolTip(tr("Put every statement and how it is computed on the clipboard"));
    top->addWidget(picker_);
    top->addStretch(1);
    top->addWidget(copy_);
    layout->addLayout(top);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Insights"));
    holder_ = new QWidget(scroll);
    holder_->setProperty("transparent", true);
    auto *inner = new QVBoxLayout(holder_);
    inner->setContentsMargins(0, 0, 6, 0);
    empty_ = plainLabel(holder_, "caption");
    empty_->setText(tr("What the budgets say appears here as soon as one of them is finished."));
    inner->addWidget(empty_);
    inner->addStretch(1);
    scroll->setWidget(holder_);
    layout->addWidget(scroll, 1);
    connect(picker_, &BudgetPicker::changed, this, &InsightsView::showPicks);
    connect(copy_, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    setInsights(nullptr, nullptr, -1);
}

void InsightsView::setInsights(const FramePtr &frame, const InsightsPtr &insights, int dataset)
{
    const stats::InsightReport *report = reportOf(insights, dataset);
    if (report == nullptr && dataset < 0) {
        report = reportOf(insights, 0);
    }
    const bool isShown = frame && report != nullptr && !report->series.empty();
    const bool sameShape = isShown && report_ != nullptr && headings_.size() == report->series.size() &&
                           pairRows_.empty() == report->pairs.empty();
    const bool isNew = report != report_ || frame_ != frame;
    frame_ = frame;
    insights_ = insights;
    report_ = isShown ? report : nullptr;
    empty_->setVisible(!isShown);
    picker_->setVisible(isShown);
    copy_->setVisible(isShown);
    if (!isShown) {
        delete card_;
        card_ = nullptr;
        headings_.clear();
        return;
    }
    if (!sameShape) {
        build(report->series.size(), report->pairs.size());
    }
    if (isNew || !sameShape) {
        fillSeries();
        fillPairs();
        showPicks();
    }
}

QString InsightsView::text() const
{
    return report_ == nullptr ? QString() : reportText(*frame_, *report_);
}

void InsightsView::build(std::size_t numSeries, std::size_t numPairs)
{
    delete card_;
    for (auto *labels : {&headings_, &bases_, &picks_}) {
        labels->clear();
    }
    seriesRows_.clear();
    pairRows_.clear();
    card_ = new QWidget(holder_);
    grid_ = new QGridLayout(card_);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(metrics::gap + 4);
    grid_->setVerticalSpacing(3);
    grid_->setColumnMinimumWidth(0, kTitleWidth);
    const int columns = static_cast<int>(numSeries);
    pickTitle_ = plainLabel(card_);
    pickTitle_->setText(tr("Budget to use"));
    pickTitle_->setContentsMargins(10, 0, 0, 0);
    grid_->addWidget(pickTitle_, 2, 0);
    for (int column = 1; column <= columns; ++column) {
        grid_->setColumnStretch(column, 1);
        grid_->setColumnMinimumWidth(column, kLeastColumn);
        headings_.push_back(plainLabel(card_, "heading"));
        bases_.push_back(plainLabel(card_, "caption"));
        picks_.push_back(plainLabel(card_));
        picks_.back()->setObjectName(QStringLiteral("pick%1").arg(column - 1));
        grid_->addWidget(headings_.back(), 0, column);
        grid_->addWidget(bases_.back(), 1, column);
        grid_->addWidget(picks_.back(), 2, column);
    }
    for (const stats::Insight &insight : report_->series.front().insights) {
        seriesRows_.push_back(addRow(insight.kind, columns, 1));
    }
    if (numPairs > 0) {
        for (const stats::Insight &insight : report_->pairs.front().insights) {
            pairRows_.push_back(addRow(insight.kind, 1, columns));
        }
    }
    static_cast<QVBoxLayout *>(holder_->layout())->insertWidget(0, card_);
    card_->show(); // at once, not when the layout comes to it
}

InsightsView::Row InsightsView::addRow(stats::InsightKind kind, int numColumns, int span)
{
    Row row;
    const int line = grid_->rowCount();
    row.title = new QToolButton(card_);
    row.title->setObjectName(QStringLiteral("insight%1").arg(static_cast<int>(kind)));
    row.title->setText(titleOf(kind));
    row.title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row.title->setCheckable(true);
    row.title->setStyleSheet(QStringLiteral("padding: 1px 8px 1px 2px;"));
    grid_->addWidget(row.title, line, 0, Qt::AlignTop | Qt::AlignLeft);
    for (int column = 0; column < numColumns; ++column) {
        row.statements.push_back(plainLabel(card_));
        row.statements.back()->setContentsMargins(0, 2, 0, 0);
        grid_->addWidget(row.statements.back(), line, 1 + column, 1, span);
    }
    row.how = plainLabel(card_, "caption");
    row.how->setContentsMargins(0, 0, 0, 6);
    grid_->addWidget(row.how, line + 1, 1, 1, std::max(numColumns, span));
    setOpen(kind, row, open_.count(kind) > 0);
    connect(row.title, &QToolButton::toggled, this, [this, kind, row](bool isOpen) { setOpen(kind, row, isOpen); });
    return row;
}

void InsightsView::setOpen(stats::InsightKind kind, const Row &row, bool isOpen)
{
    row.title->setChecked(isOpen);
    row.title->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
    row.how->setVisible(isOpen);
    if (isOpen) {
        open_.insert(kind);
    } else {
        open_.erase(kind);
    }
}

void InsightsView::fillHow(const Row &row, const stats::Insight &insight, const QString &said)
{
    const QString how = tr("Formula: %1.\nMethod: %2").arg(sentenceText(insight.formula), sentenceText(insight.method));
    row.how->setText(how);
    row.title->setToolTip(plainToolTip(tr("How is this computed?\n%1").arg(how)));
    row.title->setAccessibleName(tr("%1: %2").arg(titleOf(insight.kind), said));
    row.title->setAccessibleDescription(how);
}

void InsightsView::fillSeries()
{
    for (std::size_t i = 0; i < report_->series.size(); ++i) {
        headings_[i]->setText(seriesTitle(*frame_, *report_, report_->series[i]));
        bases_[i]->setText(basisText(report_->series[i]));
    }
    for (std::size_t kind = 0; kind < seriesRows_.size(); ++kind) {
        const Row &row = seriesRows_[kind];
        QStringList said;
        for (std::size_t i = 0; i < report_->series.size(); ++i) {
            const stats::Insight &insight = report_->series[i].insights[kind];
            const QString statement = sentenceText(insight.statement);
            row.statements[i]->setText(statement);
            setDynamic(row.statements[i], "role", insight.is_said ? QVariant() : QStringLiteral("caption"));
            said << QStringLiteral("%1: %2").arg(headings_[i]->text(), statement);
        }
        fillHow(row, report_->series.front().insights[kind], said.join(QLatin1Char(' ')));
    }
}

void InsightsView::fillPairs()
{
    for (std::size_t kind = 0; kind < pairRows_.size(); ++kind) {
        QStringList said;
        bool isSaid = false;
        for (const stats::PairInsight &pair : report_->pairs) {
            const stats::SeriesInsight &first = report_->series[static_cast<std::size_t>(pair.first)];
            const QString policy =
                report_->pairs.size() > 1 ? seriesTitle(*frame_, *report_, first) + QStringLiteral(": ") : QString();
            said << policy + sentenceText(pair.insights[kind].statement);
            isSaid = isSaid || pair.insights[kind].is_said;
        }
        pairRows_[kind].statements.front()->setText(said.join(QLatin1Char('\n')));
        setDynamic(pairRows_[kind].statements.front(), "role", isSaid ? QVariant() : QStringLiteral("caption"));
        fillHow(pairRows_[kind], report_->pairs.front().insights[kind], said.join(QLatin1Char(' ')));
    }
}

void InsightsView::showPicks()
{
    if (report_ == nullptr) {
        return;
    }
    const stats::Requirement requirement = picker_->requirement();
    const bool isAsked = requirement.min_pass_at_1 || requirement.min_tps;
    pickTitle_->setVisible(isAsked);
    for (std::size_t i = 0; i < picks_.size(); ++i) {
        const stats::Pick pick = stats::pick_budget(report_->series[i].points, requirement);
        picks_[i]->setText(sentenceText(pick.why));
        picks_[i]->setVisible(isAsked);
    }
}

} // namespace kvscope
