#include "charts/common/chart_text.h"

#include "charts/common/gpu_text.h"
#include "charts/common/outcome_text.h"

#include "ui/format.h"

#include <algorithm>

namespace kvscope {
namespace {

QString withInterval(const QString &value, const std::optional<Interval> &interval, int decimals)
{
    if (!interval) {
        return value;
    }
    return QStringLiteral("%1  %2  %3").arg(value, intervalText(*interval, decimals), plainText(interval->method));
}

QString passLine(const BudgetFigure &figure)
{
    const QString value = ChartText::tr("Pass@1 %1 %").arg(QString::number(*figure.pass, 'f', 2));
    return withInterval(value, figure.passInterval, 2);
}

QString tpsLine(const BudgetFigure &figure)
{
    const RateFigure &rate = *figure.rate;
    const QString kind = rate.isOverall ? ChartText::tr("overall") : ChartText::tr("sustained");
    const bool published = figure.numPlanned == 0 && figure.numSamples == 0;
    const QString value = published ? ChartText::tr("Throughput %1 tokens/s").arg(tpsText(rate.value))
                                    : ChartText::tr("Throughput %1 tokens/s, %2").arg(tpsText(rate.value), kind);
    return withInterval(value, rate.interval, rate.value < 100 ? 1 : 0);
}

QString countLine(const BudgetFigure &figure)
{
    QString line = figure.isUnfinished()
                       ? ChartText::tr("%1 of %2 samples").arg(figure.numSamples).arg(figure.numPlanned)
                       : ChartText::tr("%1 samples").arg(figure.numSamples);
    line += ChartText::tr(", %1 problems").arg(figure.numProblems);
    if (figure.state != CellState::Running) { // "56 of 120" says it, and nobody may be working on it any more
        line += QStringLiteral(", ") + stateText(figure.state);
    }
    if (figure.isInterim()) {
        line += ChartText::tr(" (interim: favours short answers)");
    }
    return line;
}

template <typename Test>
bool anyPoint(const ChartScene &scene, Test test)
{
    return std::any_of(scene.panels.begin(), scene.panels.end(), [&](const ScenePanel &panel) {
        return std::any_of(panel.lines.begin(), panel.lines.end(), [&](const SceneLine &line) {
            return std::any_of(line.points.begin(), line.points.end(), test);
        });
    });
}

// What looks unlike a finished figure, by what is really drawn: only some charts have bars to hatch.
std::vector<QString> markNotes(const ChartScene &scene)
{
    const bool isHatched = std::any_of(scene.panels.begin(), scene.panels.end(), [](const ScenePanel &panel) {
        return std::any_of(panel.bars.begin(), panel.bars.end(),
                           [](const SceneBar &bar) { return bar.fill == BarFill::Hatched; });
    });
    std::vector<QString> notes;
    if (isHatched) {
        notes.push_back(ChartText::tr("Hatched: interim, favours short answers."));
    } else if (anyPoint(scene, [](const ScenePoint &point) { return point.isInterim && point.isMuted; })) {
        notes.push_back(ChartText::tr("Grey on a dashed line: interim, favours short answers."));
    } else if (anyPoint(scene, [](const ScenePoint &point) { return point.isInterim; })) {
        notes.push_back(ChartText::tr("Dashed line: interim, favours short answers."));
    }
    if (anyPoint(scene, [](const ScenePoint &point) { return point.isHollow; })) {
        notes.push_back(ChartText::tr("Hollow marker: overall throughput, for want of a sustained phase."));
    }
    return notes;
}

} // namespace

QString budgetKey(const KvBudget &budget)
{
    return budget.is_full() ? QStringLiteral("full") : QString::number(budget.tokens);
}

QString exactText(const BudgetFigure &figure, double fullLength)
{
    QStringList lines;
    if (figure.pass) {
        lines << passLine(figure);
    }
    if (!figure.accuracyMissing.isEmpty()) {
        lines << ChartText::tr("No accuracy: %1").arg(catalogText(figure.accuracyMissing.toStdString()));
    }
    if (figure.rate) {
        lines << tpsLine(figure);
    }
    if (figure.numPlanned > 0 || figure.numSamples > 0) {
        lines << countLine(figure);
    }
    if (const QString outcomes = outcomeText(figure.cells); !outcomes.isEmpty() && figure.accuracyMissing.isEmpty()) {
        lines << outcomes;
    }
    if (figure.numInvalid > 0) {
        lines << ChartText::tr("%1 invalid samples left out").arg(figure.numInvalid);
    }
    const CellResult &first = *figure.cells.front();
    QStringList held;
    if (!first.batch_label.empty()) {
        held << plainText(first.batch_label);
    }
    if (first.kv_bytes_held_peak > 0) {
        held << ChartText::tr("%1 of KV held").arg(bytesText(first.kv_bytes_held_peak));
    }
    if (!figure.budget.is_full() && fullLength > 0) {
        held << ChartText::tr("%1 % of full").arg(QString::number(100.0 * figure.budget.tokens / fullLength, 'f', 1));
    }
    if (!held.isEmpty()) {
        lines << held.join(QStringLiteral(", "));
    }
    if (first.gpu && figure.cells.size() == 1) {
        lines << gpuLines(*first.gpu);
    }
    if (figure.hasOverallRateOnly() && !first.sustained_missing.empty()) {
        lines << ChartText::tr("No sustained figure: %1").arg(plainText(reasonText(first.sustained_missing)));
    }
    if (!first.failure.empty()) {
        lines << plainText(first.failure);
    }
    return lines.join(QLatin1Char('\n'));
}

QString barLabel(const BudgetFigure &figure)
{
    if (figure.state == CellState::Failed) {
        return ChartText::tr("failed");
    }
    if (figure.isUnfinished()) {
        const bool started = figure.numSamples > 0 || figure.state == CellState::Running;
        return started ? QStringLiteral("%1/%2").arg(figure.numSamples).arg(figure.numPlanned) : QString();
    }
    return figure.pass ? percentText(*figure.pass) : QString();
}

QString noFiguresText(const ChartData &data, const ModelSeries &model)
{
    if (data.isPublished) {
        return ChartText::tr("No figures of %1 were published for %2.").arg(model.title, data.datasetLabel);
    }
    return ChartText::tr("%1 was not run on %2.").arg(model.title, data.datasetLabel);
}

std::vector<QString> commonNotes(const ResultFrame &frame, const ChartData &data, const ChartScene &scene)
{
    std::vector<QString> notes = markNotes(scene);
    if (!data.accuracyMissing.isEmpty()) {
        notes.push_back(ChartText::tr("No accuracy: %1. Throughput alone was measured.")
                            .arg(catalogText(data.accuracyMissing.toStdString())));
    }
    if (data.isFullOfOtherType) {
        notes.push_back(ChartText::tr("The full cache is not fp8: fp8 is compared with entries stored exactly."));
    }
    if (data.numInvalid > 0) {
        notes.push_back(ChartText::tr("%1 invalid samples are left out.").arg(data.numInvalid));
    }
    notes.insert(notes.end(), data.overlayNotes.begin(), data.overlayNotes.end());
    if (frame.reference) {
        const QString source = plainText(frame.reference->source);
        QString howRead = plainText(frame.reference->how_read);
        if (howRead.endsWith(QLatin1Char('.'))) { // it goes into a sentence
            howRead.chop(1);
        }
        notes.push_back(howRead.isEmpty() ? ChartText::tr("Published figures: %1.").arg(source)
                                          : ChartText::tr("Published figures: %1. %2.").arg(source, howRead));
    }
    return notes;
}

QString truncationNote(const ChartScene &scene)
{
    for (const ScenePanel &panel : scene.panels) {
        if (panel.bars.empty() || panel.left.lower <= 0) {
            continue;
        }
        const QString bars = QString::number(panel.left.lower, 'g', 4);
        if (!panel.right.isVisible || panel.right.ticks.empty()) {
            return ChartText::tr("Bars do not start at zero. %1 from %2.").arg(panel.left.title, bars);
        }
        return ChartText::tr("Bars do not start at zero. %1 from %2, %3 from %4.")
            .arg(panel.left.title, bars, panel.right.title, QString::number(panel.right.lower, 'g', 4));
    }
    return {};
}

QString summaryOf(const ResultFrame &frame, const ChartData &data, const ChartScene &scene)
{
    QStringList sentences;
    for (const ModelSeries &model : data.models) {
        if (model.isEmpty()) {
            sentences << noFiguresText(data, model);
        }
        for (const PolicySeries &series : model.policies) {
            QStringList values;
            for (const BudgetFigure &figure : series.figures) {
                if (!figure.pass && !figure.rate) {
                    continue;
                }
                QStringList parts;
                if (figure.pass) {
                    parts << ChartText::tr("Pass@1 %1").arg(percentText(*figure.pass));
                }
                if (figure.rate) {
                    parts << ChartText::tr("%1 tokens per second").arg(tpsText(figure.rate->value));
                }
                values << ChartText::tr("budget %1: %2%3")
                              .arg(budgetText(figure.budget), parts.join(QStringLiteral(", ")),
                                   figure.isUnfinished() ? ChartText::tr(" (interim)") : QString());
            }
            if (!values.isEmpty()) {
                sentences
                    << QStringLiteral("%1, %2: %3.").arg(model.title, series.label, values.join(QStringLiteral("; ")));
            }
        }
        if (model.full && model.full->pass) {
            sentences
                << ChartText::tr("%1 with the full cache: Pass@1 %2.").arg(model.title, percentText(*model.full->pass));
        }
    }
    for (const QString &note : commonNotes(frame, data, scene)) {
        sentences << note;
    }
    return sentences.join(QLatin1Char(' '));
}

ChartScene emptyScene(const char *chartId, const QString &text)
{
    ChartScene scene;
    scene.chartId = QString::fromLatin1(chartId);
    scene.emptyText = text;
    scene.summary = text;
    return scene;
}

} // namespace kvscope
