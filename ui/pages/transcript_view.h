#pragma once

#include "models/sample_details.h"
#include "pages/main_actions.h"

#include <QFrame>
#include <QList>
#include <QTimer>

#include <utility>

class QLabel;
class QPushButton;
class QToolButton;

namespace kvscope {

class ElidedLabel;
class ExactTextView;

/// One sample as text: how it was graded, what was asked, thought and answered. Prompt and thought are folded until
/// they are asked for; a very long part is cut until all of it is.
class TranscriptView : public QFrame {
    Q_OBJECT

public:
    TranscriptView(const MainActions &actions, QWidget *parent = nullptr);

    /// `title`: which sample of which cell.
    void setDetails(const SampleDetailsPtr &details, const QString &title);
    void clear();
    /// What the clipboard gets; empty without a sample.
    QString textToCopy() const;
    void setFolds(bool showsPrompt, bool showsThink);
    bool showsPrompt() const;
    bool showsThink() const;

private:
    void build(const MainActions &actions);
    void fillFacts();
    void fillText();
    void addPart(const QString &title, const TranscriptPart &part, bool isFolded);
    void add(const QString &text, bool isHeading);
    void insertPending();

    SampleDetailsPtr details_;
    Transcript shown_;
    QList<std::pair<QString, bool>> pending_; ///< texts to insert, and whether they are headings
    ElidedLabel *title_;
    QLabel *verdict_;
    QLabel *answers_;
    QLabel *facts_;
    QToolButton *prompt_;
    QToolButton *think_;
    QPushButton *showAll_;
    ExactTextView *text_;
    QTimer inserting_;
};

} // namespace kvscope
