#include "widgets/model_badge.h"

#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace kvscope {

bool needsMoreMemory(const ModelChoice &choice)
{
    return choice.needed_bytes > 0 && choice.free_bytes > 0 && choice.needed_bytes > choice.free_bytes;
}

QString modelBadge(const ModelChoice &choice)
{
    if (!choice.missing.empty()) {
        return QCoreApplication::translate("ModelBadge", "incomplete: %1 missing").arg(plainLine(choice.missing, 120));
    }
    if (!choice.problem.empty()) {
        return plainLine(choice.problem);
    }
    QStringList parts;
    if (choice.weight_bytes > 0) {
        parts << QCoreApplication::translate("ModelBadge", "complete");
        if (!choice.dtype.empty()) {
            parts << plainLine(choice.dtype, 20);
        }
        parts << bytesText(choice.weight_bytes);
    }
    if (needsMoreMemory(choice)) {
        parts << QCoreApplication::translate("ModelBadge", "on the CPU needs %1, %2 free")
                     .arg(bytesText(choice.needed_bytes), bytesText(choice.free_bytes));
    } else if (choice.needed_bytes > 0 && choice.free_bytes > 0) {
        parts << QCoreApplication::translate("ModelBadge", "fits in memory");
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace kvscope
