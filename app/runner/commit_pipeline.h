#pragma once

#include "bounded_queue.h"
#include "patient_writer.h"

#include "database/session_writer.h"
#include "engine/dataset.h"
#include "engine/generation.h"
#include "engine/grader.h"
#include "engine/prompt.h"

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace kvscope {

/// One sample to generate. GeneratedSample::tag is its index in the list of a pass.
struct PlannedSample {
    int problem = 0; ///< index into the dataset
    int sample_index = 0;
};

/// Everything about a cell that turns a generated sample into a stored one. Outlives the pipeline.
struct CellInputs {
    std::string key;
    const Dataset *dataset = nullptr;
    const Grader *grader = nullptr;               ///< null: `accuracy_missing` says why
    const PromptFormat *format = nullptr;         ///< null: prompts are random tokens, answers have no text
    const std::vector<Prompt> *prompts = nullptr; ///< parallel to dataset->problems
    std::vector<PlannedSample> planned;
    int max_new_tokens = 0; ///< as requested; 0: what the context leaves
    std::string accuracy_missing;

    /// What a sample may generate; 0: its prompt does not fit.
    int room_after(int prompt_len) const
    {
        return format != nullptr ? format->max_new_tokens(max_new_tokens, prompt_len) : max_new_tokens;
    }
};

/// Generation → text and verdict → durable commit → announcement, each on its own thread, so that decoding waits for
/// neither the grader nor the disk until the queues between them are full. Samples that wait together share a
/// transaction.
///
/// From construction to finish() the pipeline's committing thread owns the writer.
class CommitPipeline {
public:
    /// `on_fatal` is called once if the session can no longer be written.
    CommitPipeline(const CellInputs &cell, SessionWriter &writer, WriteContext context, std::function<void()> on_fatal);
    ~CommitPipeline();
    CommitPipeline(const CommitPipeline &) = delete;
    CommitPipeline &operator=(const CommitPipeline &) = delete;

    /// Called on the generating thread. Waits while the queue is full; drops the sample once writing has failed.
    void push(GeneratedSample sample);
    /// Commits what is queued and ends the threads. The error that stopped the writing, if any.
    Status finish();

private:
    void grade_all();
    void commit_all();

    const CellInputs &cell_;
    SessionWriter &writer_;
    const WriteContext context_;
    const std::function<void()> on_fatal_;
    BoundedQueue<GeneratedSample> generated_;
    BoundedQueue<SampleResult> graded_;
    Status status_ = Done{}; ///< the committing thread's until it is joined
    std::thread grade_thread_;
    std::thread commit_thread_;
};

/// The stored form of a generated sample: text, verdict, prompt.
SampleResult grade_sample(const CellInputs &cell, GeneratedSample generated);

} // namespace kvscope
