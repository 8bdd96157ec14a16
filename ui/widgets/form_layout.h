#pragma once

#include <QFormLayout>
#include <QLabel>
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
