#include "pages/study_header.h"

#include "ui/theme.h"
#include "widgets/action_button.h"
#include "widgets/dataset_chooser.h"
#include "widgets/elided_label.h"
#include "widgets/restyle.h"
#include "widgets/two_part_row.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace kvscope {

StudyHeader::StudyHeader(const MainActions &actions, QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::gap - 2);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    title_ = new ElidedLabel(this);
    title_->setProperty("role", QStringLiteral("title"));
    title_->setObjectName(QStringLiteral("studyTitle"));
    subtitle_ = new ElidedLabel(this, Qt::ElideMiddle);
    subtitle_->setProperty("role", QStringLiteral("caption"));
    texts->addWidget(title_);
    texts->addWidget(subtitle_);
    top->addLayout(texts, 1);
    QPushButton *exportButton = makeActionButton(actions.exportChart, this);
    pause_ = makeActionButton(actions.pause, this);
    stop_ = makeActionButton(actions.stop, this);
    resume_ = makeActionButton(actions.resume, this);
    start_ = makeActionButton(actions.start, this);
    newSweep_ = makeActionButton(actions.newSweep, this);
    for (QPushButton *button : {exportButton, pause_, stop_, newSweep_, start_, resume_}) {
        top->addWidget(button);
    }
    layout->addLayout(top);
    layout->addWidget(buildViewRow(actions));
}

QWidget *StudyHeader::buildViewRow(const MainActions &actions)
{
    const auto addButton = [](QAction *action, QWidget *group) {
        QPushButton *button = makeActionButton(action, group);
        button->setProperty("compact", true);
        group->layout()->addWidget(button);
    };
    auto *what = new QWidget(this), *how = new QWidget(this);
    for (QWidget *group : {what, how}) {
        auto *layout = new QHBoxLayout(group);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
    }
    QPushButton *setup = makeActionButton(actions.toggleSetup, what);
    what->layout()->addWidget(setup);
    static_cast<QHBoxLayout *>(what->layout())->addSpacing(metrics::gap);
    for (QAction *action : actions.views->actions()) {
        addButton(action, what);
    }
    static_cast<QHBoxLayout *>(what->layout())->addStretch(1);
    static_cast<QHBoxLayout *>(how->layout())->addStretch(1);
    dataset_ = new DatasetChooser(how);
    dataset_->setObjectName(QStringLiteral("datasetView"));
    how->layout()->addWidget(dataset_);
    for (QAction *action : actions.scales->actions()) {
        addButton(action, how);
    }
    addButton(actions.shareScales, how);
    connect(dataset_, &DatasetChooser::datasetChosen, this, &StudyHeader::datasetChosen);
    return new TwoPartRow(what, how, this);
}

void StudyHeader::setTitles(const QString &title, const QString &subtitle)
{
    title_->setFullText(title);
    subtitle_->setFullText(subtitle);
}

void StudyHeader::showState(RunState state, bool canResume, bool canStart, bool showsSetup)
{
    const bool running = state != RunState::Idle;
    pause_->setVisible(running);
    stop_->setVisible(running);
    resume_->setVisible(!running && canResume);
    start_->setVisible(!running && showsSetup && (canStart || !canResume));
    newSweep_->setVisible(!running && !showsSetup);
    // One primary button at a time: going on with what is there comes before starting anew.
    setDynamic(resume_, "primary", canResume);
    setDynamic(start_, "primary", !canResume);
}

void StudyHeader::setDatasets(const QStringList &labels, int current, bool offersAverage)
{
    dataset_->setDatasets(labels, current, offersAverage);
}

} // namespace kvscope
