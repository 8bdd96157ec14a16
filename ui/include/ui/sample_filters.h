#pragma once

#include "database/sample_query.h"
#include "types/result_frame.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace kvscope {

/// The settings of one line of a sweep: what the filters call a budget.
struct BudgetChoice {
    std::string policy;
    KvBudget budget;
    KvDType kvDType = KvDType::Compute;
    QString label; ///< "R-KV 128"; without the policy where there is only one that evicts; "full", "full, fp8"

    friend bool operator==(const BudgetChoice &a, const BudgetChoice &b)
    {
        return a.policy == b.policy && a.budget == b.budget && a.kvDType == b.kvDType;
    }
};

/// The distinct budgets of a session, smallest first, `full` last; those of one policy together.
std::vector<BudgetChoice> budgetChoices(const ResultFrame &frame);

/// What the reader chose to see. Indices into ResultFrame and budgetChoices(); −1: all, or none to compare with.
struct SampleFilters {
    static constexpr int all = -1;

    int model = all;
    int dataset = all;
    int budget = all;
    int compared = all; ///< compare the samples of `budget` with this one; needs `budget`
    FlipFilter flips = FlipFilter::Flipped;
    int verdict = all; ///< of kvscope::Verdict
    int minTokens = 0; ///< output tokens; 0: no bound
    int maxTokens = 0;
    bool onlyTruncated = false;
    QString text;

    friend bool operator==(const SampleFilters &, const SampleFilters &) = default;
};

/// True if two budgets are chosen and differ.
bool comparesBudgets(const SampleFilters &filters);

/// The question to the session: the cells that match, in running order, and their partners of the same model and
/// dataset. Sorting is left as it is by default.
SampleQuery sampleQuery(const ResultFrame &frame, const SampleFilters &filters);

/// Filters that show one cell, and nothing else of the reader's choice. All if the frame has no such cell.
SampleFilters filtersOfCell(const ResultFrame &frame, const QString &cellKey);

/// Filters as text for the settings, and back; what does not fit the frame any more is left out.
QString filtersToText(const SampleFilters &filters);
SampleFilters filtersFromText(const QString &text, const ResultFrame &frame);

/// "correct", "wrong", "no answer", "invalid"; translated.
QString verdictText(Verdict verdict);
/// A sign per verdict that reads without colour: ✓ ✗ – !
QString verdictSign(Verdict verdict);
/// "stopped" by itself, "cut off" by the token limit, "invalid"; translated.
QString finishText(FinishReason finish);

} // namespace kvscope
