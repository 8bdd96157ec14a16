#include "window_user.h"

#include "large_session.h"
#include "ui/plot_view.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <ctime>

namespace benchmarks {
namespace {

constexpr int kActEveryMs = 20;

double busyNow_ms()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

} // namespace

WindowUser::WindowUser(kvscope::MainWindow &window) : window_(window)
{
    timer_.setInterval(kActEveryMs);
    connect(&timer_, &QTimer::timeout, this, [this] {
        ++tick_;
        if (seesSamples_) {
            scroll();
        } else {
            pointAtChart();
        }
    });
}

template <typename Do>
void WindowUser::timed(const QString &what, Do act)
{
    QElapsedTimer wall;
    wall.start();
    const double busy = busyNow_ms();
    act();
    ActionCost &cost = costs_[what];
    cost.wall_ms = std::max(cost.wall_ms, static_cast<double>(wall.nsecsElapsed()) / 1e6);
    cost.busy_ms = std::max(cost.busy_ms, busyNow_ms() - busy);
    ++cost.count;
}

void WindowUser::lookAtCharts()
{
    seesSamples_ = false;
    timed(QStringLiteral("go to the charts"), [this] { window_.findChild<QAction *>("showCharts")->trigger(); });
    timer_.start();
}

void WindowUser::lookAtSamples()
{
    seesSamples_ = true;
    timed(QStringLiteral("go to the samples"), [this] { window_.showSamples({}); });
    timer_.start();
}

void WindowUser::pointAtChart()
{
    auto *plot = window_.findChild<kvscope::PlotView *>("plot");
    if (tick_ % 15 == 0) {
        const auto charts = kvscope::chartsInOrder();
        const QString id = QLatin1String(charts[static_cast<std::size_t>(tick_ / 15) % charts.size()]->id);
        timed(QStringLiteral("switch to ") + id, [&] { window_.findChild<QAction *>(id)->trigger(); });
        return;
    }
    QWidget *canvas = plot->childAt(plot->rect().center());
    const double share = (tick_ % 50) / 50.0;
    const QPointF at(share * canvas->width(), canvas->height() * 0.4);
    timed(QStringLiteral("hover"), [&] {
        QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        canvas->repaint();
    });
}

void WindowUser::scroll()
{
    auto *table = window_.findChild<QTableView *>("samplesTable");
    QScrollBar *bar = table->verticalScrollBar();
    const bool jumps = tick_ % 20 == 0;
    const auto chance = static_cast<int>(large_session::mixed(static_cast<std::uint64_t>(tick_)) % 1000);
    timed(jumps ? QStringLiteral("jump in the list") : QStringLiteral("scroll the list"), [&] {
        bar->setValue(jumps ? bar->maximum() / 1000 * chance : bar->value() + table->viewport()->height() / 3);
        table->viewport()->repaint();
    });
    if (tick_ % 25 == 0 && table->model()->rowCount() > 0) {
        timed(QStringLiteral("choose a sample"), [&] { table->selectRow(table->rowAt(10)); });
    }
}

} // namespace benchmarks
