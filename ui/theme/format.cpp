#include "ui/format.h"

#include "types/stored_reason.h"
#include "ui/plain_text.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <map>

namespace kvscope {
namespace {

struct FormatText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::FormatText)
};

// Bidirectional controls and invisible marks could make a label read as something else.
bool isDeceptive(char32_t c)
{
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || c == 0x061C || c == 0x2028 || c == 0x2029;
}

std::map<std::string, QString> &catalogueLabels()
{
    static std::map<std::string, QString> labels;
    return labels;
}

bool isControl(char32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}

} // namespace

QString plainText(const std::string &text)
{
    return plainText(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

QString plainText(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (QChar c : text) {
        if (isControl(c.unicode()) || isDeceptive(c.unicode())) {
            shown += QStringLiteral("\\u%1").arg(static_cast<int>(c.unicode()), 4, 16, QLatin1Char('0'));
        } else {
            shown += c;
        }
    }
    return shown;
}

QString budgetText(const KvBudget &budget)
{
    return budget.is_full() ? FormatText::tr("full") : QString::number(budget.tokens);
}

QString percentText(double percent)
{
    return QString::number(percent, 'f', 1);
}

QString tpsText(double tps)
{
    const double size = std::abs(tps);
    const int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : 2;
    return QString::number(tps, 'f', decimals);
}

QString intervalText(const Interval &interval, int decimals)
{
    return QStringLiteral("[%1, %2]")
        .arg(QString::number(interval.lower, 'f', decimals), QString::number(interval.upper, 'f', decimals));
}

QString bytesText(std::uint64_t bytes)
{
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 100 ? 0 : 1;
    return QStringLiteral("%1 %2").arg(QString::number(value, 'f', decimals), QLatin1String(units[unit]));
}

QString stateText(CellState state)
{
    switch (state) {
    case CellState::Pending:
        return FormatText::tr("pending");
    case CellState::Running:
        return FormatText::tr("running");
    case CellState::Complete:
        return FormatText::tr("complete");
    case CellState::Failed:
        return FormatText::tr("failed");
    }
    return {};
}

QString catalogText(const std::string &english)
{
    return QCoreApplication::translate("Engine", english.c_str());
}

QString reasonText(const std::string &stored)
{
    const std::string_view text = stored;
    const std::string_view words = text.substr(0, text.size() - (text.ends_with('.') ? 1 : 0)); // older ones end so
    for (const char *pattern : stored_reason::all) {
        std::optional<Sentence> reason = matched(pattern, words);
        if (!reason) {
            continue;
        }
        for (std::string &value : reason->values) {
            value = reasonText(value).toStdString(); // a value may be a reason itself
        }
        const QString translated = QCoreApplication::translate("Reason", pattern);
        return fromUtf8(reason->filled(translated.toStdString()));
    }
    return fromUtf8(stored);
}

QString policyLabel(const std::string &id)
{
    struct Known {
        const char *id;
        const char *label;
    };
    // What published figures name and the engine does not have; its own policies bring their labels.
    static constexpr std::array known{Known{"tova", "TOVA"},   Known{"keydiff", "KeyDiff"},
                                      Known{"lagkv", "LagKV"}, Known{"expected_attention", "Expected Attention"},
                                      Known{"g_kv", "G-KV"},   Known{"dynts", "DynTS"}};
    if (const auto found = catalogueLabels().find(id); found != catalogueLabels().end()) {
        return found->second;
    }
    for (const Known &entry : known) {
        if (id == entry.id) {
            return QLatin1String(entry.label);
        }
    }
    return plainText(id);
}

QString policyLabel(const std::string &id, KvDType kvDType)
{
    return kvDType == KvDType::Fp8 ? policyLabel(id) + QStringLiteral(", fp8") : policyLabel(id);
}

void setPolicyLabels(const std::vector<PolicyInfo> &policies)
{
    for (const PolicyInfo &policy : policies) {
        catalogueLabels()[policy.id] = plainText(policy.label);
    }
}

} // namespace kvscope
