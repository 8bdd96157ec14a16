#include "dialogs/table_dialog.h"

#include "ui/theme.h"
#include "widgets/form_layout.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace kvscope {

TableDialog::TableDialog(const ChartScene &scene, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Chart as a table"));
    const SceneTable content = tableOf(scene);
    QLabel *summary = makeHint(QStringLiteral("caption"));
    summary->setObjectName(QStringLiteral("chartSummary"));
    QStringList sentences{scene.summary.isEmpty() ? scene.emptyText : scene.summary};
    for (const QString &note : scene.notes) {
        sentences << note;
    }
    summary->setText(sentences.join(QLatin1Char('\n')));
    summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *table =
        new QTableWidget(static_cast<int>(content.rows.size()), static_cast<int>(content.header.size()), this);
    table->setObjectName(QStringLiteral("chartTable"));
    table->setAccessibleName(tr("Numbers of the chart"));
    table->setHorizontalHeaderLabels(content.header);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    for (int row = 0; row < content.rows.size(); ++row) {
        for (int column = 0; column < content.header.size(); ++column) {
            table->setItem(row, column, new QTableWidgetItem(content.rows[row][column]));
        }
    }
    table->resizeColumnsToContents();
    table->horizontalHeader()->setStretchLastSection(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    for (QAbstractButton *button : buttons->buttons()) {
        button->setIcon({});
    }
    connect(copy, &QPushButton::clicked, this,
            [content] { QApplication::clipboard()->setText(QString::fromUtf8(tsvOf(content))); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(metrics::gap);
    layout->addWidget(summary);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    resize(900, 540);
}

} // namespace kvscope
