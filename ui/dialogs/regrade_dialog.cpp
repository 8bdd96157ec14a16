#include "dialogs/regrade_dialog.h"

#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/form_layout.h"
#include "widgets/restyle.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace kvscope {
namespace {

constexpr int kCellLength = 200;

} // namespace

RegradeDialog::RegradeDialog(const QString &runnerProgram, const QString &sessionPath,
                             const std::vector<GraderChoice> &graders, QWidget *parent)
    : QDialog(parent), sessionPath_(sessionPath), regrader_(runnerProgram)
{
    setWindowTitle(tr("Grade again"));
    grader_ = new QComboBox(this);
    grader_->setObjectName(QStringLiteral("regradeGrader"));
    grader_->setAccessibleName(tr("Grader"));
    grader_->addItem(tr("Each dataset's own"), QString());
    for (const GraderChoice &choice : graders) {
        grader_->addItem(plainLine(choice.label, 60), fromUtf8(choice.id));
    }
    auto *form = makeFormLayout(nullptr);
    form->addRow(makeFormLabel(tr("Grader")), grader_);
    summary_ = new QLabel(this);
    summary_->setObjectName(QStringLiteral("regradeSummary"));
    summary_->setTextFormat(Qt::PlainText);
    summary_->setWordWrap(true);
    buildTable();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    store_ = buttons->addButton(tr("Store new verdicts"), QDialogButtonBox::ApplyRole);
    store_->setObjectName(QStringLiteral("regradeStore"));
    setDynamic(store_, "primary", true);
    for (QAbstractButton *button : buttons->buttons()) {
        button->setIcon({});
    }
    connect(store_, &QPushButton::clicked, this, &RegradeDialog::store);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(grader_, &QComboBox::currentIndexChanged, this, &RegradeDialog::preview);
    connect(&regrader_, &SessionRegrader::finished, this, &RegradeDialog::showReport);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(metrics::gap);
    layout->addLayout(form);
    layout->addWidget(summary_);
    layout->addWidget(table_, 1);
    layout->addWidget(buttons);
    resize(820, 480);
    preview();
}

void RegradeDialog::buildTable()
{
    const QStringList titles{tr("Problem"),  tr("Sample"), tr("Verdict was"), tr("Verdict is"),
                             tr("Expected"), tr("Answer"), tr("Reason")};
    table_ = new QTableWidget(0, static_cast<int>(titles.size()), this);
    table_->setObjectName(QStringLiteral("regradeTable"));
    table_->setAccessibleName(tr("Verdicts that change"));
    table_->setHorizontalHeaderLabels(titles);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void RegradeDialog::preview()
{
    store_->setEnabled(false);
    summary_->setText(tr("Grading…"));
    regrader_.start(sessionPath_, grader_->currentData().toString(), true);
}

void RegradeDialog::store()
{
    store_->setEnabled(false);
    grader_->setEnabled(false);
    summary_->setText(tr("Grading and storing…"));
    regrader_.start(sessionPath_, grader_->currentData().toString(), false);
}

QString RegradeDialog::summaryOf(const RegradeReport &report) const
{
    if (!report.error.isEmpty()) {
        return report.error;
    }
    QString text;
    if (report.numChanged == 0) {
        text = tr("Graded: %1. Every verdict stays.").arg(report.numGraded);
    } else if (report.isDryRun) {
        text = tr("Graded: %1. Verdicts that would change: %2.").arg(report.numGraded).arg(report.numChanged);
    } else {
        text = tr("Graded: %1. Verdicts changed: %2. The log keeps the old ones.")
                   .arg(report.numGraded)
                   .arg(report.numChanged);
    }
    if (report.numReworded > 0) {
        text += QLatin1Char(' ') + tr("Same verdict, another reason or answer: %1.").arg(report.numReworded);
    }
    if (report.numChanged > report.changes.size()) {
        text += QLatin1Char(' ') + tr("Listed are the first %1.").arg(report.changes.size());
    }
    return text;
}

void RegradeDialog::showReport(const RegradeReport &report)
{
    summary_->setText(summaryOf(report));
    grader_->setEnabled(true);
    fillTable(report.changes);
    const bool wouldStore = report.isDryRun && report.error.isEmpty() && report.numChanged + report.numReworded > 0;
    store_->setEnabled(wouldStore);
    if (!report.isDryRun) {
        emit regraded(); // after an error too: pages that were stored stay
    }
}

void RegradeDialog::fillTable(const QList<RegradedSample> &changes)
{
    const QHash<QString, QString> words{{QStringLiteral("correct"), tr("correct")},
                                        {QStringLiteral("wrong"), tr("wrong")},
                                        {QStringLiteral("no_answer"), tr("no answer")},
                                        {QStringLiteral("invalid"), tr("invalid")}};
    table_->setRowCount(static_cast<int>(changes.size()));
    for (int row = 0; row < changes.size(); ++row) {
        const RegradedSample &change = changes[row];
        const QStringList texts{change.problemId,
                                QString::number(change.sampleIndex),
                                words.value(change.from),
                                words.value(change.to),
                                change.gold,
                                change.extracted,
                                change.reason};
        for (int column = 0; column < texts.size(); ++column) {
            auto *item = new QTableWidgetItem(plainLine(texts[column], kCellLength));
            item->setToolTip(plainToolTip(texts[column]));
            table_->setItem(row, column, item);
        }
    }
    table_->resizeColumnsToContents();
    for (int column = 0; column < table_->columnCount(); ++column) {
        table_->setColumnWidth(column, std::min(table_->columnWidth(column), 180));
    }
}

} // namespace kvscope
