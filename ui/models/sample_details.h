#pragma once

#include "stats/eviction_history.h"
#include "ui/engine_services.h"
#include "ui/transcript.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

using EvictionHistoryPtr = std::shared_ptr<const stats::EvictionHistory>;

/// What the transcript and the eviction viewer show of one sample.
struct SampleDetails {
    LoadedSamplePtr loaded;
    std::optional<std::string> prompt; ///< decoded; needs the tokenizer
    Transcript transcript;
    QStringList tokens;         ///< of prompt and output, ready to show; "#123" where only the id is known
    QString tokensNote;         ///< why ids are shown; empty if texts are
    EvictionHistoryPtr history; ///< null without a trace that can be shown
    QString historyProblem;     ///< why it is damaged; empty if there simply is none
};
using SampleDetailsPtr = std::shared_ptr<const SampleDetails>;

/// Any thread; may load a tokenizer, which takes seconds for a large model.
SampleDetailsPtr detailsOf(const LoadedSamplePtr &loaded, const ModelRef &model, const EngineServices &services);

/// A token as it is shown in a box: line ends and tabs as signs, everything else escaped, cut after 40 characters.
QString tokenText(const std::string &piece, std::int32_t id);

/// Why a sample has no trace, and how to get one. `trace` is the setting of the session's newest run.
QString untracedReason(const SampleResult &sample, const CellResult &cell, EvictionTrace trace);

} // namespace kvscope
