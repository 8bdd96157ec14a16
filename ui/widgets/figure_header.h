#pragma once

#include <QHeaderView>

namespace kvscope {

/// The titles of rows of figures, "model   figure", under a most width: a long name loses its middle, where models of
/// one family are alike, and never the name of the figure. The tooltip has all of it.
class FigureHeader : public QHeaderView {
    Q_OBJECT

public:
    /// `figureRole`: header data of the model that says what a title ends with, the name of the figure.
    explicit FigureHeader(int figureRole, QWidget *parent = nullptr)
        : QHeaderView(Qt::Vertical, parent), figureRole_(figureRole)
    {
    }

    /// What is drawn of a section's title at the present width.
    QString shownTitle(int section) const;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;

private:
    int figureRole_;
};

} // namespace kvscope
