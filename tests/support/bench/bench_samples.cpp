// What reading samples costs, by hand: bench_samples <session> [--write]. Prints milliseconds; no test, since tests do
// not measure time. --write makes the session of 100 000 samples first.
#include "large_session.h"
#include "models/sample_details.h"
#include "stats/eviction_history.h"
#include "stats/summarize.h"
#include "ui/sample_filters.h"
#include "ui/samples_model.h"
#include "ui/transcript.h"
#include "widgets/token_flow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <cstdio>

using namespace kvscope;

namespace {

double since(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void say(const char *what, double ms)
{
    std::printf("%-58s %9.2f ms\n", what, ms);
}

/// Runs `ask` and the event loop until the loader answers with `signal`.
template <typename Signal, typename Ask>
double answered(SampleLoader &loader, Signal signal, Ask ask)
{
    QEventLoop loop;
    const auto connection = QObject::connect(&loader, signal, &loop, &QEventLoop::quit);
    QElapsedTimer timer;
    timer.start();
    ask();
    loop.exec();
    QObject::disconnect(connection);
    return since(timer);
}

void readTable(const QString &path, const FramePtr &frame)
{
    SampleLoader loader;
    loader.setSession(path);
    SamplesModel model(loader);
    model.setFrame(frame);
    QTableView table;
    table.setModel(&model);
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.resize(1000, 600);
    table.show();
    QObject::connect(&loader, &SampleLoader::listReady, &model,
                     [&](const SampleListPtr &list) { model.setList(list); });
    const auto listed = [&](const char *what, const SampleQuery &query) {
        say(what, answered(loader, &SampleLoader::listReady, [&] { loader.loadList(query); }));
    };
    SampleQuery query = sampleQuery(*frame, {});
    QElapsedTimer first;
    first.start();
    listed("open the session, list all", query);
    answered(loader, &SampleLoader::rowsReady, [&] { table.viewport()->repaint(); });
    table.viewport()->repaint();
    say("… and the first page is painted", since(first));
    std::vector<double> jumps;
    for (int i = 0; i < 200; ++i) {
        const int row = static_cast<int>(large_session::mixed(static_cast<std::uint64_t>(i)) %
                                         static_cast<std::uint64_t>(model.rowCount()));
        if (model.rowAt(row) == nullptr) {
            jumps.push_back(answered(loader, &SampleLoader::rowsReady, [&] { model.index(row, 0).data(); }));
        }
    }
    std::sort(jumps.begin(), jumps.end());
    say("random jump, median of 200", jumps[jumps.size() / 2]);
    say("random jump, slowest of 200", jumps.back());
    for (const int column : {SamplesModel::Tokens, SamplesModel::Extracted, SamplesModel::Gold, SamplesModel::Budget}) {
        SamplesModel::sortQuery(query, *frame, column, true);
        listed(column == SamplesModel::Tokens      ? "sort by output tokens"
               : column == SamplesModel::Extracted ? "sort by extracted answer"
               : column == SamplesModel::Gold      ? "sort by gold answer"
                                                   : "sort by budget",
               query);
    }
    SampleFilters filters;
    filters.text = QStringLiteral("77");
    listed("filter: text", sampleQuery(*frame, filters));
    filters = {};
    filters.verdict = static_cast<int>(Verdict::Wrong);
    filters.minTokens = 100;
    listed("filter: wrong, 100 tokens or more", sampleQuery(*frame, filters));
    filters = {};
    filters.budget = 0;
    filters.compared = 4;
    listed("flips of 96 and full, with counts", sampleQuery(*frame, filters));
}

void turnTraceAround()
{
    constexpr int kHeads = 256;
    std::vector<EvictionEvent> trace;
    for (int entered = 1152; entered <= 8192; entered += 128) {
        EvictionEvent &event = trace.emplace_back(EvictionEvent{entered, 1152, {}});
        for (int head = 0; head < kHeads; ++head) {
            auto &dropped = event.dropped_positions.emplace_back();
            for (int i = 0; i < 128; ++i) {
                dropped.push_back(entered - 1152 + head % 7 + i);
            }
        }
    }
    QElapsedTimer timer;
    timer.start();
    const auto history = stats::trace_evictions(trace, 100, 8092, 32);
    say("8192 tokens x 256 heads: trace_evictions", since(timer));
    const int last = history.value().num_compressions() - 1;
    timer.restart();
    const auto drops = stats::position_drops(history.value(), {}, last);
    say("  position_drops", since(timer));
    timer.restart();
    const auto share = stats::kept_share(history.value(), {}, stats::spread_compressions(history.value(), 256));
    say("  kept_share", since(timer));
    timer.restart();
    const auto layers = stats::kept_per_layer(history.value(), last);
    say("  kept_per_layer", since(timer));
    TokenFlow flow;
    flow.resize(600, 400);
    flow.show();
    QStringList texts;
    for (int i = 0; i < 8192; ++i) {
        texts << QStringLiteral(" tok%1").arg(i % 100);
    }
    timer.restart();
    flow.setTokens(texts, 100);
    say("  lay out 8192 tokens", since(timer));
    flow.setStates({drops, kHeads, 8192, last + 1});
    timer.restart();
    flow.grab();
    say("  paint what is visible", since(timer));
    if (share.empty() || layers.empty()) {
        std::printf("nothing was kept\n");
    }
}

void showLongText()
{
    LoadedSample loaded;
    while (loaded.sample.text.size() < 1'000'000) {
        loaded.sample.text += "Step " + std::to_string(loaded.sample.text.size()) + ": a line of a long thought.\n";
    }
    QElapsedTimer timer;
    timer.start();
    const Transcript all = makeTranscript(loaded, std::nullopt, TranscriptExtent::All);
    say("1 MB transcript: make all of it (off the GUI thread)", since(timer));
    QPlainTextEdit edit;
    edit.setReadOnly(true);
    edit.setUndoRedoEnabled(false);
    edit.resize(600, 400);
    edit.show();
    timer.restart();
    QTextCursor(edit.document()).insertText(all.answer.text);
    edit.grab();
    say("1 MB transcript: show all of it", since(timer));
    edit.clear();
    timer.restart();
    QTextCursor(edit.document()).insertText(makeTranscript(loaded, std::nullopt).answer.text);
    edit.grab();
    say("1 MB transcript: show its start", since(timer));
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "bench_samples SESSION [--write]\n");
        return 2;
    }
    const QString path = QString::fromLocal8Bit(argv[1]);
    QElapsedTimer timer;
    timer.start();
    if (argc > 2) {
        const Status written = large_session::write(path.toStdString(), {});
        if (written.has_error()) {
            std::fprintf(stderr, "%s\n", written.error().message.c_str());
            return 1;
        }
        say("write 100 000 samples", since(timer));
    }
    const auto reader = SessionReader::open(path.toStdString());
    const auto rows = reader.has_value() ? reader.value().read_rows() : Result<SessionRows>(reader.error());
    if (rows.has_error()) {
        std::fprintf(stderr, "%s\n", rows.error().message.c_str());
        return 1;
    }
    readTable(path, std::make_shared<const ResultFrame>(stats::complete(rows.value())));
    turnTraceAround();
    showLongText();
    return 0;
}
