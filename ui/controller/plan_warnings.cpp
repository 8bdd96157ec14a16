#include "ui/plan_warnings.h"

#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace kvscope {
namespace {

struct PlanText {
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

/// One kind of warning: the same words, other numbers.
struct Kind {
    QString words; ///< with # for each number
    QString shown; ///< with … for a number that differs from cell to cell
    std::vector<const CellSpec *> cells;
};

const QRegularExpression &number()
{
    static const QRegularExpression digits(QStringLiteral("\\d+"));
    return digits;
}

/// What of a sentence stands in the line: the clause that says what is the matter.
QString firstClause(const QString &body)
{
    static const QRegularExpression reason(QStringLiteral(";|, so |\\.$"));
    return body.left(body.indexOf(reason));
}

/// `shown` with … in place of the numbers in which `other`, of the same words, differs.
QString withoutDifferences(const QString &shown, const QString &other)
{
    static const QRegularExpression hole(QStringLiteral("\\d+|…"));
    auto ours = hole.globalMatch(shown);
    auto theirs = number().globalMatch(other);
    QString merged;
    qsizetype done = 0;
    while (ours.hasNext() && theirs.hasNext()) {
        const QRegularExpressionMatch our = ours.next();
        merged += shown.mid(done, our.capturedStart() - done);
        merged += our.captured() == theirs.next().captured() ? our.captured() : QStringLiteral("…");
        done = our.capturedEnd();
    }
    return merged + shown.mid(done);
}

/// "model on dataset, policy at budget", as the engine begins what it says of a cell.
QString startOf(const SweepPlan &plan, const CellSpec &cell)
{
    return plainLine(QStringLiteral("%1 on %2, %3 at %4")
                         .arg(fromUtf8(plan.models[static_cast<std::size_t>(cell.model)].label),
                              fromUtf8(plan.datasets[static_cast<std::size_t>(cell.dataset)].label),
                              fromUtf8(cell.policy), QString::number(cell.budget.tokens)));
}

/// The names, at `member` of the cells, of those among `all`; empty where they are all.
template <typename Ref>
QString someOf(const std::vector<Ref> &all, const std::vector<const CellSpec *> &cells, int CellSpec::*member)
{
    QStringList names;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (std::any_of(cells.begin(), cells.end(),
                        [&](const CellSpec *cell) { return cell->*member == static_cast<int>(i); })) {
            names << plainLine(all[i].label, 40);
        }
    }
    return names.size() == static_cast<qsizetype>(all.size()) ? QString() : names.join(QStringLiteral(", "));
}

QString lineOf(const SweepPlan &plan, const Kind &kind)
{
    if (kind.cells.empty()) {
        return kind.shown;
    }
    std::vector<int> budgets;
    for (const CellSpec *cell : kind.cells) {
        budgets.push_back(cell->budget.tokens);
    }
    std::sort(budgets.begin(), budgets.end());
    budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
    QStringList numbers;
    for (const int tokens : budgets) {
        numbers << QString::number(tokens);
    }
    QStringList where;
    const QString models = someOf(plan.models, kind.cells, &CellSpec::model);
    if (!models.isEmpty()) {
        where << models;
    } else if (plan.models.size() > 1) {
        where << (plan.models.size() == 2 ? PlanText::tr("both models") : PlanText::tr("all models"));
    }
    const QString datasets = someOf(plan.datasets, kind.cells, &CellSpec::dataset);
    if (!datasets.isEmpty()) {
        where << datasets;
    }
    const QString line = PlanText::tr("%1 at %2").arg(kind.shown, numbers.join(QStringLiteral(", ")));
    return where.isEmpty() ? line : QStringLiteral("%1 (%2)").arg(line, where.join(QStringLiteral("; ")));
}

} // namespace

QStringList foldedWarnings(const SweepPlan &plan)
{
    std::vector<Kind> kinds;
    std::vector<QString> starts; // of what is said of each cell
    std::transform(plan.cells.begin(), plan.cells.end(), std::back_inserter(starts),
                   [&](const CellSpec &cell) { return startOf(plan, cell); });
    for (const std::string &warning : plan.warnings) {
        const QString text = plainLine(warning);
        const auto start = std::find_if(starts.begin(), starts.end(), [&](const QString &each) {
            return text.startsWith(each) &&
                   (text.mid(each.size(), 1) == QLatin1String(":") || text.mid(each.size(), 1) == QLatin1String(","));
        });
        if (start == starts.end()) {
            kinds.push_back({{}, text, {}});
            continue;
        }
        const QString rest = text.mid(start->size());
        const QString body = firstClause(rest.mid(rest.indexOf(QLatin1String(": ")) + 2));
        const QString words = QString(body).replace(number(), QStringLiteral("#"));
        auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind &each) { return each.words == words; });
        if (kind == kinds.end()) {
            kind = kinds.insert(kinds.end(), {words, body, {}});
        }
        kind->shown = withoutDifferences(kind->shown, body);
        kind->cells.push_back(&plan.cells[static_cast<std::size_t>(start - starts.begin())]);
    }
    QStringList lines;
    for (const Kind &kind : kinds) {
        lines << lineOf(plan, kind);
    }
    return lines;
}

} // namespace kvscope
