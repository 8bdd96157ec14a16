#include "widgets/policy_fields.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/form_layout.h"
#include "widgets/param_fields.h"
#include "widgets/restyle.h"
#include "widgets/wheel_guard.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>

namespace kvscope {

PolicyFields::PolicyFields(const std::vector<PolicyInfo> &policies, QWidget *parent)
    : QWidget(parent), about_(makeHint(QStringLiteral("caption"))), alsoRuns_(makeHint(QStringLiteral("caption"))),
      budgetProblem_(makeHint(QStringLiteral("error")))
{
    std::copy_if(policies.begin(), policies.end(), std::back_inserter(policies_),
                 [](const PolicyInfo &info) { return info.evicts; });
    QFormLayout *layout = makeFormLayout(this);
    policy_ = new QComboBox(this);
    WheelGuard::install(policy_);
    policy_->setObjectName(QStringLiteral("policy"));
    policy_->setAccessibleName(tr("Eviction policy"));
    for (const PolicyInfo &info : policies_) {
        policy_->addItem(plainLine(info.label, 60), fromUtf8(info.id));
        policy_->setItemData(policy_->count() - 1, plainToolTip(catalogText(info.summary)), Qt::ToolTipRole);
    }
    layout->addRow(makeFormLabel(tr("Policy")), policy_);
    layout->addRow(about_);
    layout->addRow(alsoRuns_);
    params_ = new ParamFields(this);
    layout->addRow(params_);
    addBudgetRows(layout);
    connect(policy_, &QComboBox::currentIndexChanged, this, [this](int index) {
        selectPolicy(index);
        others_.clear();
        alsoRuns_->hide();
        emit changed();
    });
    connect(params_, &ParamFields::changed, this, &PolicyFields::changed);
    alsoRuns_->hide();
    budgetProblem_->hide();
    selectPolicy(policy_->currentIndex());
}

void PolicyFields::addBudgetRows(QFormLayout *layout)
{
    budgets_ = new QLineEdit(this);
    budgets_->setObjectName(QStringLiteral("budgets"));
    budgets_->setPlaceholderText(QStringLiteral("96:256:32,full"));
    budgets_->setAccessibleName(tr("KV budgets"));
    budgets_->setToolTip(tr("Entries kept per layer and KV head: a list, ranges from:to:step, and the word full"));
    layout->addRow(makeFormLabel(tr("KV budgets")), budgets_);
    layout->addRow(budgetProblem_);
    buffer_ = new QSpinBox(this);
    WheelGuard::install(buffer_);
    buffer_->setObjectName(QStringLiteral("buffer"));
    buffer_->setRange(1, 1'000'000);
    buffer_->setSuffix(tr(" tokens"));
    buffer_->setAccessibleName(tr("Buffer"));
    buffer_->setToolTip(tr("A sequence holds at most budget + buffer entries; reaching that triggers a compression"));
    layout->addRow(makeFormLabel(tr("Buffer")), buffer_);
    meaning_ = new QComboBox(this);
    WheelGuard::install(meaning_);
    meaning_->setAccessibleName(tr("Meaning of the budget"));
    meaning_->addItem(tr("entries kept"), static_cast<int>(BudgetMeaning::Retained));
    meaning_->addItem(tr("trigger length"), static_cast<int>(BudgetMeaning::Trigger));
    meaning_->setToolTip(tr("Whether the number is what a compression leaves, or the length that triggers it"));
    layout->addRow(makeFormLabel(tr("Budget is")), meaning_);
    trace_ = new QComboBox(this);
    WheelGuard::install(trace_);
    trace_->setAccessibleName(tr("Eviction trace"));
    trace_->addItem(tr("first sample each"), static_cast<int>(EvictionTrace::First));
    trace_->addItem(tr("all samples"), static_cast<int>(EvictionTrace::All));
    trace_->addItem(tr("none"), static_cast<int>(EvictionTrace::None));
    trace_->setToolTip(tr("For which samples the session stores what each head dropped, and when"));
    layout->addRow(makeFormLabel(tr("Trace")), trace_);
    connect(budgets_, &QLineEdit::textChanged, this, &PolicyFields::changed);
    connect(buffer_, &QSpinBox::valueChanged, this, &PolicyFields::changed);
    connect(meaning_, &QComboBox::currentIndexChanged, this, &PolicyFields::changed);
    connect(trace_, &QComboBox::currentIndexChanged, this, &PolicyFields::changed);
}

void PolicyFields::selectPolicy(int index)
{
    if (index < 0 || index >= static_cast<int>(policies_.size())) {
        params_->setSpecs({});
        about_->hide();
        return;
    }
    const PolicyInfo &info = policies_[static_cast<std::size_t>(index)];
    params_->setSpecs(info.params);
    about_->setText(plainLine(catalogText(info.summary), 300));
    about_->setToolTip(plainToolTip(fromUtf8(info.source)));
    about_->setVisible(!info.summary.empty());
}

void PolicyFields::write(SweepSpec &spec, std::string &budgets) const
{
    spec.policies.clear();
    if (policy_->currentIndex() >= 0) {
        spec.policies.push_back({policy_->currentData().toString().toStdString(), params_->changedValues()});
    }
    spec.policies.insert(spec.policies.end(), others_.begin(), others_.end());
    budgets = budgets_->text().trimmed().toStdString();
    spec.buffer = buffer_->value();
    spec.budget_meaning = static_cast<BudgetMeaning>(meaning_->currentData().toInt());
    spec.eviction_trace = static_cast<EvictionTrace>(trace_->currentData().toInt());
}

void PolicyFields::read(const SweepSpec &spec, const std::string &budgets)
{
    const QSignalBlocker quiet(this);
    others_.clear();
    const auto shown = std::find_if(spec.policies.begin(), spec.policies.end(), [this](const PolicyChoice &choice) {
        return policy_->findData(fromUtf8(choice.id)) >= 0;
    });
    if (shown != spec.policies.end()) {
        policy_->setCurrentIndex(policy_->findData(fromUtf8(shown->id)));
        params_->setValues(shown->params);
    }
    QStringList labels;
    for (auto it = spec.policies.begin(); it != spec.policies.end(); ++it) {
        if (it != shown) {
            others_.push_back(*it);
            labels << plainLine(policyLabel(it->id), 40);
        }
    }
    alsoRuns_->setText(tr("Also runs %1").arg(labels.join(QStringLiteral(", "))));
    alsoRuns_->setVisible(!labels.isEmpty());
    budgets_->setText(fromUtf8(budgets));
    buffer_->setValue(spec.buffer);
    meaning_->setCurrentIndex(meaning_->findData(static_cast<int>(spec.budget_meaning)));
    trace_->setCurrentIndex(trace_->findData(static_cast<int>(spec.eviction_trace)));
}

QString PolicyFields::policySummary() const
{
    return policy_->currentText();
}

QString PolicyFields::budgetText() const
{
    return budgets_->text();
}

void PolicyFields::setBudgetProblem(const QString &sentence)
{
    budgetProblem_->setText(sentence);
    budgetProblem_->setVisible(!sentence.isEmpty());
    setDynamic(budgets_, "invalid", !sentence.isEmpty());
}

} // namespace kvscope
