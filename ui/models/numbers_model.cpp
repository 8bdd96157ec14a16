#include "ui/numbers_model.h"

#include "charts/common/gpu_text.h"
#include "charts/common/outcome_text.h"
#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/theme.h"

#include <QFont>

#include <algorithm>
#include <map>
#include <tuple>

namespace kvscope {
namespace {

QString unknown()
{
    return QStringLiteral("–");
}

/// Budgets in the order of the axis: ascending, full last.
bool beforeOnAxis(const KvBudget &a, const KvBudget &b)
{
    return a.is_full() != b.is_full() ? b.is_full() : a.tokens < b.tokens;
}

std::vector<KvBudget> budgetsOf(const ResultFrame &frame)
{
    std::vector<KvBudget> budgets;
    for (const CellResult &cell : frame.cells) {
        budgets.push_back(cell.budget);
    }
    std::sort(budgets.begin(), budgets.end(), beforeOnAxis);
    budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
    return budgets;
}

bool hasSeveralPolicies(const ResultFrame &frame)
{
    std::vector<std::string> ids;
    for (const CellResult &cell : frame.cells) {
        if (!cell.budget.is_full()) {
            ids.push_back(cell.policy);
        }
    }
    return !ids.empty() && std::any_of(ids.begin(), ids.end(), [&ids](const auto &id) { return id != ids.front(); });
}

} // namespace

void NumbersModel::setFrame(FramePtr frame, int dataset)
{
    std::vector<KvBudget> budgets = frame ? budgetsOf(*frame) : std::vector<KvBudget>();
    std::vector<Row> rows = frame ? rowsOf(*frame, budgets, dataset) : std::vector<Row>();
    const auto sameTitle = [](const Row &a, const Row &b) { return a.title == b.title && a.figure == b.figure; };
    const bool sameShape =
        budgets == budgets_ && std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(), sameTitle);
    if (!sameShape) {
        beginResetModel();
    }
    frame_ = std::move(frame);
    budgets_ = std::move(budgets);
    rows_ = std::move(rows);
    if (!sameShape) {
        endResetModel();
    } else if (!rows_.empty() && !budgets_.empty()) { // keeps selection and scroll position while a sweep runs
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

std::vector<NumbersModel::Row> NumbersModel::rowsOf(const ResultFrame &frame, const std::vector<KvBudget> &budgets,
                                                    int onlyDataset)
{
    using SeriesKey = std::tuple<int, int, std::string, KvDType>; // model, dataset, policy, storage
    std::map<SeriesKey, std::vector<const CellResult *>> series;
    const bool severalPolicies = hasSeveralPolicies(frame);
    for (const CellResult &cell : frame.cells) {
        if (onlyDataset >= 0 && cell.dataset != onlyDataset) {
            continue;
        }
        // `full` is one cell whatever the policies: with one policy it is the last column of that row.
        const std::string policy = severalPolicies ? cell.policy : std::string();
        auto &cells = series[{cell.model, cell.dataset, policy, cell.kv_dtype}];
        cells.resize(budgets.size(), nullptr);
        const auto column = std::find(budgets.begin(), budgets.end(), cell.budget);
        cells[static_cast<std::size_t>(column - budgets.begin())] = &cell;
    }
    const QString gap = QStringLiteral("   "); // between the name of a series and that of its figure
    std::vector<Row> rows;
    for (const auto &[key, cells] : series) {
        const auto &[model, dataset, policy, kvDType] = key;
        QString title = labelAt(frame.models, model);
        if (frame.datasets.size() > 1 && onlyDataset < 0) {
            title += QStringLiteral(" · ") + labelAt(frame.datasets, dataset);
        }
        if (!policy.empty()) {
            title += QStringLiteral(" · ") + plainLine(policyLabel(policy), 40);
        }
        if (kvDType == KvDType::Fp8) {
            title += QStringLiteral(" · fp8");
        }
        const QString pass = gap + tr("Pass@1");
        rows.push_back({title + pass, pass, Figure::Pass, cells});
        if (std::any_of(cells.begin(), cells.end(),
                        [](const CellResult *cell) { return cell != nullptr && cell->pass_at_1_interval; })) {
            rows.push_back({tr("95 % interval"), {}, Figure::PassInterval, cells});
        }
        const QString tps = gap + tr("TPS");
        rows.push_back({title + tps, tps, Figure::Tps, cells});
        if (std::any_of(cells.begin(), cells.end(), [](const CellResult *cell) {
                return cell != nullptr && cell->gpu && cell->gpu->tokens_per_joule();
            })) {
            rows.push_back({tr("tokens/J"), {}, Figure::TokensPerJoule, cells});
        }
    }
    return rows;
}

int NumbersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int NumbersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(budgets_.size());
}

QString NumbersModel::text(const Row &row, const CellResult &cell) const
{
    switch (row.figure) {
    case Figure::Pass:
        return !cell.accuracy_missing.empty() ? tr("none") : cell.pass_at_1 ? percentText(*cell.pass_at_1) : unknown();
    case Figure::PassInterval:
        return cell.pass_at_1_interval ? QStringLiteral("%1–%2").arg(percentText(cell.pass_at_1_interval->lower),
                                                                     percentText(cell.pass_at_1_interval->upper))
                                       : unknown();
    case Figure::TokensPerJoule: {
        const QString rate = cell.gpu ? tokensPerJouleText(*cell.gpu) : QString();
        return rate.isEmpty() ? unknown() : rate;
    }
    case Figure::Tps:
        break;
    }
    return cell.tps ? tpsText(*cell.tps) : unknown();
}

QString NumbersModel::details(const CellResult &cell) const
{
    QStringList lines;
    if (frame_->reference) {
        lines << tr("Published figure: %1").arg(plainLine(frame_->reference->how_read));
        return lines.join(QLatin1Char('\n'));
    }
    lines << tr("%1 of %2 samples, %3 problems (%4)")
                 .arg(QString::number(cell.num_samples), QString::number(cell.num_samples_planned),
                      QString::number(cell.num_problems), stateText(cell.state));
    if (cell.accuracy_missing.empty()) {
        lines << tr("%1 correct, %2 wrong, %3 no answer, %4 invalid")
                     .arg(cell.num_correct)
                     .arg(cell.num_wrong)
                     .arg(cell.num_no_answer)
                     .arg(cell.num_invalid);
    } else {
        lines << tr("No accuracy: %1").arg(plainLine(reasonText(cell.accuracy_missing)));
    }
    if (cell.num_samples > 0 && cell.accuracy_missing.empty()) {
        lines << outcomeText({&cell});
    }
    if (cell.pass_at_1_interval) {
        lines << tr("Pass@1 95 % interval %1, %2")
                     .arg(intervalText(*cell.pass_at_1_interval), plainLine(cell.pass_at_1_interval->method));
    }
    if (cell.tps_interval) {
        lines << tr("TPS 95 % interval %1, %2")
                     .arg(intervalText(*cell.tps_interval), plainLine(cell.tps_interval->method));
    }
    if (cell.tps_is_overall) {
        lines << tr("TPS over the whole cell: %1").arg(plainLine(reasonText(cell.sustained_missing)));
    }
    if (!cell.batch_label.empty()) {
        lines << plainLine(cell.batch_label);
    }
    if (cell.gpu) {
        lines << gpuLines(*cell.gpu);
    }
    return lines.join(QLatin1Char('\n'));
}

QVariant NumbersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row &row = rows_[static_cast<std::size_t>(index.row())];
    const CellResult *cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell != nullptr ? text(row, *cell) : unknown();
    case Qt::ToolTipRole:
        return cell != nullptr ? plainToolTip(details(*cell)) : QVariant();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2: %3")
            .arg(row.title, budgetText(budgets_[static_cast<std::size_t>(index.column())]),
                 cell != nullptr ? text(row, *cell) : tr("not run"));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignCenter));
    case Qt::FontRole: {
        QFont font;
        if (row.figure == Figure::PassInterval || row.figure == Figure::TokensPerJoule) {
            font.setPixelSize(metrics::captionSize - 1);
        }
        font.setItalic(cell != nullptr && cell->state == CellState::Running); // interim
        font.setWeight(row.figure == Figure::Pass ? QFont::DemiBold : QFont::Normal);
        return font;
    }
    default:
        return {};
    }
}

QVariant NumbersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const auto at = static_cast<std::size_t>(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(orientation == Qt::Horizontal ? Qt::Alignment(Qt::AlignCenter)
                                                                 : Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (orientation == Qt::Horizontal) {
        return role == Qt::DisplayRole && at < budgets_.size() ? budgetText(budgets_[at]) : QVariant();
    }
    if (at >= rows_.size()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return rows_[at].title;
    case Qt::ToolTipRole:
        return plainToolTip(rows_[at].title);
    case FigureRole:
        return rows_[at].figureName;
    default:
        return {};
    }
}

} // namespace kvscope
