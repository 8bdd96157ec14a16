#include "ui/chart.h"

#include <algorithm>

namespace kvscope {

std::vector<const Chart *> chartsInOrder()
{
    std::vector<const Chart *> ordered(charts().begin(), charts().end());
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const Chart *a, const Chart *b) { return a->order < b->order; });
    return ordered;
}

const Chart *chartById(const QString &id)
{
    for (const Chart *chart : charts()) {
        if (id == QLatin1String(chart->id)) {
            return chart;
        }
    }
    return nullptr;
}

} // namespace kvscope
