#include "widgets/budget_picker.h"

#include "ui/theme.h"

#include <QDoubleValidator>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace kvscope {
namespace {

constexpr int kFieldWidth = 72;
constexpr double kMostTps = 1e9;

std::optional<double> valueOf(const QLineEdit &field)
{
    bool isNumber = false;
    const double value = QLocale::c().toDouble(field.text().trimmed(), &isNumber);
    return isNumber && field.hasAcceptableInput() ? std::optional(value) : std::nullopt;
}

} // namespace

BudgetPicker::BudgetPicker(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    const auto addField = [&](const char *name, const QString &label, const QString &unit, double most) {
        auto *caption = new QLabel(label, this);
        auto *field = new QLineEdit(this);
        field->setObjectName(QLatin1String(name));
        field->setPlaceholderText(tr("any"));
        field->setFixedWidth(kFieldWidth);
        field->setAlignment(Qt::AlignRight);
        field->setAccessibleName(tr("%1, in %2").arg(label, unit));
        auto *validator = new QDoubleValidator(0, most, 3, field);
        validator->setLocale(QLocale::c());
        validator->setNotation(QDoubleValidator::StandardNotation);
        field->setValidator(validator);
        caption->setBuddy(field);
        auto *unitLabel = new QLabel(unit, this);
        unitLabel->setProperty("role", QStringLiteral("caption"));
        layout->addWidget(caption);
        layout->addWidget(field);
        layout->addWidget(unitLabel);
        layout->addSpacing(metrics::gap);
        connect(field, &QLineEdit::textChanged, this, &BudgetPicker::changed);
        return field;
    };
    pass_ = addField("minPass", tr("Pass@1 at least"), QStringLiteral("%"), 100);
    tps_ = addField("minTps", tr("TPS at least"), tr("tokens/s"), kMostTps);
}

stats::Requirement BudgetPicker::requirement() const
{
    return {valueOf(*pass_), valueOf(*tps_)};
}

} // namespace kvscope
