#include "dialogs/keys_dialog.h"

#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <utility>

namespace kvscope {

KeysDialog::KeysDialog(const QList<QAction *> &actions, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    QList<std::pair<QString, QString>> rows;
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty()) {
            rows.append({action->shortcut().toString(QKeySequence::NativeText), action->toolTip()});
        }
    }
    rows.append({tr("Arrow keys"), tr("In the chart: walk over budgets and panels")});
    rows.append({tr("Page Up, Page Down"), tr("In the chart: choose among the policies at one budget")});
    rows.append({tr("Enter, click"), tr("In the chart: open what is marked")});
    rows.append(
        {tr("Space, then Shift+Enter"), tr("In the chart: compare two bars (Shift and click, or Shift and drag)")});
    rows.append({tr("+, −, wheel, drag"), tr("In the chart: zoom along the budgets, or into a box")});
    rows.append({tr("Ctrl+arrows, Ctrl+drag"), tr("In the chart: move what is seen")});
    rows.append({tr("0, Esc, double click"), tr("In the chart: show everything again")});
    rows.append({tr("Enter"), tr("In the list of cells: list the samples of the cell")});
    rows.append({tr("Arrow keys"), tr("In the eviction viewer: walk over tokens, compressions and layers")});
    rows.append({tr("Tab"), tr("Next field")});
    auto *table = new QTableWidget(static_cast<int>(rows.size()), 2, this);
    table->setObjectName(QStringLiteral("keysTable"));
    table->setAccessibleName(tr("Keys"));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->hide();
    table->verticalHeader()->hide();
    table->horizontalHeader()->setStretchLastSection(true);
    for (int row = 0; row < rows.size(); ++row) {
        auto *keys = new QTableWidgetItem(rows[row].first);
        QFont font = keys->font();
        font.setWeight(QFont::DemiBold);
        keys->setFont(font);
        table->setItem(row, 0, keys);
        table->setItem(row, 1, new QTableWidgetItem(rows[row].second));
    }
    table->resizeColumnsToContents();
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->addWidget(table);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->addWidget(card, 1);
    layout->addWidget(buttons);
    resize(620, 560);
}

} // namespace kvscope
