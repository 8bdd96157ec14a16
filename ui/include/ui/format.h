#pragma once

#include "types/param_spec.h"
#include "types/result_frame.h"

#include <QString>

#include <string>
#include <vector>

namespace kvscope {

/// Text from models, datasets and sessions as it may be shown: control and bidirectional formatting characters are
/// spelled out as \uXXXX (line feed and tab stay), invalid UTF-8 is replaced. Show it in plain-text widgets only.
QString plainText(const std::string &text);
QString plainText(const QString &text);

/// "128", or "full".
QString budgetText(const KvBudget &budget);
/// One decimal: "53.0".
QString percentText(double percent);
/// Three significant digits or whole numbers: "0.52", "7.91", "79.1", "790", "12500".
QString tpsText(double tps);
/// "[51.2, 54.8]", with `decimals` digits.
QString intervalText(const Interval &interval, int decimals = 1);
/// "1.9 GiB", "312 KiB".
QString bytesText(std::uint64_t bytes);
/// "pending", "running", "complete", "failed"; translated.
QString stateText(CellState state);
/// A sentence or a unit of the engine's catalogue (PolicyInfo, ParamSpec) in the language of the window.
QString catalogText(const std::string &english);
/// Why a figure is absent, as a session states it, in the language of the window. What the program does not know (a
/// session of another program) stays as it is: not yet plain text.
QString reasonText(const std::string &stored);
/// "R-KV" for "r_kv": the label the catalogue gives, else the literature's spelling, else the id itself.
QString policyLabel(const std::string &id);
/// The same with how entries are stored, where that is not the ordinary way: "R-KV, fp8".
QString policyLabel(const std::string &id, KvDType kvDType);
/// Makes the labels of a catalogue known, so that a new policy is named without a list here. GUI thread, at start.
void setPolicyLabels(const std::vector<PolicyInfo> &policies);

} // namespace kvscope
