#include "ui/comparison_model.h"

#include "models/frame_text.h"
#include "ui/format.h"
#include "ui/insight_text.h"

#include <array>

namespace kvscope {
namespace {

const QString nothing = QStringLiteral("–");

QString signedText(double value, int decimals)
{
    const QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool isZero = digits.toDouble() == 0;
    return isZero ? digits : (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + digits;
}

QString passText(const CellResult &cell)
{
    return cell.pass_at_1 ? percentText(*cell.pass_at_1) : nothing;
}

QString rateText(const CellResult &cell)
{
    return cell.tps ? tpsText(*cell.tps) : nothing;
}

QString differenceText(const stats::ComparedCell &compared)
{
    if (compared.pass) {
        return QStringLiteral("%1 %2").arg(signedText(compared.pass->points, 1), intervalText(compared.pass->interval));
    }
    return compared.pass_by_point ? signedText(*compared.pass_by_point, 1) : nothing;
}

QString ratioText(const stats::ComparedCell &compared)
{
    if (!compared.tps) {
        return nothing;
    }
    const QString ratio = QStringLiteral("× %1").arg(QString::number(compared.tps->ratio, 'f', 2));
    return compared.tps->interval ? QStringLiteral("%1 %2").arg(ratio, intervalText(*compared.tps->interval, 2))
                                  : ratio;
}

QString policyText(const CellResult &first, const CellResult &second, const stats::ComparedCell &compared)
{
    const QString label = plainLine(policyLabel(first.policy), 40);
    if (compared.policies_differ) {
        return QStringLiteral("%1 / %2").arg(label, plainLine(policyLabel(second.policy), 40));
    }
    return compared.params_differ ? ComparisonModel::tr("%1, other parameters").arg(label) : label;
}

} // namespace

void ComparisonModel::setComparison(ComparisonPtr comparison)
{
    beginResetModel();
    comparison_ = std::move(comparison);
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !comparison_ ? 0 : static_cast<int>(comparison_->differences.cells.size());
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

QString ComparisonModel::textOf(const stats::ComparedCell &compared, Column column) const
{
    const CellResult &first = comparison_->first->cells[static_cast<std::size_t>(compared.first)];
    const CellResult &second = comparison_->second->cells[static_cast<std::size_t>(compared.second)];
    switch (column) {
    case Model:
        return labelAt(comparison_->first->models, first.model);
    case Dataset:
        return labelAt(comparison_->first->datasets, first.dataset);
    case Policy:
        return policyText(first, second, compared);
    case Budget:
        return budgetText(first.budget);
    case FirstPass:
        return passText(first);
    case SecondPass:
        return passText(second);
    case PassDifference:
        return differenceText(compared);
    case PValue:
        return compared.pass ? QString::number(compared.pass->p_value, 'f', 3) : nothing;
    case FirstTps:
        return rateText(first);
    case SecondTps:
        return rateText(second);
    case TpsRatio:
        return ratioText(compared);
    case NumColumns:
        break;
    }
    return {};
}

QString ComparisonModel::explanationOf(const stats::ComparedCell &compared, Column column) const
{
    if (column == PassDifference || column == PValue) {
        return compared.pass
                   ? tr("Second minus first, in points, over the %1 problems that both have. Interval: bootstrap over "
                        "problems; p: sign-flip test on the differences.")
                         .arg(compared.pass->num_problems)
                   : sentenceText(compared.pass_missing);
    }
    if (column == TpsRatio) {
        if (!compared.tps) {
            return sentenceText(compared.tps_missing);
        }
        const QString what = compared.tps->is_overall ? tr("Second over first, by the rates of whole cells.")
                                                      : tr("Second over first, by sustained rates.");
        return compared.tps->interval
                   ? tr("%1 Interval: delta method on the logarithm, Student t.").arg(what)
                   : tr("%1 The spread of the rates is not known in both, so there is no interval.").arg(what);
    }
    return textOf(compared, column);
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const stats::ComparedCell &compared = comparison_->differences.cells[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((column <= Policy ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        return plainToolTip(explanationOf(compared, column));
    }
    return role == Qt::DisplayRole ? QVariant(textOf(compared, column)) : QVariant();
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= NumColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((section <= Policy ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    const std::array<QString, NumColumns> titles{tr("Model"),         tr("Dataset"), tr("Policy"),     tr("Budget"),
                                                 tr("Pass@1, first"), tr("second"),  tr("Difference"), tr("p"),
                                                 tr("TPS, first"),    tr("second"),  tr("Ratio")};
    return role == Qt::DisplayRole ? titles[static_cast<std::size_t>(section)] : QVariant();
}

void SettingsDifferenceModel::setComparison(ComparisonPtr comparison)
{
    beginResetModel();
    comparison_ = std::move(comparison);
    endResetModel();
}

int SettingsDifferenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !comparison_ ? 0 : static_cast<int>(comparison_->settings.size());
}

int SettingsDifferenceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

QVariant SettingsDifferenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const auto &settings = comparison_->settings;
    const stats::ManifestDifference &row = settings[static_cast<std::size_t>(index.row())];
    // A group is named once, in its first row.
    const bool isFirst = index.row() == 0 || settings[static_cast<std::size_t>(index.row()) - 1].group != row.group;
    const auto value = [](const std::optional<std::string> &text) {
        return text ? plainLine(*text, 500) : SettingsDifferenceModel::tr("not stated");
    };
    const std::array<QString, NumColumns> texts{!isFirst && role == Qt::DisplayRole ? QString()
                                                : row.group.empty()                 ? tr("Run")
                                                                                    : plainLine(row.group, 80),
                                                plainLine(row.name, 80), value(row.first), value(row.second)};
    const QString &text = texts[static_cast<std::size_t>(index.column())];
    return role == Qt::ToolTipRole ? plainToolTip(text) : text;
}

QVariant SettingsDifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= NumColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    }
    const std::array<QString, NumColumns> titles{tr("Group"), tr("Setting"), tr("First session"), tr("Second session")};
    return role == Qt::DisplayRole ? titles[static_cast<std::size_t>(section)] : QVariant();
}

} // namespace kvscope
