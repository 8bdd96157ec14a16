#pragma once

#include "types/result.h"
#include "types/sweep_spec.h"
#include "ui/engine_services.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace kvscope {

/// What stands in the setup form: a SweepSpec whose budgets are still the user's text.
struct SweepForm {
    SweepSpec spec;      ///< `budgets` is empty here
    std::string budgets; ///< "96:256:32,full"
};

/// The settings of the demo sweep on the bundled models; the folders are under `resourceDir`.
SweepForm demoForm(const std::string &resourceDir);

/// Budgets as text with arithmetic runs of three or more folded: 96,128,160,full → "96:160:32,full".
std::string formatBudgets(const std::vector<KvBudget> &budgets);

/// "2GiB", "512MiB", or bytes: the shortest exact spelling.
std::string formatMemory(std::uint64_t bytes);

/// The spec that the form states, or the sentence to show beside the budgets field.
Result<SweepSpec> specFromForm(const SweepForm &form, const EngineServices &services);
SweepForm formFromSpec(const SweepSpec &spec);

/// Arguments of `kvscope-runner` that run this form into `sessionPath`, the word `run` first. Everything that differs
/// from the runner's own default, and what a reader of the command wants to see anyway, is spelled out.
QStringList runArguments(const SweepForm &form, const QString &sessionPath);

/// A `run` command taken apart again.
struct ParsedCommand {
    SweepForm form;
    QString sessionPath; ///< empty: not given
};
/// The reverse of runArguments; also takes the lists that a person writes by hand. Options that only concern the
/// process
/// (--json, --control-stdin, --dry-run) are skipped. The error names the word that was not understood.
Result<ParsedCommand> parseRunArguments(const QStringList &arguments, const EngineServices &services);

/// The form with a published protocol's options in place of its own; models, datasets and whatever the protocol does not
/// state stay.
Result<SweepForm> withProtocol(const SweepForm &form, const PresetChoice &preset, const EngineServices &services);

/// A command as one line that a POSIX shell reads back as exactly these words.
QString shellCommand(const QString &program, const QStringList &arguments);
/// The same for reading: broken before options, with the backslashes that a shell joins lines by.
QString shellCommandLines(const QString &program, const QStringList &arguments);
/// The words of such a line; quotes and backslashes as a POSIX shell takes them, nothing expanded.
Result<QStringList> splitShellCommand(const QString &line);

} // namespace kvscope
