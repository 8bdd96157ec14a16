#include "ui/insight_text.h"

#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace kvscope {
namespace {

constexpr const char *context = "Insight"; // of the sentences of engine/stats, too
constexpr int kMostOfAValue = 300;

struct InsightText {
    Q_DECLARE_TR_FUNCTIONS(Insight)
};

QString titleOf(stats::InsightKind kind)
{
    return QCoreApplication::translate(context, stats::insight_title(kind));
}

void addStatements(QStringList &lines, const std::vector<stats::Insight> &insights)
{
    for (const stats::Insight &insight : insights) {
        lines << QStringLiteral("  %1: %2").arg(titleOf(insight.kind), sentenceText(insight.statement));
    }
}

void addFormulas(QStringList &lines, const std::vector<stats::Insight> &insights)
{
    for (const stats::Insight &insight : insights) {
        lines << QStringLiteral("  %1: %2. %3")
                     .arg(titleOf(insight.kind), sentenceText(insight.formula), sentenceText(insight.method));
    }
}

} // namespace

const stats::InsightReport *reportOf(const InsightsPtr &insights, int dataset)
{
    if (!insights) {
        return nullptr;
    }
    const auto found = std::find_if(insights->begin(), insights->end(), [dataset](const stats::InsightReport &report) {
        return report.dataset == dataset;
    });
    return found == insights->end() ? nullptr : &*found;
}

QString sentenceText(const Sentence &sentence)
{
    Sentence shown = sentence;
    for (std::string &value : shown.values) {
        value = plainLine(reasonText(value), kMostOfAValue).toStdString();
    }
    const QString pattern = QCoreApplication::translate(context, sentence.pattern.c_str());
    return fromUtf8(shown.filled(pattern.toStdString()));
}

QString seriesTitle(const ResultFrame &frame, const stats::InsightReport &report, const stats::SeriesInsight &series)
{
    const auto ofModel = std::count_if(report.series.begin(), report.series.end(),
                                       [&](const auto &other) { return other.model == series.model; });
    const QString model = labelAt(frame.models, series.model);
    return ofModel > 1
               ? QStringLiteral("%1 · %2").arg(model, plainLine(policyLabel(series.policy, series.kv_dtype), 40))
               : model;
}

QString budgetCount(int numBudgets, bool hasFull)
{
    if (numBudgets == 1) {
        return hasFull ? InsightText::tr("1 budget and full") : InsightText::tr("1 budget");
    }
    return (hasFull ? InsightText::tr("%1 budgets and full") : InsightText::tr("%1 budgets")).arg(numBudgets);
}

QString basisText(const stats::SeriesInsight &series)
{
    QStringList parts;
    const auto numFull = std::count_if(series.points.begin(), series.points.end(),
                                       [](const stats::BudgetPoint &point) { return point.budget.is_full(); });
    const auto numBudgets = static_cast<int>(series.points.size()) - static_cast<int>(numFull);
    const QString budgets = budgetCount(numBudgets, numFull > 0);
    parts << (series.num_problems > 0 ? InsightText::tr("%1 problems at %2").arg(series.num_problems).arg(budgets)
                                      : budgets);
    if (series.num_problems_left_out > 0) {
        parts << InsightText::tr("%1 problems left out, not valid at every budget").arg(series.num_problems_left_out);
    }
    if (series.num_unfinished > 0) {
        parts << InsightText::tr("%1 unfinished left out").arg(series.num_unfinished);
    }
    if (series.tps_is_overall) {
        parts << InsightText::tr("TPS of whole cells");
    }
    return parts.join(QStringLiteral("; "));
}

QString reportText(const ResultFrame &frame, const stats::InsightReport &report)
{
    QStringList lines{plainLine(frame.title)};
    for (const stats::SeriesInsight &series : report.series) {
        lines << QStringLiteral("%1 (%2)").arg(seriesTitle(frame, report, series), basisText(series));
        addStatements(lines, series.insights);
    }
    for (const stats::PairInsight &pair : report.pairs) {
        lines << InsightText::tr("%1 and %2")
                     .arg(seriesTitle(frame, report, report.series[static_cast<std::size_t>(pair.first)]),
                          seriesTitle(frame, report, report.series[static_cast<std::size_t>(pair.second)]));
        addStatements(lines, pair.insights);
    }
    if (!report.series.empty()) {
        lines << InsightText::tr("How it is computed");
        addFormulas(lines, report.series.front().insights);
    }
    if (!report.pairs.empty()) {
        addFormulas(lines, report.pairs.front().insights);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace kvscope
