#pragma once

#include "ui/sample_loader.h"

#include <QString>

#include <optional>
#include <string>

namespace kvscope {

/// A piece of a transcript, ready to show: control and bidirectional characters are spelled out, over-long lines are
/// broken.
struct TranscriptPart {
    QString text;
    int numCharacters = 0; ///< of the stored text
    bool isCut = false;    ///< only the beginning is in `text`
};

/// One sample as it is read: what was asked, thought and answered, and how it was graded. Plain text throughout.
struct Transcript {
    TranscriptPart problem;
    std::optional<TranscriptPart> prompt; ///< what the model was given, template included; needs its tokenizer
    std::optional<TranscriptPart> think;
    bool isThinkOpen = false; ///< `<think>` was not closed
    TranscriptPart answer;    ///< what follows `</think>`, or all of it
    int numThinkTokens = 0;   ///< 0: not known without the tokenizer
    int numPromptTokens = 0;
    int numTokens = 0;
    QString verdict;   ///< "✓ correct"
    QString extracted; ///< one line each
    QString gold;
    QString reason;
    QString finish;
    QString lengths; ///< "65 prompt + 138 output tokens, peak kv_len 112, 6 compressions"
    QString timings; ///< "prefill 143 ms, decode 618 ms (shared with its batch)"
};

/// Characters of a part that are laid out unless all are asked for: a text of a megabyte must not hold up the window.
inline constexpr int kTranscriptPartLength = 60'000;

enum class TranscriptExtent {
    Start, ///< at most kTranscriptPartLength characters of each part
    All,
    Exact, ///< all, with long lines as they are: to copy, not to show
};

/// Pure; any thread. `prompt` is the decoded prompt where the tokenizer was there.
Transcript makeTranscript(const LoadedSample &loaded, const std::optional<std::string> &prompt,
                          TranscriptExtent extent = TranscriptExtent::Start);

/// A transcript as plain text with headings, for the clipboard.
QString transcriptText(const Transcript &transcript);

} // namespace kvscope
