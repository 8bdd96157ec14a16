#include "dialogs/dataset_dialog.h"

#include "ui/background.h"
#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/column_fields.h"
#include "widgets/form_layout.h"
#include "widgets/restyle.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr int kMaxRows = 5;
constexpr QSize kDialogSize{860, 640};

QTableWidget *makeTable(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *table = new QTableWidget(parent);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(accessibleName);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->setTabKeyNavigation(false);
    return table;
}

} // namespace

DatasetDialog::DatasetDialog(std::shared_ptr<const EngineServices> services, std::string file, DatasetReading reading,
                             QWidget *parent)
    : QDialog(parent), services_(std::move(services)), file_(std::move(file)), reading_(std::move(reading))
{
    setWindowTitle(tr("How %1 is read").arg(plainLine(QFileInfo(fromUtf8(file_)).fileName(), 60)));
    build();
    resize(kDialogSize);
    runInBackground(
        this, [services = services_, file = file_] { return services->readDatasetRows(file, kMaxRows); },
        [this](const Result<DatasetTable> &table) { showRows(table); });
}

void DatasetDialog::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(metrics::gap);
    rows_ = makeTable(this, "firstRows", tr("First rows of the file"));
    rows_->setMaximumHeight(190);
    layout->addWidget(rows_);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(metrics::gap * 2);
    auto *left = new QVBoxLayout;
    ownColumns_ = new QCheckBox(tr("Name the columns myself"), this);
    ownColumns_->setObjectName(QStringLiteral("ownColumns"));
    ownColumns_->setChecked(reading_.columns.has_value());
    fields_ = new ColumnFields(this);
    fields_->setEnabled(ownColumns_->isChecked());
    left->addWidget(ownColumns_);
    left->addWidget(fields_);
    left->addStretch(1);
    middle->addLayout(left, 2);
    middle->addWidget(buildResult(), 3);
    layout->addLayout(middle, 1);
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    for (QAbstractButton *button : buttons_->buttons()) {
        button->setIcon({});
    }
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(false);
    setDynamic(buttons_->button(QDialogButtonBox::Ok), "primary", true);
    layout->addWidget(buttons_);
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(ownColumns_, &QCheckBox::toggled, this, [this](bool own) {
        fields_->setEnabled(own);
        requestPreview();
    });
    connect(fields_, &ColumnFields::changed, this, &DatasetDialog::requestPreview);
}

QWidget *DatasetDialog::buildResult()
{
    auto *result = new QWidget(this);
    auto *layout = new QVBoxLayout(result);
    layout->setContentsMargins(0, 0, 0, 0);
    summary_ = makeHint(QStringLiteral("caption"));
    summary_->setObjectName(QStringLiteral("readingSummary"));
    problem_ = new QPlainTextEdit(result);
    problem_->setObjectName(QStringLiteral("firstProblem"));
    problem_->setAccessibleName(tr("First problem as the model gets it"));
    problem_->setReadOnly(true);
    problem_->setTabChangesFocus(true);
    rejectedTitle_ = makeHint(QStringLiteral("warning"));
    rejected_ = makeTable(result, "leftOut", tr("Lines that are left out"));
    rejected_->setColumnCount(2);
    rejected_->setHorizontalHeaderLabels({tr("Line"), tr("Why it is left out")});
    rejected_->horizontalHeader()->setStretchLastSection(true);
    layout->addWidget(summary_);
    layout->addWidget(problem_, 1);
    layout->addWidget(rejectedTitle_);
    layout->addWidget(rejected_, 1);
    rejectedTitle_->hide();
    rejected_->hide();
    return result;
}

std::optional<ColumnMap> DatasetDialog::columns() const
{
    return ownColumns_->isChecked() ? fields_->map() : std::nullopt;
}

