#include "widgets/dataset_fields.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/elided_label.h"
#include "widgets/form_layout.h"
#include "widgets/restyle.h"
#include "widgets/wheel_guard.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {

DatasetFields::DatasetFields(QWidget *parent) : QWidget(parent)
{
    // The list stands between two forms: a form gives a widget with wrapped text in it too little height.
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    QFormLayout *chosen = makeFormLayout(nullptr);
    outer->addLayout(chosen);
    names_ = new ElidedLabel(this, Qt::ElideMiddle);
    names_->setObjectName(QStringLiteral("datasetNames"));
    auto *browse = makeBrowseButton(this);
    browse->setToolTip(tr("Choose JSONL, JSON or CSV files with problems"));
    browse->setAccessibleName(tr("Choose dataset files"));
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(names_, 1);
    row->addWidget(browse);
    chosen->addRow(makeFormLabel(tr("Problems")), row);
    outer->setSpacing(chosen->verticalSpacing());
    list_ = new QWidget(this);
    outer->addWidget(list_);
    QFormLayout *layout = makeFormLayout(nullptr);
    outer->addLayout(layout);
    limit_ = new QSpinBox(this);
    WheelGuard::install(limit_);
    limit_->setObjectName(QStringLiteral("problemLimit"));
    limit_->setRange(0, 1'000'000);
    limit_->setSpecialValueText(tr("all"));
    limit_->setAccessibleName(tr("Use the first problems"));
    limit_->setToolTip(tr("Use only the first so many problems of each file"));
    layout->addRow(makeFormLabel(tr("Use first")), limit_);
    choiceSeed_ = makeSeedField(this, "choiceSeed", tr("Seed of the order of choices"));
    choiceSeed_->setToolTip(tr("Multiple choices are shuffled with this seed where the file states no order; the "
                               "session stores it"));
    layout->addRow(makeFormLabel(tr("Choice order")), choiceSeed_);
    layout_ = layout;
    showChoiceRow();
    connect(choiceSeed_, &QLineEdit::textEdited, this, [this] {
        emit readingChanged(); // the first problem may look different
        emit changed();
    });
    connect(browse, &QToolButton::clicked, this, &DatasetFields::pickFiles);
    connect(limit_, &QSpinBox::valueChanged, this, &DatasetFields::changed);
}

void DatasetFields::setFiles(std::vector<std::string> files)
{
    files_ = std::move(files);
    names_->setFullText(summary());
    names_->setToolTip(plainToolTip(files_.empty() ? QString() : fromUtf8(files_.front())));
    rebuildRows();
}

void DatasetFields::rebuildRows()
{
    qDeleteAll(list_->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    delete list_->layout();
    rows_.clear();
    auto *grid = new QGridLayout(list_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    for (const std::string &file : files_) {
        const int at = grid->rowCount();
        QLabel *about = makeHint(QStringLiteral("caption"));
        about->setObjectName(QStringLiteral("datasetAbout"));
        auto *details = new QToolButton(list_);
        details->setObjectName(QStringLiteral("datasetDetails"));
        details->setText(tr("Columns…"));
        const QString name = plainLine(QFileInfo(fromUtf8(file)).fileName(), 80);
        details->setToolTip(tr("How %1 is read: its columns, a preview, the lines left out").arg(name));
        details->setAccessibleName(tr("Columns of %1").arg(name));
        grid->addWidget(about, at, 0);
        grid->addWidget(details, at, 1, Qt::AlignTop);
        connect(details, &QToolButton::clicked, this, [this, file] { emit detailsRequested(fromUtf8(file)); });
        rows_[file] = {about, details};
    }
    list_->setVisible(!files_.empty());
    showChoiceRow();
}

void DatasetFields::setChoiceSeed(std::uint64_t seed)
{
    choiceSeed_->setText(QString::number(seed));
    showChoiceRow();
}

std::uint64_t DatasetFields::choiceSeed() const
{
    return choiceSeed_->text().toULongLong();
}

void DatasetFields::showChoiceRow()
{
    const bool isUsed = choiceSeed() != 0 ||
                        std::any_of(rows_.begin(), rows_.end(), [](const auto &row) { return row.second.hasChoices; });
    layout_->setRowVisible(choiceSeed_, isUsed);
}

void DatasetFields::setColumnMaps(std::map<std::string, ColumnMap> maps)
{
    columnMaps_ = std::move(maps);
}

std::map<std::string, ColumnMap> DatasetFields::columnMaps() const
{
    std::map<std::string, ColumnMap> maps;
    for (const std::string &file : files_) {
        if (const auto found = columnMaps_.find(file); found != columnMaps_.end()) {
            maps.insert(*found);
        }
    }
    return maps;
}

void DatasetFields::setColumns(const std::string &file, const std::optional<ColumnMap> &columns)
{
    if (columns) {
        columnMaps_[file] = *columns;
    } else {
        columnMaps_.erase(file);
    }
    emit readingChanged();
    emit changed();
}

DatasetReading DatasetFields::reading(const std::string &file) const
{
    const auto columns = columnMaps_.find(file);
    return {columns == columnMaps_.end() ? std::nullopt : std::optional(columns->second), choiceSeed()};
}

void DatasetFields::setLimit(int limit)
{
    limit_->setValue(limit);
}

int DatasetFields::limit() const
{
    return limit_->value();
}

QString DatasetFields::summary() const
{
    if (files_.empty()) {
        return tr("none chosen");
    }
    QStringList names;
    for (const std::string &file : files_) {
        names << plainLine(QFileInfo(fromUtf8(file)).fileName(), 80);
    }
    return names.join(QStringLiteral(", "));
}

void DatasetFields::showPreview(const std::string &file, const Result<DatasetPreview> &preview)
{
    const auto row = rows_.find(file);
    if (row == rows_.end()) {
        return;
    }
    QLabel *about = row->second.about;
    const QString name = files_.size() > 1
                             ? plainLine(QFileInfo(fromUtf8(file)).completeBaseName(), 40) + QStringLiteral(": ")
                             : QString();
    row->second.hasProblem = preview.has_error();
    if (preview.has_error()) {
        setDynamic(about, "role", QStringLiteral("error"));
        about->setText(breakable(name + plainLine(preview.error().message)));
        return;
    }
    const DatasetPreview &found = preview.value();
    row->second.hasChoices = found.grader == "choice";
    showChoiceRow();
    setDynamic(about, "role", found.num_rejected > 0 ? QStringLiteral("warning") : QStringLiteral("caption"));
    QString text =
        tr("%1 problems, graded as %2").arg(QString::number(found.num_problems), plainLine(found.grader, 40));
    if (found.num_rejected > 0) {
        text += tr("; lines left out: %1 (%2)")
                    .arg(QString::number(found.num_rejected), breakable(plainLine(found.first_rejection, 120)));
    }
    about->setText(name + text);
    about->setToolTip(plainToolTip(fromUtf8(found.first_problem)));
}

bool DatasetFields::hasProblem() const
{
    return std::any_of(rows_.begin(), rows_.end(), [](const auto &row) { return row.second.hasProblem; });
}

void DatasetFields::pickFiles()
{
    auto *dialog = new QFileDialog(this, tr("Choose dataset files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Problems (*.jsonl *.ndjson *.json *.csv *.tsv)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &chosen) {
        std::vector<std::string> files;
        for (const QString &file : chosen) {
            files.push_back(file.toStdString());
        }
        setFiles(std::move(files));
        emit readingChanged();
        emit changed();
    });
    dialog->open();
}

} // namespace kvscope
