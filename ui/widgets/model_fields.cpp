#include "widgets/model_fields.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/elided_combo_box.h"
#include "widgets/form_layout.h"
#include "widgets/model_badge.h"
#include "widgets/restyle.h"
#include "widgets/wheel_guard.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>

#include <algorithm>

namespace kvscope {

ModelFields::ModelFields(QWidget *parent) : QWidget(parent), promptButton_(new QPushButton(tr("Preview prompt…"), this))
{
    QFormLayout *layout = makeFormLayout(this);
    const std::array<QString, 2> captions{tr("Left panel"), tr("Right panel")};
    for (int side = 0; side < 2; ++side) {
        const auto at = static_cast<std::size_t>(side);
        auto *combo = new ElidedComboBox(this);
        WheelGuard::install(combo);
        combo->setObjectName(side == 0 ? QStringLiteral("leftModel") : QStringLiteral("rightModel"));
        combo->setAccessibleName(tr("Model, %1").arg(captions[at].toLower()));
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(10);
        combos_[at] = combo;
        auto *browse = makeBrowseButton(this);
        browse->setToolTip(tr("Choose a model folder"));
        browse->setAccessibleName(tr("Choose a model folder, %1").arg(captions[at].toLower()));
        auto *row = new QHBoxLayout;
        row->setSpacing(6);
        row->addWidget(combo, 1);
        row->addWidget(browse);
        layout->addRow(makeFormLabel(captions[at]), row);
        badges_[at] = makeHint(QStringLiteral("caption"));
        badges_[at]->setObjectName(side == 0 ? QStringLiteral("leftBadge") : QStringLiteral("rightBadge"));
        layout->addRow(QString(), badges_[at]);
        connect(combo, &QComboBox::currentIndexChanged, this, [this] {
            showBadges();
            emit changed();
        });
        connect(browse, &QToolButton::clicked, this, [this, side] { pickFolder(side); });
    }
    promptButton_->setObjectName(QStringLiteral("previewPrompt"));
    promptButton_->setToolTip(tr("Show the first problem as each model reads it, special tokens marked"));
    auto *buttonRow = new QHBoxLayout;
    buttonRow->addWidget(promptButton_);
    buttonRow->addStretch(1);
    layout->addRow(QString(), buttonRow);
    connect(promptButton_, &QPushButton::clicked, this, &ModelFields::promptWanted);
    showBadges();
}

void ModelFields::fill(int side)
{
    QComboBox *combo = combos_[static_cast<std::size_t>(side)];
    const QSignalBlocker quiet(combo);
    combo->clear();
    if (side == 1) {
        combo->addItem(tr("None"), QString());
    }
    for (const ModelChoice &choice : choices_) {
        const QString label = plainLine(choice.label, 80);
        combo->addItem(choice.missing.empty() ? label : tr("%1 (%2)").arg(label, modelBadge(choice)),
                       fromUtf8(choice.dir));
        const int row = combo->count() - 1;
        QString about =
            QStringLiteral("%1\n%2, %3\n%4")
                .arg(fromUtf8(choice.dir), fromUtf8(choice.architecture), fromUtf8(choice.origin), modelBadge(choice));
        if (!choice.refs.empty()) {
            about += QLatin1Char('\n') + tr("revision %1").arg(fromUtf8(choice.refs));
        }
        if (!choice.problem.empty()) {
            about = QStringLiteral("%1\n%2").arg(fromUtf8(choice.dir), fromUtf8(choice.problem));
            auto *items = qobject_cast<QStandardItemModel *>(combo->model());
            items->item(row)->setEnabled(false);
        }
        combo->setItemData(row, plainToolTip(about), Qt::ToolTipRole);
    }
}

void ModelFields::setChoices(std::vector<ModelChoice> choices)
{
    const std::vector<std::string> present = dirs();
    for (ModelChoice &old : choices_) { // folders picked by hand stay on offer
        const bool listed =
            std::any_of(choices.begin(), choices.end(), [&](const auto &c) { return c.dir == old.dir; });
        if (!listed && old.origin == "folder") {
            choices.push_back(std::move(old));
        }
    }
    choices_ = std::move(choices);
    setDirs(present);
}

void ModelFields::setDirs(const std::vector<std::string> &dirs)
{
    for (const std::string &dir : dirs) {
        const bool listed = std::any_of(choices_.begin(), choices_.end(), [&](const auto &c) { return c.dir == dir; });
        if (!listed) {
            ModelChoice choice;
            choice.dir = dir;
            choice.label = QFileInfo(fromUtf8(dir)).fileName().toStdString();
            choice.origin = "folder";
            choices_.push_back(std::move(choice));
        }
    }
    for (int side = 0; side < 2; ++side) {
        fill(side);
        select(side,
               static_cast<std::size_t>(side) < dirs.size() ? dirs[static_cast<std::size_t>(side)] : std::string());
    }
    showBadges();
}

void ModelFields::select(int side, const std::string &dir)
{
    QComboBox *combo = combos_[static_cast<std::size_t>(side)];
    const QSignalBlocker quiet(combo);
    const int row = combo->findData(fromUtf8(dir));
    combo->setCurrentIndex(row >= 0 || side == 0 ? row : 0);
}

std::vector<std::string> ModelFields::dirs() const
{
    std::vector<std::string> out;
    for (const QComboBox *combo : combos_) {
        const std::string dir = combo->currentData().toString().toStdString();
        if (!dir.empty()) {
            out.push_back(dir);
        }
    }
    return out;
}

QString ModelFields::summary() const
{
    QStringList labels;
    for (const QComboBox *combo : combos_) {
        if (!combo->currentData().toString().isEmpty()) {
            labels << combo->currentText();
        }
    }
    return labels.join(QStringLiteral(", "));
}

QString ModelFields::problem() const
{
    QString problem;
    for (std::size_t side = 0; side < combos_.size(); ++side) {
        const ModelChoice *choice = choiceAt(side);
        if (choice && !choice->problem.empty()) {
            problem = QStringLiteral("%1: %2").arg(plainLine(choice->label, 60), plainLine(choice->problem));
        }
    }
    return problem;
}

void ModelFields::pickFolder(int side)
{
    auto *dialog = new QFileDialog(this, tr("Choose a model folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, side](const QString &dir) { emit folderPicked(side, dir); });
    dialog->open();
}

void ModelFields::addChoice(int side, const ModelChoice &choice)
{
    std::erase_if(choices_, [&](const ModelChoice &c) { return c.dir == choice.dir; });
    choices_.push_back(choice);
    std::vector<std::string> selected = dirs();
    selected.resize(std::max<std::size_t>(selected.size(), static_cast<std::size_t>(side) + 1));
    selected[static_cast<std::size_t>(side)] = choice.dir;
    std::erase(selected, std::string());
    setDirs(selected);
    emit changed();
}

const ModelChoice *ModelFields::choiceAt(std::size_t side) const
{
    const std::string dir = combos_[side]->currentData().toString().toStdString();
    const auto found = std::find_if(choices_.begin(), choices_.end(), [&](const auto &c) { return c.dir == dir; });
    return dir.empty() || found == choices_.end() ? nullptr : &*found;
}

void ModelFields::showBadges()
{
    for (std::size_t side = 0; side < badges_.size(); ++side) {
        const ModelChoice *choice = choiceAt(side);
        combos_[side]->setToolTip(combos_[side]->currentData(Qt::ToolTipRole).toString());
        QLabel *badge = badges_[side];
        badge->setText(choice ? modelBadge(*choice) : QString());
        badge->setVisible(!badge->text().isEmpty());
        const bool isError = choice && !choice->problem.empty();
        setDynamic(badge, "role",
                   isError                              ? QStringLiteral("error")
                   : choice && needsMoreMemory(*choice) ? QStringLiteral("warning")
                                                        : QStringLiteral("caption"));
        badge->setToolTip(isError ? plainToolTip(plainLine(choice->problem)) : QString());
    }
    promptButton_->setEnabled(!dirs().empty());
}

} // namespace kvscope
