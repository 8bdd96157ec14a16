#include "widgets/dataset_chooser.h"

#include "ui/chart.h"

#include <QStyleOptionComboBox>
#include <QStylePainter>

namespace kvscope {

DatasetChooser::DatasetChooser(QWidget *parent) : QComboBox(parent)
{
    setAccessibleName(tr("Dataset shown"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMinimumWidth(120);
    setMaximumWidth(380);
    hide();
    connect(this, &QComboBox::activated, this, [this] { emit datasetChosen(currentData().toInt()); });
}

void DatasetChooser::setDatasets(const QStringList &labels, int current, bool offersAverage)
{
    QStringList wanted = labels;
    if (offersAverage) {
        wanted.prepend(tr("Average of datasets"));
    }
    QStringList present;
    for (int i = 0; i < count(); ++i) {
        present << itemText(i);
    }
    setVisible(labels.size() > 1);
    if (present != wanted) { // a list that is open stays open while a session grows
        clear();
        const int first = offersAverage ? ChartOptions::averageOfDatasets : 0;
        for (int i = 0; i < wanted.size(); ++i) {
            addItem(wanted[i], first + i);
        }
    }
    setCurrentIndex(findData(current));
}

void DatasetChooser::paintEvent(QPaintEvent * /*event*/)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect field = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText = option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, field.width() - 4);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace kvscope
