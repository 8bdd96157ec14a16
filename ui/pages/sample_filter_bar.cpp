#include "pages/sample_filter_bar.h"

#include "models/frame_text.h"
#include "ui/theme.h"
#include "widgets/elided_combo_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

namespace kvscope {
namespace {

constexpr int kPauseMs = 200;

QComboBox *makeBox(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *box = new ElidedComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMaximumWidth(220);
    return box;
}

QSpinBox *makeBound(QWidget *parent, const char *name, const QString &accessibleName, const QString &none)
{
    auto *bound = new QSpinBox(parent);
    bound->setObjectName(QLatin1String(name));
    bound->setAccessibleName(accessibleName);
    bound->setRange(0, std::numeric_limits<int>::max());
    bound->setSpecialValueText(none);
    bound->setSingleStep(100);
    bound->setKeyboardTracking(false);
    bound->setFixedWidth(88);
    return bound;
}

void addTitled(QHBoxLayout *row, const QString &title, QWidget *field)
{
    auto *label = new QLabel(title, field->parentWidget());
    label->setProperty("role", QStringLiteral("caption"));
    label->setBuddy(field);
    row->addWidget(label);
    row->addWidget(field);
}

/// Replaces the items of a box, the first standing for −1, and keeps the chosen place.
void refill(QComboBox *box, const QString &all, const QStringList &items)
{
    const QSignalBlocker quiet(box);
    QStringList wanted{all};
    wanted += items;
    QStringList there;
    for (int i = 0; i < box->count(); ++i) {
        there << box->itemText(i);
    }
    if (there != wanted) {
        const int chosen = box->currentIndex();
        box->clear();
        box->addItems(wanted);
        box->setCurrentIndex(chosen > 0 && chosen < box->count() ? chosen : 0);
    }
}

} // namespace

SampleFilterBar::SampleFilterBar(QWidget *parent) : QWidget(parent)
{
    build();
    addRows();
    connectParts();
    enableParts();
}

void SampleFilterBar::build()
{
    model_ = makeBox(this, "filterModel", tr("Model"));
    dataset_ = makeBox(this, "filterDataset", tr("Dataset"));
    budget_ = makeBox(this, "filterBudget", tr("KV budget"));
    compared_ = makeBox(this, "filterCompared", tr("Compare with budget"));
    flips_ = makeBox(this, "filterFlips", tr("Which pairs"));
    flips_->addItems({tr("all pairs"), tr("flipped"), tr("correct → wrong"), tr("wrong → correct")});
    flips_->setToolTip(tr("Pairs have the same problem and sample index. Wrong is wrong or without an answer."));
    verdict_ = makeBox(this, "filterVerdict", tr("Verdict"));
    verdict_->addItem(tr("any"));
    for (const Verdict verdict : {Verdict::Correct, Verdict::Wrong, Verdict::NoAnswer, Verdict::Invalid}) {
        verdict_->addItem(QStringLiteral("%1 %2").arg(verdictSign(verdict), verdictText(verdict)));
    }
    minTokens_ = makeBound(this, "filterMinTokens", tr("At least so many output tokens"), tr("from 0"));
    maxTokens_ = makeBound(this, "filterMaxTokens", tr("At most so many output tokens"), tr("no limit"));
    onlyTruncated_ = new QCheckBox(tr("Cut off only"), this);
    onlyTruncated_->setObjectName(QStringLiteral("filterTruncated"));
    onlyTruncated_->setToolTip(tr("Only samples that the token limit ended"));
    text_ = new QLineEdit(this);
    text_->setObjectName(QStringLiteral("filterText"));
    text_->setAccessibleName(tr("Find in problem ids and answers"));
    text_->setPlaceholderText(tr("Find problem id or answer"));
    text_->setClearButtonEnabled(true);
    text_->setMaxLength(200);
    reset_ = new QPushButton(tr("Reset"), this);
    reset_->setObjectName(QStringLiteral("filterReset"));
    reset_->setToolTip(tr("Show all samples"));
}

void SampleFilterBar::addRows()
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    auto *cells = new QHBoxLayout;
    cells->setSpacing(8);
    addTitled(cells, tr("Model"), model_);
    addTitled(cells, tr("Dataset"), dataset_);
    addTitled(cells, tr("Budget"), budget_);
    addTitled(cells, tr("Compare with"), compared_);
    cells->addWidget(flips_);
    cells->addStretch(1);
    auto *samples = new QHBoxLayout;
    samples->setSpacing(8);
    addTitled(samples, tr("Verdict"), verdict_);
    addTitled(samples, tr("Tokens"), minTokens_);
    samples->addWidget(maxTokens_);
    samples->addWidget(onlyTruncated_);
    samples->addWidget(text_, 1);
    samples->addWidget(reset_);
    rows->addLayout(cells);
    rows->addLayout(samples);
}

