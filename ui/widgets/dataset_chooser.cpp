#include "widgets/dataset_chooser.h"

#include "ui/chart.h"

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
    if (present == wanted) {
        return;
    }
    clear();
    const int first = offersAverage ? ChartOptions::averageOfDatasets : 0;
    for (int i = 0; i < wanted.size(); ++i) {
        addItem(wanted[i], first + i);
    }
    setCurrentIndex(findData(current));
}

} // namespace kvscope
