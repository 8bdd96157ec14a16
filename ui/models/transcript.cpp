#include "ui/transcript.h"

#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/sample_filters.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <string_view>

namespace kvscope {
namespace {

constexpr int kLineLength = 2'000; ///< a longer line is one paragraph to lay out, and slow
constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";

struct TranscriptText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::TranscriptText)
};

QString withBrokenLines(const QString &text)
{
    QString broken;
    broken.reserve(text.size() + text.size() / kLineLength);
    int length = 0;
    for (const QChar c : text) {
        length = c == QLatin1Char('\n') ? 0 : length + 1;
        broken += c;
        if (length >= kLineLength && !c.isHighSurrogate()) {
            broken += QLatin1Char('\n');
            length = 0;
        }
    }
    return broken;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

TranscriptPart partOf(std::string_view utf8, TranscriptExtent extent)
{
    const QString text = fromUtf8(trimmed(utf8));
    TranscriptPart part;
    part.numCharacters = static_cast<int>(text.size());
    part.isCut = extent == TranscriptExtent::Start && text.size() > kTranscriptPartLength;
    part.text = plainText(part.isCut ? text.left(kTranscriptPartLength) : text);
    if (extent != TranscriptExtent::Exact) {
        part.text = withBrokenLines(part.text);
    }
    return part;
}

/// Splits the output at `</think>`. R1 templates open `<think>` in the prompt, so that the output need not hold it.
void splitThought(Transcript &made, std::string_view text, bool promptOpensThink, TranscriptExtent extent)
{
    const std::size_t close = text.find(kClose);
    std::string_view thought = text.substr(0, close);
    const std::string_view start = trimmed(thought);
    const bool opens = start.substr(0, kOpen.size()) == kOpen;
    if (close == std::string_view::npos && !opens && !promptOpensThink) {
        made.answer = partOf(text, extent);
        return;
    }
    made.isThinkOpen = close == std::string_view::npos;
    made.think = partOf(opens ? start.substr(kOpen.size()) : thought, extent);
    made.answer = partOf(made.isThinkOpen ? std::string_view() : text.substr(close + kClose.size()), extent);
}

QString timingsOf(const SampleResult &sample)
{
    QStringList texts;
    if (sample.prefill_ms > 0) {
        texts << TranscriptText::tr("prefill %1 ms").arg(sample.prefill_ms, 0, 'f', 0);
    }
    if (sample.decode_ms > 0) {
        texts << TranscriptText::tr("decode %1 ms").arg(sample.decode_ms, 0, 'f', 0);
    }
    return texts.isEmpty() ? TranscriptText::tr("not measured")
                           : TranscriptText::tr("%1, shared with its batch").arg(texts.join(QLatin1String(", ")));
}

} // namespace

Transcript makeTranscript(const LoadedSample &loaded, const std::optional<std::string> &prompt, TranscriptExtent extent)
{
    const SampleResult &sample = loaded.sample;
    Transcript made;
    made.problem = partOf(loaded.problem.text, extent);
    if (prompt) {
        made.prompt = partOf(*prompt, extent);
    }
    const std::string_view given = prompt ? trimmed(*prompt) : std::string_view();
    const bool promptOpensThink = given.size() >= kOpen.size() && given.substr(given.size() - kOpen.size()) == kOpen;
    splitThought(made, sample.text, promptOpensThink, extent);
    made.numPromptTokens = static_cast<int>(sample.prompt_tokens.size());
    made.numTokens = static_cast<int>(sample.tokens.size());
    made.verdict = QStringLiteral("%1 %2").arg(verdictSign(sample.grade.verdict), verdictText(sample.grade.verdict));
    made.extracted = plainLine(sample.grade.extracted);
    made.gold = plainLine(loaded.problem.gold);
    made.reason = plainLine(sample.grade.reason);
    made.finish = sample.finish == FinishReason::Stop     ? TranscriptText::tr("stopped by itself")
                  : sample.finish == FinishReason::Length ? TranscriptText::tr("cut off by the token limit")
                                                          : TranscriptText::tr("ended invalid");
    made.lengths = TranscriptText::tr("%1 prompt + %2 output tokens · peak kv_len %3 · compressed %4×")
                       .arg(made.numPromptTokens)
                       .arg(made.numTokens)
                       .arg(sample.peak_kv_len)
                       .arg(sample.num_evictions);
    if (sample.num_preemptions > 0) {
        made.lengths += TranscriptText::tr(" · started again %1×").arg(sample.num_preemptions);
    }
    made.timings = timingsOf(sample);
    return made;
}

QString transcriptText(const Transcript &transcript)
{
    QStringList parts;
    const auto add = [&parts](const QString &title, const QString &text) {
        parts << QStringLiteral("## %1\n%2").arg(title, text);
    };
    add(TranscriptText::tr("Problem"), transcript.problem.text);
    if (transcript.prompt) {
        add(TranscriptText::tr("Prompt"), transcript.prompt->text);
    }
    if (transcript.think) {
        add(transcript.isThinkOpen ? TranscriptText::tr("Thinking (never ended)") : TranscriptText::tr("Thinking"),
            transcript.think->text);
    }
    add(TranscriptText::tr("Answer"), transcript.answer.text);
    add(TranscriptText::tr("Grade"),
        TranscriptText::tr("%1 — extracted: %2 — gold: %3 — %4")
            .arg(transcript.verdict, transcript.extracted, transcript.gold, transcript.reason));
    add(TranscriptText::tr("Figures"),
        QStringList{transcript.finish, transcript.lengths, transcript.timings}.join(QLatin1Char('\n')));
    return parts.join(QLatin1String("\n\n")) + QLatin1Char('\n');
}

} // namespace kvscope