void SampleFilterBar::connectParts()
{
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &SampleFilterBar::read);
    for (QComboBox *box : {model_, dataset_, budget_, compared_, flips_, verdict_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &SampleFilterBar::read);
    }
    for (QSpinBox *bound : {minTokens_, maxTokens_}) {
        connect(bound, &QSpinBox::valueChanged, this, [this] { pause_.start(); });
    }
    connect(onlyTruncated_, &QCheckBox::toggled, this, &SampleFilterBar::read);
    connect(text_, &QLineEdit::textChanged, this, [this] { pause_.start(); });
    connect(text_, &QLineEdit::returnPressed, this, &SampleFilterBar::read);
    connect(reset_, &QPushButton::clicked, this, [this] { setFilters({}); });
}

void SampleFilterBar::setFrame(const FramePtr &frame)
{
    static const ResultFrame nothing;
    const ResultFrame &shown = frame ? *frame : nothing;
    QStringList models;
    for (int i = 0; i < static_cast<int>(shown.models.size()); ++i) {
        models << labelAt(shown.models, i);
    }
    QStringList datasets;
    for (int i = 0; i < static_cast<int>(shown.datasets.size()); ++i) {
        datasets << labelAt(shown.datasets, i);
    }
    QStringList budgets;
    for (const BudgetChoice &choice : budgetChoices(shown)) {
        budgets << choice.label;
    }
    refill(model_, tr("all"), models);
    refill(dataset_, tr("all"), datasets);
    refill(budget_, tr("all"), budgets);
    refill(compared_, tr("nothing"), budgets);
    const bool hasDatasets = datasets.size() > 1;
    dataset_->setVisible(hasDatasets);
    for (QLabel *label : findChildren<QLabel *>()) {
        if (label->buddy() == dataset_) {
            label->setVisible(hasDatasets);
        }
    }
    read();
}

void SampleFilterBar::enableParts()
{
    compared_->setEnabled(budget_->currentIndex() > 0);
    compared_->setToolTip(compared_->isEnabled() ? tr("Pairs the samples of both budgets")
                                                 : tr("Choose a budget first"));
    flips_->setEnabled(comparesBudgets(filters_));
    reset_->setEnabled(!(filters_ == SampleFilters{}));
}

void SampleFilterBar::read()
{
    pause_.stop();
    SampleFilters now;
    now.model = model_->currentIndex() - 1;
    now.dataset = dataset_->currentIndex() - 1;
    now.budget = budget_->currentIndex() - 1;
    now.compared = now.budget == SampleFilters::all ? SampleFilters::all : compared_->currentIndex() - 1;
    now.flips = static_cast<FlipFilter>(std::max(flips_->currentIndex(), 0));
    now.verdict = verdict_->currentIndex() - 1;
    now.minTokens = minTokens_->value();
    now.maxTokens = maxTokens_->value();
    now.onlyTruncated = onlyTruncated_->isChecked();
    now.text = text_->text();
    const bool changed = !(now == filters_);
    filters_ = now;
    enableParts();
    if (changed) {
        emit filtersChanged(filters_);
    }
}

void SampleFilterBar::show(const SampleFilters &filters)
{
    const auto choose = [](QComboBox *box, int index) {
        const QSignalBlocker quiet(box);
        box->setCurrentIndex(index >= 0 && index < box->count() ? index : 0);
    };
    choose(model_, filters.model + 1);
    choose(dataset_, filters.dataset + 1);
    choose(budget_, filters.budget + 1);
    choose(compared_, filters.compared + 1);
    choose(flips_, static_cast<int>(filters.flips));
    choose(verdict_, filters.verdict + 1);
    const QSignalBlocker quietMin(minTokens_);
    const QSignalBlocker quietMax(maxTokens_);
    const QSignalBlocker quietTruncated(onlyTruncated_);
    const QSignalBlocker quietText(text_);
    minTokens_->setValue(filters.minTokens);
    maxTokens_->setValue(filters.maxTokens);
    onlyTruncated_->setChecked(filters.onlyTruncated);
    text_->setText(filters.text);
}

void SampleFilterBar::setFilters(const SampleFilters &filters)
{
    show(filters);
    read();
}

QString SampleFilterBar::comparisonText() const
{
    return QStringLiteral("%1 → %2").arg(budget_->currentText(), compared_->currentText());
}

void SampleFilterBar::focusText()
{
    text_->setFocus(Qt::ShortcutFocusReason);
    text_->selectAll();
}

} // namespace kvscope
