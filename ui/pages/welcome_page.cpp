#include "pages/welcome_page.h"

#include "ui/plain_text.h"
#include "ui/theme.h"
#include "widgets/form_layout.h"

#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kColumnWidth = 920;
constexpr int kRowHeight = 34;
constexpr int kPictureRowHeight = 54;
constexpr qsizetype kMostRows = 6;
constexpr qsizetype kMostPictureRows = 4;
constexpr int MissingRole = Qt::UserRole + 1;

QString firstLine(const QString &path)
{
    return plainLine(QFileInfo(path).completeBaseName(), 60);
}

void fillList(QListWidget *list, const QStringList &paths, const QStringList &titles, int rowHeight, qsizetype mostRows)
{
    list->clear();
    for (qsizetype i = 0; i < paths.size(); ++i) {
        auto *item = new QListWidgetItem(titles[i], list);
        item->setData(Qt::UserRole, paths[i]);
        item->setToolTip(plainToolTip(paths[i]));
        item->setSizeHint({0, rowHeight});
    }
    list->setFixedHeight(static_cast<int>(std::clamp<qsizetype>(paths.size(), 1, mostRows)) * rowHeight + 4);
}

} // namespace

WelcomePage::WelcomePage(const MainActions &actions, QWidget *parent) : QWidget(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    outer->addWidget(scroll);
    auto *page = new QWidget(scroll);
    page->setProperty("transparent", true);
    auto *centre = new QHBoxLayout(page);
    centre->setContentsMargins(24, 20, 24, 20);
    auto *column = new QWidget(page);
    column->setMaximumWidth(kColumnWidth);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::cardPadding);
    layout->addStretch(1);
    auto *title = new QLabel(tr("How small can the KV cache be?"), column);
    title->setProperty("role", QStringLiteral("title"));
    auto *question = makeHint(QStringLiteral("caption"));
    question->setText(
        tr("Run two reasoning models at the KV budgets you pick, and see accuracy and throughput together, live."));
    layout->addWidget(title);
    layout->addWidget(question);
    layout->addLayout(makeActionCards(actions));
    auto *lists = new QHBoxLayout;
    lists->setSpacing(metrics::cardPadding);
    recent_ = makeList(QStringLiteral("recentList"), tr("Recent sessions"));
    references_ = makeList(QStringLiteral("referenceList"), tr("Published figures"));
    recent_->setIconSize(RecentSessions::thumbnailSize);
    auto *remove = new QAction(tr("Remove from this list"), recent_);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    recent_->addAction(remove);
    recent_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(remove, &QAction::triggered, this, [this] {
        if (const QListWidgetItem *item = recent_->currentItem()) {
            emit removeRequested(item->data(Qt::UserRole).toString());
        }
    });
    recentCard_ = makeListCard(tr("Recent sessions"), {}, recent_);
    lists->addWidget(recentCard_, 1);
    lists->addWidget(
        makeListCard(tr("Published figures"),
                     tr("Two readings of the DynTS figure (arXiv 2601.18383); values read off a picture, no "
                        "samples behind them."),
                     references_),
        1);
    layout->addLayout(lists);
    layout->addStretch(2);
    centre->addStretch(1);
    centre->addWidget(column, 100);
    centre->addStretch(1);
    scroll->setWidget(page);
}

QHBoxLayout *WelcomePage::makeActionCards(const MainActions &actions)
{
    auto *cards = new QHBoxLayout;
    cards->setSpacing(metrics::cardPadding);
    cards->addWidget(
        makeActionCard(actions.demo, tr("Demo"),
                       tr("Two tiny bundled models at seven budgets, on this machine, in a minute or two. Which "
                          "method comes first on them is no evidence about the methods."),
                       tr("Run the demo"), true));
    cards->addWidget(
        makeActionCard(actions.newSweep, tr("New sweep"),
                       tr("Your models, problems, budgets and policy. The plan with its memory is shown before "
                          "anything starts."),
                       tr("Set up a sweep"), false));
    cards->addWidget(
        makeActionCard(actions.open, tr("Session"),
                       tr("Everything of a sweep is one file. An interrupted one goes on where it stopped, with "
                          "nothing lost."),
                       tr("Open a session…"), false));
    return cards;
}

