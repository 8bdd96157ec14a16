#pragma once

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QToolButton>

namespace kvscope {

/// All captions of the setup have this width, so that the fields of different sections line up.
inline constexpr int kFormLabelWidth = 88;
/// A caption is as high as its field, so that both stand on one line.
inline constexpr int kFieldHeight = 30;

inline QFormLayout *makeFormLayout(QWidget *parent)
{
    auto *layout = new QFormLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(6);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return layout;
}

inline QLabel *makeFormLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFixedWidth(kFormLabelWidth);
    label->setMinimumHeight(kFieldHeight);
    label->setWordWrap(true);
    return label;
}

/// A field for a seed: a whole number of up to 19 digits.
inline QLineEdit *makeSeedField(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *field = new QLineEdit(parent);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(accessibleName);
    field->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{0,19}")), field));
    return field;
}

/// The small button beside a field that opens a file dialog.
inline QToolButton *makeBrowseButton(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(QStringLiteral("…"));
    button->setFixedSize(kFieldHeight, kFieldHeight);
    button->setProperty("browse", true);
    return button;
}

/// A wrapped plain-text line below a field: a hint, or an error.
inline QLabel *makeHint(const QString &role)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", role);
    return label;
}

} // namespace kvscope
