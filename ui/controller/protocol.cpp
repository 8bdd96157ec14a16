#include "ui/plain_text.h"
#include "ui/sweep_form.h"

#include <QSet>

namespace kvscope {

Result<SweepForm> withProtocol(const SweepForm &form, const PresetChoice &preset, const EngineServices &services)
{
    QSet<QString> replaced;
    QStringList added;
    for (const std::string &argument : preset.arguments) {
        added << fromUtf8(argument);
        if (added.last().startsWith(QLatin1String("--"))) {
            replaced.insert(added.last());
        }
    }
    // Two ways to state one thing: what the form says of it must not stay beside the protocol's.
    if (replaced.contains(QStringLiteral("--batch")) || replaced.contains(QStringLiteral("--kv-memory"))) {
        replaced << QStringLiteral("--batch") << QStringLiteral("--kv-memory");
    }
    const QStringList own = runArguments(form, QStringLiteral("-"));
    QStringList merged;
    for (qsizetype i = 1; i + 1 < own.size(); i += 2) { // behind the word "run": options with one value each
        if (!replaced.contains(own[i])) {
            merged << own[i] << own[i + 1];
        }
    }
    Result<ParsedCommand> parsed = parseRunArguments(merged + added, services);
    if (parsed.has_error()) {
        return parsed.error();
    }
    return std::move(parsed).value().form;
}

} // namespace kvscope