void DatasetDialog::showRows(const Result<DatasetTable> &table)
{
    if (table.has_error()) {
        showPreview(table.error());
        ownColumns_->setEnabled(false);
        return;
    }
    const DatasetTable &found = table.value();
    rows_->setColumnCount(static_cast<int>(found.columns.size()));
    rows_->setRowCount(static_cast<int>(found.rows.size()));
    QStringList names;
    for (const std::string &column : found.columns) {
        names << plainLine(column, 60);
    }
    rows_->setHorizontalHeaderLabels(names);
    for (std::size_t row = 0; row < found.rows.size(); ++row) {
        for (std::size_t column = 0; column < found.rows[row].size(); ++column) {
            auto *item = new QTableWidgetItem(plainLine(found.rows[row][column], 200));
            rows_->setItem(static_cast<int>(row), static_cast<int>(column), item);
        }
    }
    rows_->resizeColumnsToContents();
    for (int column = 0; column < rows_->columnCount(); ++column) {
        rows_->setColumnWidth(column, std::min(rows_->columnWidth(column), 220));
    }
    fields_->setColumns(found.columns);
    if (reading_.columns) {
        fields_->setMap(*reading_.columns);
    }
    requestPreview();
}

void DatasetDialog::requestPreview()
{
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(false);
    const int request = ++request_;
    if (ownColumns_->isChecked() && !fields_->map()) {
        showOpen();
        return;
    }
    const DatasetReading reading{columns(), reading_.choice_seed};
    runInBackground(
        this, [services = services_, file = file_, reading] { return services->previewDataset(file, reading); },
        [this, request](const Result<DatasetPreview> &preview) {
            if (request != request_) {
                return;
            }
            // The recognised reading is asked for first; where there is none, columns have to be named.
            if (request == 1 && preview.has_error() && !reading_.columns) {
                fitsNoLayout_ = true;
                ownColumns_->setChecked(true);
            } else {
                showPreview(preview);
            }
        });
}

void DatasetDialog::showOpen()
{
    setDynamic(summary_, "role", QStringLiteral("caption"));
    const QString next = tr("Choose the columns with the problem and the expected answer, and those with choices.");
    summary_->setText(fitsNoLayout_ ? tr("This file fits no known layout.") + QLatin1Char(' ') + next : next);
    problem_->clear();
    rejectedTitle_->hide();
    rejected_->hide();
}

void DatasetDialog::showPreview(const Result<DatasetPreview> &preview)
{
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(preview.has_value());
    const int numRejected = preview.has_value() ? preview.value().num_rejected : 0;
    rejectedTitle_->setVisible(numRejected > 0);
    rejected_->setVisible(numRejected > 0);
    if (preview.has_error()) {
        setDynamic(summary_, "role", QStringLiteral("error"));
        summary_->setText(plainLine(preview.error().message, 1000));
        problem_->clear();
        return;
    }
    const DatasetPreview &found = preview.value();
    setDynamic(summary_, "role", QStringLiteral("caption"));
    const QString layout =
        ownColumns_->isChecked() ? tr("columns as named") : tr("layout %1").arg(plainLine(found.layout, 60));
    summary_->setText(tr("%1 problems, %2, graded as %3. The first one, as the model gets it:")
                          .arg(QString::number(found.num_problems), layout, plainLine(found.grader, 40)));
    problem_->setPlainText(plainText(found.first_problem) + QStringLiteral("\n\n") +
                           tr("Expected answer: %1").arg(plainLine(found.first_gold, 200)));
    rejectedTitle_->setText(tr("Lines left out: %1").arg(found.num_rejected));
    rejected_->setRowCount(static_cast<int>(found.rejected.size()));
    for (std::size_t i = 0; i < found.rejected.size(); ++i) {
        const int row = static_cast<int>(i);
        rejected_->setItem(row, 0, new QTableWidgetItem(QString::number(found.rejected[i].line)));
        rejected_->setItem(row, 1, new QTableWidgetItem(plainLine(found.rejected[i].reason, 300)));
    }
}

} // namespace kvscope
