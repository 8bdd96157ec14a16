#include "models/sample_details.h"

#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>

namespace kvscope {
namespace {

constexpr int kTokenLength = 40;
constexpr std::string_view kClose = "</think>";

struct DetailText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::DetailText)
};

/// Output tokens up to and with the one that completes `</think>`.
std::optional<int> tokensOfThought(const std::vector<std::string> &pieces, std::size_t first)
{
    std::string tail;
    for (std::size_t i = first; i < pieces.size(); ++i) {
        tail += pieces[i];
        if (tail.find(kClose) != std::string::npos) {
            return static_cast<int>(i - first + 1);
        }
        if (tail.size() > kClose.size()) {
            tail.erase(0, tail.size() - kClose.size());
        }
    }
    return std::nullopt;
}

void addTokens(SampleDetails &details, const ModelRef &model, const EngineServices &services)
{
    const SampleResult &sample = details.loaded->sample;
    std::vector<std::int32_t> ids = sample.prompt_tokens;
    ids.insert(ids.end(), sample.tokens.begin(), sample.tokens.end());
    const auto pieces = services.tokenPieces(model, ids);
    if (pieces.has_error() || pieces.value().size() != ids.size()) {
        for (const std::int32_t id : ids) {
            details.tokens << QStringLiteral("#%1").arg(id);
        }
        details.tokensNote = DetailText::tr("Tokens are shown by their ids: %1")
                                 .arg(pieces.has_error() ? plainLine(pieces.error().message)
                                                         : DetailText::tr("the tokenizer did not know all of them."));
        return;
    }
    std::string prompt;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        details.tokens << tokenText(pieces.value()[i], ids[i]);
        if (i < sample.prompt_tokens.size()) {
            prompt += pieces.value()[i];
        }
    }
    details.prompt = std::move(prompt);
    details.transcript = makeTranscript(*details.loaded, details.prompt);
    details.transcript.numThinkTokens = details.transcript.isThinkOpen
                                            ? details.transcript.numTokens
                                            : tokensOfThought(pieces.value(), sample.prompt_tokens.size()).value_or(0);
}

} // namespace

SampleDetailsPtr detailsOf(const LoadedSamplePtr &loaded, const ModelRef &model, const EngineServices &services)
{
    auto details = std::make_shared<SampleDetails>();
    details->loaded = loaded;
    details->transcript = makeTranscript(*loaded, std::nullopt);
    addTokens(*details, model, services);
    const SampleResult &sample = loaded->sample;
    if (!sample.evictions.empty()) {
        auto history = stats::trace_evictions(sample.evictions, static_cast<int>(sample.prompt_tokens.size()),
                                              static_cast<int>(sample.tokens.size()), model.num_layers);
        if (history.has_error()) {
            details->historyProblem = plainLine(history.error().message);
        } else {
            details->history = std::make_shared<const stats::EvictionHistory>(std::move(history).value());
        }
    }
    return details;
}

QString tokenText(const std::string &piece, std::int32_t id)
{
    if (piece.empty()) {
        return QStringLiteral("#%1").arg(id);
    }
    QString text = fromUtf8(std::string_view(piece).substr(0, kTokenLength * 4));
    text.replace(QLatin1Char('\n'), QChar(0x21B5)).replace(QLatin1Char('\t'), QChar(0x21E5));
    return plainLine(text, kTokenLength);
}

QString untracedReason(const SampleResult &sample, const CellResult &cell, EvictionTrace trace)
{
    if (cell.budget.is_full()) {
        return DetailText::tr("Nothing is evicted under the budget “full”.");
    }
    if (sample.num_evictions == 0) {
        return DetailText::tr(
                   "The cache of this sample was never compressed: it held %1 entries at most and is compressed at %2.")
            .arg(sample.peak_kv_len)
            .arg(cell.peak);
    }
    if (trace == EvictionTrace::None) {
        return DetailText::tr(
            "The evictions of this session were not traced. A sweep with the setup’s Trace on “first sample each” "
            "(--eviction-trace first) stores those of sample 0 of each problem, “all samples” "
            "(--eviction-trace all) those of every sample.");
    }
    return DetailText::tr(
        "The evictions of this sample were not traced; sample 0 of each problem is. A sweep with the setup’s Trace on "
        "“all samples” (--eviction-trace all) stores those of every sample.");
}

} // namespace kvscope
