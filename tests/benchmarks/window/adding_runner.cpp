#include "adding_runner.h"

#include "large_session.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <thread>

namespace benchmarks {
namespace {

using namespace kvscope;

constexpr int kBatch = 8; ///< samples of one commit, as a batch of short answers ends

/// The window writes "stop" or closes the pipe: both mean that it is over.
void waitForInput(std::atomic_bool &isOver)
{
    std::array<char, 64> bytes{};
    if (read(STDIN_FILENO, bytes.data(), bytes.size()) >= 0) {
        isOver = true;
    }
}

void announce(const CellSpec &cell, const std::vector<SampleResult> &samples, int numCommitted, int numPlanned)
{
    for (const SampleResult &sample : samples) {
        std::printf(R"({"event":"sample","cell":"%s","problem_id":"%s","sample_index":%d,"verdict":"correct",)"
                    R"("num_tokens":%zu,"finish":"stop"})"
                    "\n",
                    cell.key.c_str(), sample.problem_id.c_str(), sample.sample_index, sample.tokens.size());
    }
    std::printf(R"({"event":"progress","cell":"%s","running":%d,"num_tokens":0,"tps":1000,"cell_committed":%d,)"
                R"("cell_samples":%d,"sweep_committed":%d,"sweep_samples":%d,"eta_s":null,"loaded":null})"
                "\n",
                cell.key.c_str(), kBatch, numCommitted, numPlanned, numCommitted, numPlanned);
    std::fflush(stdout);
}

} // namespace

int addSamples(const char *session)
{
    auto writer = SessionWriter::open(session);
    if (writer.has_error()) {
        std::fprintf(stderr, "%s\n", writer.error().message.c_str());
        return 1;
    }
    large_session::Size size;
    const int first = static_cast<int>(getpid()) * 1000 % 1'000'000 + size.samples_per_problem; // other runs' are taken
    const SweepPlan plan = large_session::plan(size);
    std::atomic_bool isOver = false;
    std::thread(waitForInput, std::ref(isOver)).detach();
    std::printf(R"({"event":"start","session":"%s","num_cells":10,"num_samples":1,"num_committed":0,"device":"none",)"
                R"("threads":1})"
                "\n",
                session);
    int numCommitted = 0;
    for (int round = 0; !isOver; ++round) {
        const CellSpec &cell = plan.cells[static_cast<std::size_t>(round / 100) % plan.cells.size()];
        std::vector<SampleResult> samples;
        for (int i = 0; i < kBatch; ++i) {
            const int number = round * kBatch + i;
            samples.push_back(
                large_session::sample(cell, number % size.num_problems, first + number / size.num_problems));
        }
        if (const Status put = writer.value().put_samples(cell.key, samples); put.has_error()) {
            std::fprintf(stderr, "%s\n", put.error().message.c_str());
            return 1;
        }
        numCommitted += kBatch;
        announce(cell, samples, numCommitted, 1'000'000);
    }
    std::printf(R"({"event":"end","state":"canceled"})"
                "\n");
    std::fprintf(stderr, "added %d samples\n", numCommitted);
    return 130;
}

} // namespace benchmarks
