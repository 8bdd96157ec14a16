#include "ui/warnings_model.h"

#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/insight_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

constexpr std::size_t kMostCells = 6; // named one by one; the tooltip has them all

bool isAbout(const ResultWarning &warning, const CellResult &cell)
{
    return std::find(warning.cell_keys.begin(), warning.cell_keys.end(), cell.cell_key) != warning.cell_keys.end();
}

QString severityText(ResultWarning::Severity severity)
{
    switch (severity) {
    case ResultWarning::Severity::Note:
        return WarningsModel::tr("Note");
    case ResultWarning::Severity::Caution:
        return WarningsModel::tr("Caution");
    case ResultWarning::Severity::Serious:
        return WarningsModel::tr("Serious");
    }
    return {};
}

QString cellName(const ResultFrame &frame, const CellResult &cell)
{
    return QStringLiteral("%1 %2").arg(labelAt(frame.models, cell.model), budgetText(cell.budget));
}

/// "model 96, model 128, …": those that the warning is about, at most `most` of them.
QString cellNames(const ResultFrame &frame, const ResultWarning &warning, std::size_t most)
{
    QStringList names;
    for (const CellResult &cell : frame.cells) {
        if (isAbout(warning, cell)) {
            names << cellName(frame, cell);
        }
    }
    if (static_cast<std::size_t>(names.size()) > most) {
        names = names.mid(0, static_cast<qsizetype>(most));
        names << QStringLiteral("…");
    }
    return names.join(QStringLiteral(", "));
}

QString findingText(const ResultFrame &frame, const ResultWarning &warning, std::size_t most)
{
    const QString sentence = sentenceText(warning.sentence);
    const bool isAboutSome = !warning.cell_keys.empty() && warning.cell_keys.size() < frame.cells.size();
    return isAboutSome ? WarningsModel::tr("%1 Cells: %2.").arg(sentence, cellNames(frame, warning, most)) : sentence;
}

} // namespace

void WarningsModel::setWarnings(FramePtr frame, ConclusionsPtr conclusions)
{
    const int before = rowCount();
    const int after = frame && conclusions ? static_cast<int>(conclusions->warnings.size()) : 0;
    if (before != after) {
        beginResetModel();
    }
    frame_ = std::move(frame);
    conclusions_ = std::move(conclusions);
    if (before != after) {
        endResetModel();
    } else if (after > 0) { // keeps the selection while a sweep runs
        emit dataChanged(index(0, 0), index(after - 1, NumColumns - 1));
    }
}

int WarningsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !frame_ || !conclusions_ ? 0 : static_cast<int>(conclusions_->warnings.size());
}

int WarningsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

QVariant WarningsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ResultWarning &warning = conclusions_->warnings[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignTop);
    }
    if (role == Qt::ToolTipRole) {
        return plainToolTip(findingText(*frame_, warning, frame_->cells.size()));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(index.column())) {
    case Severity:
        return severityText(warning.severity);
    case Finding:
        return findingText(*frame_, warning, kMostCells);
    case Advice:
        return sentenceText(warning.advice);
    case NumColumns:
        break;
    }
    return {};
}

QVariant WarningsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= NumColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    }
    const std::array<QString, NumColumns> titles{tr("Weight"), tr("What may mislead"), tr("What to do")};
    return role == Qt::DisplayRole ? titles[static_cast<std::size_t>(section)] : QVariant();
}

QStringList warningLines(const std::vector<ResultWarning> &warnings, const CellResult &cell)
{
    QStringList lines;
    for (const ResultWarning &warning : warnings) {
        if (isAbout(warning, cell)) {
            lines << QStringLiteral("%1: %2").arg(severityText(warning.severity), sentenceText(warning.sentence));
        }
    }
    return lines;
}

QString severityOf(const std::vector<ResultWarning> &warnings, const CellResult &cell)
{
    const auto first = std::find_if(warnings.begin(), warnings.end(),
                                    [&](const ResultWarning &warning) { return isAbout(warning, cell); });
    return first == warnings.end() ? QString() : severityText(first->severity);
}

} // namespace kvscope
