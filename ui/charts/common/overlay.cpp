#include "charts/common/overlay.h"

#include "charts/common/chart_text.h"
#include "ui/format.h"

#include <algorithm>
#include <set>

namespace kvscope {
namespace {

/// What spellings of a dataset's name have in common: "AIME-24.jsonl" and "aime24.jsonl".
std::string normalized(const std::string &label)
{
    std::string name;
    for (char c : label) {
        if (c >= 'A' && c <= 'Z') {
            name += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            name += c;
        }
    }
    return name;
}

int modelFor(const ResultFrame &published, const ModelRef &model)
{
    const auto &models = published.models;
    auto found =
        std::find_if(models.begin(), models.end(), [&](const ModelRef &each) { return each.label == model.label; });
    if (found == models.end()) {
        found = std::find_if(models.begin(), models.end(),
                             [&](const ModelRef &each) { return each.architecture == model.architecture; });
    }
    return found == models.end() ? -1 : static_cast<int>(found - models.begin());
}

/// Index of the published dataset that is meant; the first is the publication's average.
int datasetFor(const ResultFrame &published, const ResultFrame &frame, int dataset)
{
    const bool isOne = dataset >= 0 && dataset < static_cast<int>(frame.datasets.size());
    const bool isOnly = dataset < 0 && frame.datasets.size() == 1;
    if (!isOne && !isOnly) {
        return 0;
    }
    const std::string wanted = normalized(frame.datasets[isOne ? static_cast<std::size_t>(dataset) : 0].label);
    for (std::size_t i = 0; i < published.datasets.size(); ++i) {
        if (normalized(published.datasets[i].label) == wanted) {
            return static_cast<int>(i);
        }
    }
    return 0;
}

/// Entries beyond the budget at which the model's own runs compress; absent where it is not known.
std::optional<int> ownBuffer(const ResultFrame &frame, int model)
{
    for (const CellResult &cell : frame.cells) {
        if (cell.model == model && !cell.budget.is_full() && cell.peak >= cell.budget.tokens) {
            return cell.peak - cell.budget.tokens;
        }
    }
    return std::nullopt;
}

OverlaySeries seriesOf(const ResultFrame &published, int model, int dataset, int buffer)
{
    OverlaySeries series;
    series.title = plainText(published.models[static_cast<std::size_t>(model)].label);
    series.source = plainText(published.title);
    for (const CellResult &cell : published.cells) {
        if (cell.model == model && cell.dataset == dataset && !cell.budget.is_full()) {
            const int peak = cell.peak > 0 ? cell.peak : cell.budget.tokens;
            series.points.push_back({peak - buffer, peak, cell.pass_at_1, cell.tps});
        }
    }
    std::sort(series.points.begin(), series.points.end(),
              [](const OverlayPoint &a, const OverlayPoint &b) { return a.tokens < b.tokens; });
    return series;
}

void addNotes(ChartData &data, const ResultFrame &published, int dataset, int buffer)
{
    QStringList pairs;
    for (const ModelSeries &model : data.models) {
        if (model.overlay && model.overlay->title != model.title) {
            pairs << ChartText::tr("%1 over %2").arg(model.overlay->title, model.title);
        }
    }
    QString howRead = plainText(published.reference->how_read);
    if (howRead.endsWith(QLatin1Char('.'))) {
        howRead.chop(1);
    }
    data.overlayNotes.push_back(ChartText::tr("Hollow and dashed: %1, %2. %3.")
                                    .arg(plainText(published.reference->source),
                                         plainText(published.datasets[static_cast<std::size_t>(dataset)].label),
                                         howRead));
    data.overlayNotes.push_back(
        ChartText::tr("Aligned on the most entries held (budget + %1); how many were retained is not published.")
            .arg(buffer));
    if (!pairs.isEmpty()) {
        data.overlayNotes.push_back(ChartText::tr("Not the same models: %1.").arg(pairs.join(QStringLiteral(", "))));
    }
}

} // namespace

void addOverlay(ChartData &data, const ResultFrame &frame, const ChartOptions &options)
{
    if (!options.overlay || !options.overlay->reference || options.overlay->datasets.empty()) {
        return;
    }
    const ResultFrame &published = *options.overlay;
    const int dataset = datasetFor(published, frame, options.dataset);
    std::set<int> budgets;
    int shownBuffer = 0;
    for (ModelSeries &model : data.models) {
        const int other = modelFor(published, frame.models[static_cast<std::size_t>(model.index)]);
        const auto buffer = ownBuffer(frame, model.index);
        if (other < 0 || !buffer) {
            data.overlayNotes.push_back(
                other < 0 ? ChartText::tr("No published figures of %1's architecture.").arg(model.title)
                          : ChartText::tr("%1 has no budget to align the published figures with.").arg(model.title));
            continue;
        }
        OverlaySeries series = seriesOf(published, other, dataset, *buffer);
        if (series.points.empty()) {
            data.overlayNotes.push_back(
                ChartText::tr("No figures of %1 were published for %2.")
                    .arg(series.title, plainText(published.datasets[static_cast<std::size_t>(dataset)].label)));
            continue;
        }
        for (const OverlayPoint &point : series.points) {
            budgets.insert(point.tokens);
        }
        shownBuffer = *buffer;
        model.overlay = std::move(series);
    }
    data.overlayBudgets.assign(budgets.begin(), budgets.end());
    if (!budgets.empty()) {
        addNotes(data, published, dataset, shownBuffer);
    }
}

void drawOverlay(ScenePanel &panel, const ModelSeries &model, const std::function<double(int)> &mark)
{
    if (!model.overlay) {
        return;
    }
    SceneLine pass;
    pass.side = AxisSide::Left;
    pass.marker = Marker::Square;
    pass.usesBarColor = true;
    pass.isOverlay = true;
    SceneLine rates;
    rates.isOverlay = true;
    for (const OverlayPoint &point : model.overlay->points) {
        ScenePoint drawn;
        drawn.x = mark(point.tokens);
        drawn.budgetKey = QStringLiteral("peak %1").arg(point.peak);
        QStringList lines{ChartText::tr("%1, published at a peak of %2").arg(model.overlay->title).arg(point.peak)};
        if (point.tps) {
            drawn.y = *point.tps;
            rates.points.push_back(drawn);
        }
        if (!point.pass) {
            continue;
        }
        drawn.y = *point.pass;
        pass.points.push_back(drawn);
        lines << ChartText::tr("Pass@1 %1 %").arg(percentText(*point.pass));
        if (point.tps) {
            lines << ChartText::tr("Throughput %1 tokens/s").arg(tpsText(*point.tps));
        }
        lines << model.overlay->source;
        HoverTarget target;
        target.budgetKey = drawn.budgetKey;
        target.x = drawn.x;
        target.y = drawn.y;
        target.text = lines.join(QLatin1Char('\n'));
        panel.targets.push_back(target);
    }
    LegendEntry entry{ChartText::tr("published")};
    entry.isOverlay = true;
    for (SceneLine *line : {&pass, &rates}) {
        if (!line->points.empty()) {
            panel.lines.push_back(std::move(*line));
        }
    }
    panel.legend.push_back(entry);
}

} // namespace kvscope
