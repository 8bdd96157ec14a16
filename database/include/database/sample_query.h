#pragma once

#include "types/sample.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// What a list of samples is sorted by. Ties, and Stored itself: by cell as asked for, problem in the dataset's order,
/// sample index.
enum class SampleSort {
    Stored,
    Problem,
    SampleIndex,
    Verdict,
    Extracted,
    Gold,
    Finish,
    NumTokens,
    Evictions,
    PeakKvLen,
    ComparedVerdict ///< of the partner; as Stored where nothing is compared
};

/// How a sample's verdict differs from that of its partner in the compared cell. "Wrong" is wrong or without an answer;
/// an invalid sample on either side is no flip.
enum class FlipFilter { AllPairs, Flipped, CorrectToWrong, WrongToCorrect };

/// A cell whose samples are listed and, if not empty, the cell that they are compared with: partners have the same
/// problem and sample index.
struct SampleSource {
    std::string cell_key;
    std::string compared_key;
};

/// Which samples and in which order. Every condition that is set must hold.
struct SampleQuery {
    std::vector<SampleSource> cells{}; ///< none: no samples; a key that is not in the file has none
    std::vector<Verdict> verdicts{};   ///< empty: any
    std::optional<int> min_tokens{};   ///< output tokens
    std::optional<int> max_tokens{};
    bool only_truncated = false; ///< stopped by the token limit
    /// Only samples with a partner, and among them those that flipped so; cells without compared_key then give none.
    std::optional<FlipFilter> flips{};
    std::string text{}; ///< part of problem id, extracted or gold answer; upper and lower case of ASCII are the same
    SampleSort sort = SampleSort::Stored;
    bool descending = false;
};

/// A sample of a list and its partner in the compared cell; 0 where there is none.
struct SampleRef {
    std::int64_t id = 0;
    std::int64_t compared_id = 0;

    friend bool operator==(const SampleRef &, const SampleRef &) = default;
};

/// How the pairs of a comparison differ.
struct FlipCounts {
    int num_pairs = 0; ///< both valid
    int num_correct_to_wrong = 0;
    int num_wrong_to_correct = 0;
};

/// The answer to a SampleQuery: 16 bytes a sample, so that 100 000 of them are listed, sorted and jumped in without
/// their rows in memory. A snapshot: later samples are not in it; ids stay valid, since nothing is ever deleted.
struct SampleList {
    std::vector<SampleRef> refs;
    int num_stored = 0; ///< samples of the session in this snapshot, listed or not
};

} // namespace kvscope
