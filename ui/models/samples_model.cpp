#include "ui/samples_model.h"

#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/sample_filters.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace kvscope {
namespace {

constexpr int kShownLength = 80; ///< of an answer in a row; the transcript has all of it

bool isNumber(int column)
{
    return column == SamplesModel::Sample || column == SamplesModel::Tokens || column == SamplesModel::Evictions ||
           column == SamplesModel::PeakKvLen;
}

QString verdictLine(Verdict verdict)
{
    return QStringLiteral("%1 %2").arg(verdictSign(verdict), verdictText(verdict));
}

} // namespace

SamplesModel::SamplesModel(SampleLoader &loader, QObject *parent)
    : QAbstractTableModel(parent), loader_(loader), theme_(Theme::light())
{
    connect(&loader_, &SampleLoader::rowsReady, this, &SamplesModel::addPage);
}

void SamplesModel::setFrame(const FramePtr &frame)
{
    frame_ = frame;
    cells_.clear();
    for (std::size_t i = 0; frame_ && i < frame_->cells.size(); ++i) {
        cells_[QByteArray::fromStdString(frame_->cells[i].cell_key)] = static_cast<int>(i);
    }
}

void SamplesModel::setTheme(const Theme &theme)
{
    theme_ = theme;
    if (rowCount() > 0) {
        emit dataChanged(index(0, Verdict), index(rowCount() - 1, Compared), {Qt::ForegroundRole});
    }
}

void SamplesModel::setList(const SampleListPtr &list)
{
    beginResetModel();
    if (list && list_) {
        keepPagesOf(*list);
    } else {
        pages_.clear();
    }
    list_ = list;
    endResetModel();
}

void SamplesModel::keepPagesOf(const SampleList &next)
{
    const auto slice = [](const SampleList &list, int page) {
        const auto first = std::min(static_cast<std::size_t>(page) * kPageRows, list.refs.size());
        return std::span(list.refs).subspan(first, std::min<std::size_t>(kPageRows, list.refs.size() - first));
    };
    for (auto page = pages_.begin(); page != pages_.end();) {
        const auto before = slice(*list_, page.key());
        const auto after = slice(next, page.key());
        // A page that is asked for comes as one of the old list: it has to be asked for again.
        const bool stays = page->rows && std::equal(before.begin(), before.end(), after.begin(), after.end());
        page = stays ? std::next(page) : pages_.erase(page);
    }
}

int SamplesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !list_ ? 0 : static_cast<int>(list_->refs.size());
}

int SamplesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

const SampleRow *SamplesModel::rowAt(int row) const
{
    const auto page = pages_.constFind(row / kPageRows);
    if (page == pages_.constEnd() || !page->rows) {
        return nullptr;
    }
    page->lastUse = ++uses_;
    const auto at = static_cast<std::size_t>(row % kPageRows);
    return at < page->rows->size() ? &(*page->rows)[at] : nullptr;
}

SampleRef SamplesModel::refAt(int row) const
{
    return row >= 0 && row < rowCount() ? list_->refs[static_cast<std::size_t>(row)] : SampleRef();
}

int SamplesModel::rowOf(std::int64_t id) const
{
    if (!list_) {
        return -1;
    }
    const auto found =
        std::find_if(list_->refs.begin(), list_->refs.end(), [id](const SampleRef &ref) { return ref.id == id; });
    return found == list_->refs.end() ? -1 : static_cast<int>(found - list_->refs.begin());
}

void SamplesModel::addPage(const SampleListPtr &list, int first, const SampleRowsPtr &rows)
{
    if (list != list_) {
        return; // of a list that is not shown any more
    }
    const int number = first / kPageRows;
    Page &page = pages_[number];
    page.rows = rows;
    page.lastUse = ++uses_;
    if (pages_.size() > kMostPages) {
        auto oldest = pages_.begin();
        for (auto it = pages_.begin(); it != pages_.end(); ++it) {
            oldest = it->lastUse < oldest->lastUse ? it : oldest;
        }
        pages_.erase(oldest);
    }
    const int last = std::min(first + kPageRows, rowCount()) - 1;
    emit dataChanged(index(first, 0), index(last, NumColumns - 1));
}

const CellResult *SamplesModel::cellOf(const SampleRow &row) const
{
    const auto cell = cells_.constFind(QByteArray::fromStdString(row.cell_key));
    return cell == cells_.constEnd() ? nullptr : &frame_->cells[static_cast<std::size_t>(*cell)];
}

