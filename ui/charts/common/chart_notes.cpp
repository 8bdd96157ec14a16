#include "ui/chart_notes.h"

#include "charts/common/chart_text.h"
#include "models/frame_text.h"
#include "ui/format.h"

#include <algorithm>
#include <map>

namespace kvscope {
namespace {

constexpr int kMostOfANote = 400;

struct NumberedNote {
    int number = 0;
    QString text;
};

/// Numbers notes in the order in which the scene shows their cells.
class Numbering {
public:
    Numbering(const ResultFrame &frame, int dataset) : frame_(frame), isAverage_(dataset < 0) {}

    /// The note at what the scene shows under this key; number 0 if there is none.
    NumberedNote of(const QString &cellKey)
    {
        const auto known = notes_.find(cellKey);
        if (known != notes_.end()) {
            return known->second;
        }
        NumberedNote note;
        const auto cell = std::find_if(frame_.cells.begin(), frame_.cells.end(),
                                       [&](const CellResult &each) { return each.cell_key == cellKey.toStdString(); });
        if (cell != frame_.cells.end()) {
            note.text = textOf(*cell);
        }
        if (!note.text.isEmpty()) {
            note.number = ++count_;
            lines_.push_back(
                QStringLiteral("(%1) %2: %3").arg(QString::number(note.number), cellTitle(frame_, *cell), note.text));
        }
        notes_[cellKey] = note;
        return note;
    }

    const std::vector<QString> &lines() const { return lines_; }

private:
    QString textOf(const CellResult &cell) const
    {
        QStringList texts;
        for (const CellResult &other : frame_.cells) {
            const bool isSame = isAverage_ ? other.model == cell.model && other.policy == cell.policy &&
                                                 other.params == cell.params && other.budget == cell.budget
                                           : other.cell_key == cell.cell_key;
            if (isSame && !other.note.empty()) {
                QString line = fromUtf8(other.note).simplified();
                texts << plainLine(line, kMostOfANote);
            }
        }
        return texts.join(QStringLiteral(" / "));
    }

    const ResultFrame &frame_;
    bool isAverage_;
    int count_ = 0;
    std::map<QString, NumberedNote> notes_;
    std::vector<QString> lines_;
};

void markPanel(ScenePanel &panel, Numbering &numbering)
{
    std::vector<QString> marked;
    const auto mark = [&](const QString &cellKey, double x, double y, AxisSide side, bool isAtBase) {
        if (cellKey.isEmpty() || std::find(marked.begin(), marked.end(), cellKey) != marked.end()) {
            return;
        }
        if (const NumberedNote note = numbering.of(cellKey); note.number > 0) {
            marked.push_back(cellKey);
            panel.marks.push_back({x, y, side, isAtBase, QString::number(note.number)});
        }
    };
    for (const SceneBar &bar : panel.bars) {
        mark(bar.cellKey, bar.x, 0, AxisSide::Left, true);
    }
    for (const SceneLine &line : panel.lines) {
        for (const ScenePoint &point : line.points) {
            mark(point.cellKey, point.x, point.y, line.side, false);
        }
    }
    for (HoverTarget &target : panel.targets) {
        if (const NumberedNote note = numbering.of(target.cellKey); note.number > 0 && !target.text.isEmpty()) {
            target.text += QLatin1Char('\n') + ChartText::tr("Note %1: %2").arg(note.number).arg(note.text);
        }
    }
}

} // namespace

QString cellTitle(const ResultFrame &frame, const CellResult &cell)
{
    const QString model = labelAt(frame.models, cell.model);
    return cell.budget.is_full() ? QStringLiteral("%1, %2").arg(model, budgetText(cell.budget))
                                 : QStringLiteral("%1, %2 %3")
                                       .arg(model, plainLine(policyLabel(cell.policy), 40), budgetText(cell.budget));
}

void addNotes(ChartScene &scene, const ResultFrame &frame, int dataset)
{
    const bool hasAny =
        std::any_of(frame.cells.begin(), frame.cells.end(), [](const CellResult &cell) { return !cell.note.empty(); });
    if (!hasAny) {
        return;
    }
    Numbering numbering(frame, dataset);
    for (ScenePanel &panel : scene.panels) {
        markPanel(panel, numbering);
    }
    for (const QString &line : numbering.lines()) {
        scene.notes.push_back(line);
        scene.summary += QLatin1Char('\n') + ChartText::tr("Note %1").arg(line);
    }
}

} // namespace kvscope
