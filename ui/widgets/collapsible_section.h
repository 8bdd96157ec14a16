#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace kvscope {

class ElidedLabel;

/// A titled group of form fields that can be folded; folded, it shows a one-line summary of what is inside.
class CollapsibleSection : public QWidget {
    Q_OBJECT

public:
    explicit CollapsibleSection(const QString &title, QWidget *parent = nullptr);

    /// Takes ownership. Called once.
    void setContent(QWidget *content);
    void setSummary(const QString &summary);
    void setExpanded(bool expanded);

private:
    QToolButton *header_;
    ElidedLabel *summary_;
    QVBoxLayout *layout_;
    QWidget *content_ = nullptr;
    bool isExpanded_ = true;
};

} // namespace kvscope