QFrame *WelcomePage::makeActionCard(QAction *action, const QString &heading, const QString &text, const QString &button,
                                    bool isPrimary)
{
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // all equally wide, whatever is written on them
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::cardPadding);
    layout->setSpacing(8);
    auto *title = new QLabel(heading, card);
    title->setProperty("role", QStringLiteral("heading"));
    QLabel *about = makeHint(QStringLiteral("caption"));
    about->setText(text);
    auto *go = new QPushButton(button, card);
    go->setObjectName(action->objectName() + QStringLiteral("Card"));
    go->setProperty("primary", isPrimary);
    go->setToolTip(action->shortcut().toString(QKeySequence::NativeText));
    connect(go, &QPushButton::clicked, action, &QAction::trigger);
    layout->addWidget(title);
    layout->addWidget(about);
    layout->addStretch(1);
    layout->addWidget(go, 0, Qt::AlignLeft);
    return card;
}

QFrame *WelcomePage::makeListCard(const QString &heading, const QString &text, QListWidget *list)
{
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(metrics::cardPadding, metrics::cardPadding, metrics::cardPadding, metrics::gap);
    layout->setSpacing(8);
    auto *title = new QLabel(heading, card);
    title->setProperty("role", QStringLiteral("heading"));
    layout->addWidget(title);
    if (!text.isEmpty()) {
        QLabel *about = makeHint(QStringLiteral("caption"));
        about->setText(text);
        layout->addWidget(about);
    }
    layout->addWidget(list);
    layout->addStretch(1);
    return card;
}

QListWidget *WelcomePage::makeList(const QString &name, const QString &accessibleName)
{
    auto *list = new QListWidget(this);
    list->setObjectName(name);
    list->setAccessibleName(accessibleName);
    list->setFrameShape(QFrame::NoFrame);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setTextElideMode(Qt::ElideMiddle);
    list->setCursor(Qt::PointingHandCursor);
    const auto choose = [this](const QListWidgetItem *item) {
        const QString path = item->data(Qt::UserRole).toString();
        if (item->data(MissingRole).toBool()) {
            emit missingChosen(path);
        } else {
            emit sessionChosen(path);
        }
    };
    // Some styles also activate on a click: one of the two signals would then come twice.
    connect(list, &QListWidget::itemClicked, this, choose);
    auto *enter = new QAction(list);
    enter->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    enter->setShortcutContext(Qt::WidgetShortcut);
    list->addAction(enter);
    connect(enter, &QAction::triggered, this, [list, choose] {
        if (const QListWidgetItem *item = list->currentItem()) {
            choose(item);
        }
    });
    return list;
}

void WelcomePage::setRecent(const QStringList &paths)
{
    QStringList titles;
    for (const QString &path : paths) {
        titles << firstLine(path) + QLatin1Char('\n') + shortPath(QFileInfo(path).absolutePath(), 44);
    }
    fillList(recent_, paths, titles, kPictureRowHeight, kMostPictureRows);
    QPixmap room(RecentSessions::thumbnailSize); // until the picture comes
    room.fill(Qt::transparent);
    for (int row = 0; row < recent_->count(); ++row) {
        recent_->item(row)->setIcon(QIcon(room));
    }
    recentCard_->setVisible(!paths.isEmpty());
}

void WelcomePage::showSession(const RecentSession &session)
{
    for (int row = 0; row < recent_->count(); ++row) {
        QListWidgetItem *item = recent_->item(row);
        if (item->data(Qt::UserRole).toString() != session.path) {
            continue;
        }
        item->setData(MissingRole, !session.exists);
        if (!session.exists) {
            item->setForeground(palette().color(QPalette::Disabled, QPalette::Text));
            item->setText(firstLine(session.path) + QLatin1Char('\n') +
                          tr("not found – choose it to locate or remove it"));
        } else if (!session.about.isEmpty()) {
            item->setText(firstLine(session.path) + QLatin1Char('\n') + session.about);
        }
        if (!session.thumbnail.isNull()) {
            item->setIcon(QIcon(QPixmap::fromImage(session.thumbnail)));
        }
    }
}

void WelcomePage::setReferences(const QStringList &paths, const QStringList &titles)
{
    fillList(references_, paths, titles, kRowHeight, kMostRows);
}

} // namespace kvscope
