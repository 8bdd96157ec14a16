#include "ui/cells_model.h"

#include "charts/common/gpu_text.h"
#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/warnings_model.h"

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

bool isText(int column)
{
    return column == CellsModel::Model || column == CellsModel::Dataset || column == CellsModel::Policy ||
           column == CellsModel::State || column == CellsModel::Warning || column == CellsModel::Batch;
}

double fractionDone(const CellResult &cell)
{
    if (cell.num_samples_planned <= 0) {
        return cell.state == CellState::Complete ? 1.0 : 0.0;
    }
    return std::clamp(static_cast<double>(cell.num_samples) / cell.num_samples_planned, 0.0, 1.0);
}

} // namespace

void CellsModel::setFrame(FramePtr frame)
{
    const auto keysEqual = [](const CellResult &a, const CellResult &b) { return a.cell_key == b.cell_key; };
    const bool sameShape =
        frame && frame_ &&
        std::equal(frame->cells.begin(), frame->cells.end(), frame_->cells.begin(), frame_->cells.end(), keysEqual);
    if (!sameShape) {
        beginResetModel();
    }
    frame_ = std::move(frame);
    if (!sameShape) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, NumColumns - 1));
    }
}

void CellsModel::setWarnings(ConclusionsPtr conclusions)
{
    conclusions_ = std::move(conclusions);
    if (rowCount() > 0) {
        emit dataChanged(index(0, Warning), index(rowCount() - 1, Warning));
    }
}

void CellsModel::setProgress(const SweepProgress &progress)
{
    runningKey_ = progress.cellKey;
    runningTps_ = progress.tps;
    if (rowCount() > 0) {
        emit dataChanged(index(0, State), index(rowCount() - 1, Tps));
    }
}

void CellsModel::setWrittenElsewhere(bool isWritten)
{
    if (isWrittenElsewhere_ != isWritten) {
        isWrittenElsewhere_ = isWritten;
        if (rowCount() > 0) {
            emit dataChanged(index(0, State), index(rowCount() - 1, State));
        }
    }
}

int CellsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !frame_ ? 0 : static_cast<int>(frame_->cells.size());
}

bool CellsModel::hasGpuFigures() const
{
    return frame_ && std::any_of(frame_->cells.begin(), frame_->cells.end(),
                                 [](const CellResult &cell) { return cell.gpu.has_value(); });
}

QString CellsModel::keyAt(int row) const
{
    return row >= 0 && row < rowCount() ? fromUtf8(frame_->cells[static_cast<std::size_t>(row)].cell_key) : QString();
}

int CellsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

QString CellsModel::stateOf(const CellResult &cell) const
{
    if (frame_->reference) {
        return tr("published");
    }
    if (cell.state == CellState::Running && !isWrittenElsewhere_ && fromUtf8(cell.cell_key) != runningKey_) {
        return tr("interrupted");
    }
    return stateText(cell.state);
}

QString CellsModel::text(const CellResult &cell, Column column) const
{
    const bool hasSamples = cell.num_samples > 0;
    switch (column) {
    case Model:
        return labelAt(frame_->models, cell.model);
    case Dataset:
        return labelAt(frame_->datasets, cell.dataset);
    case Policy:
        return plainLine(policyLabel(cell.policy, cell.kv_dtype), 40);
    case Budget:
        return budgetText(cell.budget);
    case State:
        return stateOf(cell);
    case Progress:
        return frame_->reference ? QString()
                                 : QStringLiteral("%1/%2").arg(cell.num_samples).arg(cell.num_samples_planned);
    case Pass:
        return !cell.accuracy_missing.empty() ? tr("none") : cell.pass_at_1 ? percentText(*cell.pass_at_1) : QString();
    case Tps:
        if (!cell.tps && runningTps_ > 0 && fromUtf8(cell.cell_key) == runningKey_) {
            return tr("%1 now").arg(tpsText(runningTps_));
        }
        return cell.tps ? tpsText(*cell.tps) : QString();
    case Tokens:
        return hasSamples ? QString::number(cell.mean_output_tokens, 'f', 0) : QString();
    case Evictions:
        return hasSamples ? QString::number(cell.mean_evictions, 'f', 1) : QString();
    case Truncated:
        return hasSamples && cell.accuracy_missing.empty() ? percentText(100.0 * cell.num_truncated / cell.num_samples)
                                                           : QString();
    case TokensPerJoule:
        return cell.gpu ? tokensPerJouleText(*cell.gpu) : QString();
    case Power:
        return cell.gpu && cell.gpu->power_mean_w ? QString::number(*cell.gpu->power_mean_w, 'f', 0) : QString();
    case GpuMemory:
        return cell.gpu && cell.gpu->memory_peak_bytes ? bytesText(*cell.gpu->memory_peak_bytes) : QString();
    case Throttled:
        return cell.gpu ? throttledText(*cell.gpu) : QString();
    case Warning:
        return conclusions_ ? severityOf(conclusions_->warnings, cell) : QString();
    case Batch:
        return plainLine(cell.batch_label, 80);
    case NumColumns:
        break;
    }
    return {};
}

QVariant CellsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const CellResult &cell = frame_->cells[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(cell, column);
    case Qt::ToolTipRole: {
        QStringList lines = conclusions_ ? warningLines(conclusions_->warnings, cell) : QStringList();
        if (!cell.accuracy_missing.empty()) {
            lines.prepend(tr("No accuracy: %1").arg(plainLine(reasonText(cell.accuracy_missing))));
        }
        if (!cell.failure.empty()) {
            lines.prepend(fromUtf8(cell.failure));
        }
        if (cell.gpu && column >= TokensPerJoule && column <= Throttled) {
            lines = gpuLines(*cell.gpu);
        }
        return lines.isEmpty() ? QVariant() : plainToolTip(lines.join(QLatin1Char('\n')));
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isText(column) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case FractionRole:
        return column == Progress && !frame_->reference ? QVariant(fractionDone(cell)) : QVariant();
    default:
        return {};
    }
}

QVariant CellsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= NumColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((isText(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, NumColumns> titles{
        tr("Model"),    tr("Dataset"),    tr("Policy"),    tr("Budget"),    tr("State"),     tr("Samples"),
        tr("Pass@1 %"), tr("TPS"),        tr("Tokens"),    tr("Evictions"), tr("Cut off %"), tr("Tokens/J"),
        tr("Power, W"), tr("GPU memory"), tr("Throttled"), tr("Warning"),   tr("Batch")};
    return titles[static_cast<std::size_t>(section)];
}

} // namespace kvscope
