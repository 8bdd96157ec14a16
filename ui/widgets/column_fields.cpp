#include "widgets/column_fields.h"

#include "ui/plain_text.h"
#include "widgets/form_layout.h"
#include "widgets/wheel_guard.h"

#include <QComboBox>
#include <QListWidget>
#include <QSignalBlocker>

#include <algorithm>

namespace kvscope {
namespace {

QComboBox *makeBox(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *box = new QComboBox(parent);
    WheelGuard::install(box);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessibleName);
    return box;
}

/// The first item says that nothing is chosen.
void fill(QComboBox *box, const QString &none, const std::vector<std::string> &columns)
{
    const QString before = box->currentData().toString();
    box->clear();
    box->addItem(none, QString());
    for (const std::string &column : columns) {
        box->addItem(plainLine(column, 60), fromUtf8(column));
    }
    box->setCurrentIndex(std::max(0, box->findData(before)));
}

void choose(QComboBox *box, const std::string &column)
{
    box->setCurrentIndex(std::max(0, box->findData(fromUtf8(column))));
}

} // namespace

ColumnFields::ColumnFields(QWidget *parent) : QWidget(parent)
{
    QFormLayout *layout = makeFormLayout(this);
    problem_ = makeBox(this, "problemColumn", tr("Column with the problem"));
    answer_ = makeBox(this, "answerColumn", tr("Column with the expected answer"));
    id_ = makeBox(this, "idColumn", tr("Column with the id"));
    kind_ = makeBox(this, "answerKind", tr("Kind of answer"));
    kind_->addItem(tr("Mathematics"));
    kind_->addItem(tr("Integer"));
    kind_->addItem(tr("Letter, choices in the problem"));
    kind_->addItem(tr("Choices in their order"));
    kind_->addItem(tr("Right answer and wrong choices"));
    kind_->setToolTip(tr("How answers are graded, and where the choices of a multiple-choice problem stand"));
    choicesLabel_ = makeFormLabel(QString());
    choices_ = new QListWidget(this);
    choices_->setObjectName(QStringLiteral("choiceColumns"));
    choices_->setAccessibleName(tr("Columns with choices"));
    choices_->setMaximumHeight(110);
    layout->addRow(makeFormLabel(tr("Problem")), problem_);
    layout->addRow(makeFormLabel(tr("Answer")), answer_);
    layout->addRow(makeFormLabel(tr("Id")), id_);
    layout->addRow(makeFormLabel(tr("Kind")), kind_);
    layout->addRow(choicesLabel_, choices_);
    for (QComboBox *box : {problem_, answer_, id_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ColumnFields::changed);
    }
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        updateKind();
        emit changed();
    });
    connect(choices_, &QListWidget::itemChanged, this, &ColumnFields::changed);
    updateKind();
}

void ColumnFields::updateKind()
{
    const int kind = kind_->currentIndex();
    const bool hasChoices = kind == OrderedChoices || kind == WrongChoices;
    choicesLabel_->setText(kind == WrongChoices ? tr("Wrong ones") : tr("Choices"));
    choicesLabel_->setVisible(hasChoices);
    choices_->setVisible(hasChoices);
}

void ColumnFields::setColumns(const std::vector<std::string> &columns)
{
    const std::optional<ColumnMap> before = map();
    {
        const QSignalBlocker blockers[] = {QSignalBlocker(problem_), QSignalBlocker(answer_), QSignalBlocker(id_),
                                           QSignalBlocker(choices_)};
        columns_ = columns;
        fill(problem_, tr("choose a column"), columns);
        fill(answer_, tr("choose a column"), columns);
        fill(id_, tr("line number"), columns);
        choices_->clear();
        for (const std::string &column : columns) {
            auto *item = new QListWidgetItem(plainLine(column, 60), choices_);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setCheckState(Qt::Unchecked);
        }
    }
    if (before) {
        setMap(*before);
    }
}

void ColumnFields::setMap(const ColumnMap &map)
{
    {
        const QSignalBlocker blockers[] = {QSignalBlocker(problem_), QSignalBlocker(answer_), QSignalBlocker(id_),
                                           QSignalBlocker(kind_), QSignalBlocker(choices_)};
        choose(problem_, map.problem);
        choose(answer_, map.answer);
        choose(id_, map.id);
        kind_->setCurrentIndex(!map.choices.empty()      ? OrderedChoices
                               : !map.wrong.empty()      ? WrongChoices
                               : map.grader == "integer" ? Integer
                               : map.grader == "choice"  ? Letter
                                                         : Mathematics);
        const std::vector<std::string> &chosen = map.choices.empty() ? map.wrong : map.choices;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const bool isChoice = std::find(chosen.begin(), chosen.end(), columns_[i]) != chosen.end();
            choices_->item(static_cast<int>(i))->setCheckState(isChoice ? Qt::Checked : Qt::Unchecked);
        }
    }
    updateKind();
    emit changed();
}

std::string ColumnFields::chosen(const QComboBox *box) const
{
    return box->currentIndex() <= 0 ? "" : columns_[static_cast<std::size_t>(box->currentIndex() - 1)];
}

std::vector<std::string> ColumnFields::checked() const
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (choices_->item(static_cast<int>(i))->checkState() == Qt::Checked) {
            names.push_back(columns_[i]);
        }
    }
    return names;
}

std::optional<ColumnMap> ColumnFields::map() const
{
    ColumnMap map;
    map.problem = chosen(problem_);
    map.answer = chosen(answer_);
    map.id = chosen(id_);
    const int kind = kind_->currentIndex();
    map.grader = kind == Mathematics ? "math" : kind == Integer ? "integer" : "choice";
    if (kind == OrderedChoices || kind == WrongChoices) {
        (kind == OrderedChoices ? map.choices : map.wrong) = checked();
        if (checked().empty()) {
            return std::nullopt;
        }
    }
    return map.problem.empty() || map.answer.empty() ? std::nullopt : std::optional(map);
}

} // namespace kvscope
