#include "widgets/dataset_fields.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/elided_label.h"
#include "widgets/form_layout.h"
#include "widgets/restyle.h"
#include "widgets/wheel_guard.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QToolButton>

namespace kvscope {

DatasetFields::DatasetFields(QWidget *parent) : QWidget(parent), about_(makeHint(QStringLiteral("caption")))
{
    QFormLayout *layout = makeFormLayout(this);
    names_ = new ElidedLabel(this, Qt::ElideMiddle);
    names_->setObjectName(QStringLiteral("datasetNames"));
    auto *browse = makeBrowseButton(this);
    browse->setToolTip(tr("Choose JSONL files with problems"));
    browse->setAccessibleName(tr("Choose dataset files"));
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(names_, 1);
    row->addWidget(browse);
    layout->addRow(makeFormLabel(tr("Problems")), row);
    limit_ = new QSpinBox(this);
    WheelGuard::install(limit_);
    limit_->setObjectName(QStringLiteral("problemLimit"));
    limit_->setRange(0, 1'000'000);
    limit_->setSpecialValueText(tr("all"));
    limit_->setAccessibleName(tr("Use the first problems"));
    limit_->setToolTip(tr("Use only the first so many problems of each file"));
    layout->addRow(makeFormLabel(tr("Use first")), limit_);
    layout->addRow(about_);
    about_->hide();
    connect(browse, &QToolButton::clicked, this, &DatasetFields::pickFiles);
    connect(limit_, &QSpinBox::valueChanged, this, &DatasetFields::changed);
}

void DatasetFields::setFiles(std::vector<std::string> files)
{
    files_ = std::move(files);
    names_->setFullText(summary());
    names_->setToolTip(plainToolTip(files_.empty() ? QString() : fromUtf8(files_.front())));
    about_->hide();
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

void DatasetFields::showPreview(const Result<DatasetPreview> &preview)
{
    about_->show();
    if (preview.has_error()) {
        setDynamic(about_, "role", QStringLiteral("error"));
        about_->setText(plainLine(preview.error().message));
        return;
    }
    const DatasetPreview &found = preview.value();
    setDynamic(about_, "role", found.num_rejected > 0 ? QStringLiteral("warning") : QStringLiteral("caption"));
    QString text =
        tr("%1 problems, graded as %2").arg(QString::number(found.num_problems), plainLine(found.grader, 40));
    if (found.num_rejected > 0) {
        text += tr("; %1 lines left out (%2)")
                    .arg(QString::number(found.num_rejected), plainLine(found.first_rejection, 120));
    }
    about_->setText(text);
    about_->setToolTip(plainToolTip(fromUtf8(found.first_problem)));
}

void DatasetFields::pickFiles()
{
    auto *dialog = new QFileDialog(this, tr("Choose dataset files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Problems (*.jsonl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &chosen) {
        std::vector<std::string> files;
        for (const QString &file : chosen) {
            files.push_back(file.toStdString());
        }
        setFiles(std::move(files));
        emit filesPicked();
        emit changed();
    });
    dialog->open();
}

} // namespace kvscope
