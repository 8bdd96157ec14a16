#include "ui/sample_filters.h"

#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>
#include <tuple>

namespace kvscope {
namespace {

struct FilterText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::FilterText)
};

bool isOf(const CellResult &cell, const BudgetChoice &choice)
{
    return cell.policy == choice.policy && cell.budget == choice.budget && cell.kv_dtype == choice.kvDType;
}

/// The first cell of this model, dataset and budget; empty if there is none.
std::string keyOf(const ResultFrame &frame, int model, int dataset, const BudgetChoice &choice)
{
    const auto found = std::find_if(frame.cells.begin(), frame.cells.end(), [&](const CellResult &cell) {
        return cell.model == model && cell.dataset == dataset && isOf(cell, choice);
    });
    return found == frame.cells.end() ? std::string() : found->cell_key;
}

/// A stored index if it still means something.
int indexWithin(const QJsonObject &stored, const char *name, std::size_t size)
{
    const int index = stored.value(QLatin1String(name)).toInt(SampleFilters::all);
    return index >= 0 && static_cast<std::size_t>(index) < size ? index : SampleFilters::all;
}

} // namespace

std::vector<BudgetChoice> budgetChoices(const ResultFrame &frame)
{
    std::vector<BudgetChoice> choices;
    std::set<std::string> evicting;
    for (const CellResult &cell : frame.cells) {
        const BudgetChoice choice{cell.policy, cell.budget, cell.kv_dtype, {}};
        if (std::find(choices.begin(), choices.end(), choice) == choices.end()) {
            choices.push_back(choice);
        }
        if (!cell.budget.is_full()) {
            evicting.insert(cell.policy);
        }
    }
    std::stable_sort(choices.begin(), choices.end(), [](const BudgetChoice &a, const BudgetChoice &b) {
        if (a.budget.is_full() != b.budget.is_full()) {
            return b.budget.is_full();
        }
        return std::tie(a.policy, a.kvDType, a.budget.tokens) < std::tie(b.policy, b.kvDType, b.budget.tokens);
    });
    for (BudgetChoice &choice : choices) {
        choice.label =
            choice.budget.is_full() || evicting.size() < 2
                ? budgetText(choice.budget)
                : QStringLiteral("%1 %2").arg(plainLine(policyLabel(choice.policy), 40), budgetText(choice.budget));
        if (choice.kvDType == KvDType::Fp8) {
            choice.label += QStringLiteral(", fp8");
        }
    }
    return choices;
}

bool comparesBudgets(const SampleFilters &filters)
{
    return filters.budget != SampleFilters::all && filters.compared != SampleFilters::all &&
           filters.budget != filters.compared;
}

SampleQuery sampleQuery(const ResultFrame &frame, const SampleFilters &filters)
{
    const std::vector<BudgetChoice> choices = budgetChoices(frame);
    const auto chosen = [&choices](int index) -> const BudgetChoice * {
        return index >= 0 && index < static_cast<int>(choices.size()) ? &choices[static_cast<std::size_t>(index)]
                                                                      : nullptr;
    };
    const BudgetChoice *budget = chosen(filters.budget);
    const BudgetChoice *compared = comparesBudgets(filters) ? chosen(filters.compared) : nullptr;
    SampleQuery query;
    for (const CellResult &cell : frame.cells) {
        if ((filters.model == SampleFilters::all || cell.model == filters.model) &&
            (filters.dataset == SampleFilters::all || cell.dataset == filters.dataset) &&
            (budget == nullptr || isOf(cell, *budget))) {
            query.cells.push_back({cell.cell_key, compared == nullptr
                                                      ? std::string()
                                                      : keyOf(frame, cell.model, cell.dataset, *compared)});
        }
    }
    if (compared != nullptr) {
        query.flips = filters.flips;
    }
    if (filters.verdict != SampleFilters::all) {
        query.verdicts = {static_cast<Verdict>(filters.verdict)};
    }
    if (filters.minTokens > 0) {
        query.min_tokens = filters.minTokens;
    }
    if (filters.maxTokens > 0) {
        query.max_tokens = filters.maxTokens;
    }
    query.only_truncated = filters.onlyTruncated;
    query.text = filters.text.trimmed().toStdString();
    return query;
}

