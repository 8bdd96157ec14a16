#pragma once

#include "ui/settings.h"

#include <QList>
#include <QString>

#include <utility>

namespace kvscope {

/// (code, name in the language itself) of every language the program speaks, English first: ("de", "Deutsch").
QList<std::pair<QString, QString>> languages();

/// Installs the translators for a choice: "system", or a code of languages(). Replaces those of an earlier call; what
/// is on the screen already keeps its words. Numbers in files are not affected. Needs a QCoreApplication. GUI thread.
void useLanguage(const QString &choice);

/// The code that is in use: "en", "de".
QString languageInUse();

} // namespace kvscope