QString SamplesModel::text(const SampleRow &row, Column column) const
{
    const CellResult *cell = cellOf(row);
    switch (column) {
    case Problem:
        return plainLine(row.key.first, kShownLength);
    case Sample:
        return QString::number(row.key.second);
    case Verdict:
        return verdictLine(row.grade.verdict);
    case Extracted:
        return plainLine(row.grade.extracted, kShownLength);
    case Gold:
        return plainLine(row.gold, kShownLength);
    case Compared:
        return row.compared ? verdictLine(row.compared->verdict) + QLatin1String("  ") +
                                  plainLine(row.compared->extracted, kShownLength)
                            : QString();
    case Finish:
        return finishText(row.finish);
    case Tokens:
        return QString::number(row.num_tokens);
    case Evictions:
        return row.is_traced ? tr("%1 · traced").arg(row.num_evictions) : QString::number(row.num_evictions);
    case PeakKvLen:
        return QString::number(row.peak_kv_len);
    case Model:
        return cell != nullptr ? labelAt(frame_->models, cell->model) : QString();
    case Dataset:
        return cell != nullptr ? labelAt(frame_->datasets, cell->dataset) : QString();
    case Budget:
        return cell == nullptr ? QString()
               : cell->budget.is_full()
                   ? budgetText(cell->budget)
                   : QStringLiteral("%1 %2").arg(plainLine(policyLabel(cell->policy, cell->kv_dtype), 40),
                                                 budgetText(cell->budget));
    case NumColumns:
        break;
    }
    return {};
}

QColor SamplesModel::verdictColor(int verdict) const
{
    switch (static_cast<kvscope::Verdict>(verdict)) {
    case kvscope::Verdict::Correct:
        return theme_.success;
    case kvscope::Verdict::Wrong:
        return theme_.error;
    default:
        return theme_.warning;
    }
}

QVariant SamplesModel::verdictValue(const SampleRow &row, Column column) const
{
    if (column == Verdict) {
        return static_cast<int>(row.grade.verdict);
    }
    return column == Compared && row.compared ? QVariant(static_cast<int>(row.compared->verdict)) : QVariant();
}

QVariant SamplesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole && role != VerdictRole) {
        return {};
    }
    const SampleRow *row = rowAt(index.row());
    if (row == nullptr) {
        const int number = index.row() / kPageRows;
        if (!pages_.contains(number)) {
            pages_[number] = {};
            loader_.loadRows(list_, number * kPageRows, kPageRows);
        }
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
    }
    if (role == VerdictRole || role == Qt::ForegroundRole) {
        const QVariant verdict = verdictValue(*row, column);
        return role == VerdictRole || verdict.isNull() ? verdict : QVariant(verdictColor(verdict.toInt()));
    }
    if (role == Qt::ToolTipRole) {
        return column == Verdict || column == Extracted ? plainToolTip(fromUtf8(row->grade.reason)) : QString();
    }
    return text(*row, column);
}

QVariant SamplesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= NumColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, NumColumns> titles{
        tr("Problem"), tr("Sample"),    tr("Verdict"),     tr("Extracted"), tr("Gold"),    tr("Compared"), tr("Finish"),
        tr("Tokens"),  tr("Evictions"), tr("Peak kv_len"), tr("Model"),     tr("Dataset"), tr("Budget")};
    return titles[static_cast<std::size_t>(section)];
}

SampleSort SamplesModel::sortOf(int column)
{
    switch (column) {
    case Problem:
        return SampleSort::Problem;
    case Sample:
        return SampleSort::SampleIndex;
    case Verdict:
        return SampleSort::Verdict;
    case Extracted:
        return SampleSort::Extracted;
    case Gold:
        return SampleSort::Gold;
    case Finish:
        return SampleSort::Finish;
    case Tokens:
        return SampleSort::NumTokens;
    case Evictions:
        return SampleSort::Evictions;
    case PeakKvLen:
        return SampleSort::PeakKvLen;
    case Compared:
        return SampleSort::ComparedVerdict;
    default: // what all samples of a cell share: sortQuery() orders the cells
        return SampleSort::Stored;
    }
}

void SamplesModel::sortQuery(SampleQuery &query, const ResultFrame &frame, int column, bool descending)
{
    query.sort = sortOf(column);
    query.descending = descending;
    const auto rank = [&frame, column](const SampleSource &source) -> std::pair<bool, int> {
        const auto cell = std::find_if(frame.cells.begin(), frame.cells.end(),
                                       [&](const CellResult &each) { return each.cell_key == source.cell_key; });
        if (cell == frame.cells.end()) {
            return {true, 0};
        }
        return column == Budget ? std::pair(cell->budget.is_full(), cell->budget.tokens)
                                : std::pair(false, column == Model ? cell->model : cell->dataset);
    };
    if (column == Model || column == Dataset || column == Budget) {
        std::stable_sort(query.cells.begin(), query.cells.end(),
                         [&rank](const SampleSource &a, const SampleSource &b) { return rank(a) < rank(b); });
    }
}

} // namespace kvscope
