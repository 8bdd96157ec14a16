#pragma once

#include <QComboBox>

namespace kvscope {

/// Chooses the dataset that is shown, or the average over all of them. Hidden while there is only one.
class DatasetChooser : public QComboBox {
    Q_OBJECT

public:
    explicit DatasetChooser(QWidget *parent = nullptr);

    /// `offersAverage`: whether the average over them is a choice; a published figure brings its own. `current` is what
    /// is shown.
    void setDatasets(const QStringList &labels, int current, bool offersAverage);

protected:
    /// Says with an ellipsis that a long name goes on.
    void paintEvent(QPaintEvent *event) override;

signals:
    /// ChartOptions::averageOfDatasets or an index; by the reader.
    void datasetChosen(int dataset);
};

} // namespace kvscope