SampleFilters filtersOfCell(const ResultFrame &frame, const QString &cellKey)
{
    SampleFilters filters;
    const std::string key = cellKey.toStdString();
    const auto cell = std::find_if(frame.cells.begin(), frame.cells.end(),
                                   [&](const CellResult &each) { return each.cell_key == key; });
    if (cell == frame.cells.end()) {
        return filters;
    }
    filters.model = cell->model;
    filters.dataset = cell->dataset;
    const std::vector<BudgetChoice> choices = budgetChoices(frame);
    const auto budget =
        std::find(choices.begin(), choices.end(), BudgetChoice{cell->policy, cell->budget, cell->kv_dtype, {}});
    filters.budget = static_cast<int>(budget - choices.begin());
    return filters;
}

QString filtersToText(const SampleFilters &filters)
{
    const QJsonObject stored{{QStringLiteral("model"), filters.model},
                             {QStringLiteral("dataset"), filters.dataset},
                             {QStringLiteral("budget"), filters.budget},
                             {QStringLiteral("compared"), filters.compared},
                             {QStringLiteral("flips"), static_cast<int>(filters.flips)},
                             {QStringLiteral("verdict"), filters.verdict},
                             {QStringLiteral("minTokens"), filters.minTokens},
                             {QStringLiteral("maxTokens"), filters.maxTokens},
                             {QStringLiteral("onlyTruncated"), filters.onlyTruncated},
                             {QStringLiteral("text"), filters.text}};
    return QString::fromUtf8(QJsonDocument(stored).toJson(QJsonDocument::Compact));
}

SampleFilters filtersFromText(const QString &text, const ResultFrame &frame)
{
    const QJsonObject stored = QJsonDocument::fromJson(text.toUtf8()).object();
    const std::size_t numBudgets = budgetChoices(frame).size();
    SampleFilters filters;
    filters.model = indexWithin(stored, "model", frame.models.size());
    filters.dataset = indexWithin(stored, "dataset", frame.datasets.size());
    filters.budget = indexWithin(stored, "budget", numBudgets);
    filters.compared = indexWithin(stored, "compared", numBudgets);
    filters.flips =
        static_cast<FlipFilter>(std::clamp(stored.value(QLatin1String("flips")).toInt(static_cast<int>(filters.flips)),
                                           0, static_cast<int>(FlipFilter::WrongToCorrect)));
    filters.verdict = indexWithin(stored, "verdict", 4);
    filters.minTokens = std::max(0, stored.value(QLatin1String("minTokens")).toInt());
    filters.maxTokens = std::max(0, stored.value(QLatin1String("maxTokens")).toInt());
    filters.onlyTruncated = stored.value(QLatin1String("onlyTruncated")).toBool();
    filters.text = stored.value(QLatin1String("text")).toString().left(200);
    return filters;
}

QString verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Correct:
        return FilterText::tr("correct");
    case Verdict::Wrong:
        return FilterText::tr("wrong");
    case Verdict::NoAnswer:
        return FilterText::tr("no answer");
    case Verdict::Invalid:
        return FilterText::tr("invalid");
    }
    return {};
}

QString verdictSign(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Correct:
        return QStringLiteral("✓");
    case Verdict::Wrong:
        return QStringLiteral("✗");
    case Verdict::NoAnswer:
        return QStringLiteral("–");
    case Verdict::Invalid:
        return QStringLiteral("!");
    }
    return {};
}

QString finishText(FinishReason finish)
{
    switch (finish) {
    case FinishReason::Stop:
        return FilterText::tr("stopped");
    case FinishReason::Length:
        return FilterText::tr("cut off");
    case FinishReason::Invalid:
        return FilterText::tr("invalid");
    }
    return {};
}

} // namespace kvscope
