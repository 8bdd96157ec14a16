#include "widgets/param_fields.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "widgets/form_layout.h"
#include "widgets/wheel_guard.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

/// "mix_lambda" → "Mix lambda"
QString caption(const ParamSpec &spec)
{
    QString text = plainLine(spec.name, 40).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!text.isEmpty()) {
        text[0] = text[0].toUpper();
    }
    return text;
}

int boundedInt(double value)
{
    return static_cast<int>(std::lround(std::clamp(value, -2.0e9, 2.0e9)));
}

} // namespace

ParamFields::ParamFields(QWidget *parent) : QWidget(parent), layout_(makeFormLayout(this)) {}

void ParamFields::setSpecs(std::vector<ParamSpec> specs)
{
    while (layout_->rowCount() > 0) {
        layout_->removeRow(0);
    }
    fields_.clear();
    specs_ = std::move(specs);
    for (const ParamSpec &spec : specs_) {
        QWidget *field = makeField(spec);
        field->setObjectName(QStringLiteral("param_") + fromUtf8(spec.name));
        field->setToolTip(plainToolTip(catalogText(spec.help)));
        field->setAccessibleName(caption(spec));
        field->setAccessibleDescription(plainLine(catalogText(spec.help)));
        layout_->addRow(makeFormLabel(caption(spec)), field);
        fields_[spec.name] = field;
    }
    setVisible(!specs_.empty());
}

QWidget *ParamFields::makeField(const ParamSpec &spec)
{
    if (spec.kind == ParamSpec::Kind::Integer) {
        auto *box = new QSpinBox(this);
        WheelGuard::install(box);
        box->setRange(boundedInt(spec.minimum), boundedInt(spec.maximum));
        box->setValue(boundedInt(spec.default_value));
        box->setSuffix(spec.unit.empty() ? QString() : QLatin1Char(' ') + plainLine(catalogText(spec.unit), 20));
        connect(box, &QSpinBox::valueChanged, this, &ParamFields::changed);
        return box;
    }
    auto *box = new QDoubleSpinBox(this);
    WheelGuard::install(box);
    box->setDecimals(3);
    box->setRange(spec.minimum, spec.maximum);
    box->setSingleStep((spec.maximum - spec.minimum) / 100);
    box->setValue(spec.default_value);
    box->setSuffix(spec.unit.empty() ? QString() : QLatin1Char(' ') + plainLine(catalogText(spec.unit), 20));
    connect(box, &QDoubleSpinBox::valueChanged, this, &ParamFields::changed);
    return box;
}

void ParamFields::setValues(const ParamValues &values)
{
    for (const ParamSpec &spec : specs_) {
        const auto given = values.find(spec.name);
        const double value = given != values.end() ? given->second : spec.default_value;
        if (auto *box = qobject_cast<QSpinBox *>(fields_[spec.name])) {
            box->setValue(boundedInt(value));
        } else if (auto *real = qobject_cast<QDoubleSpinBox *>(fields_[spec.name])) {
            real->setValue(value);
        }
    }
}

double ParamFields::valueOf(const ParamSpec &spec) const
{
    QWidget *field = fields_.at(spec.name);
    if (const auto *box = qobject_cast<QSpinBox *>(field)) {
        return box->value();
    }
    const auto *real = qobject_cast<QDoubleSpinBox *>(field);
    return real != nullptr ? real->value() : spec.default_value;
}

ParamValues ParamFields::changedValues() const
{
    ParamValues values;
    for (const ParamSpec &spec : specs_) {
        const double value = valueOf(spec);
        if (std::abs(value - spec.default_value) > 1e-9) {
            values[spec.name] = value;
        }
    }
    return values;
}

} // namespace kvscope
