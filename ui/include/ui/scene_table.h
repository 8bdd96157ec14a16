#pragma once

#include "ui/chart.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace kvscope {

/// What a chart shows, as a table for those who do not see it, or want its numbers.
struct SceneTable {
    QStringList header;
    QList<QStringList> rows; ///< each as long as the header
};

/// One row per mark of the scene, panel by panel: bars, points of lines, references. Works for every chart. Numbers in
/// the C locale with two decimals, texts translated.
SceneTable tableOf(const ChartScene &scene);

/// The table for a clipboard: tabs between fields, one row a line.
QByteArray tsvOf(const SceneTable &table);

} // namespace kvscope
