#include "ui/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <algorithm>
#include <memory>

// Resources of a static library are registered by hand, and outside any namespace.
static void initTranslations()
{
#ifdef KVSCOPE_HAS_TRANSLATIONS
    Q_INIT_RESOURCE(kvscope_translations);
#endif
}

namespace kvscope {
namespace {

struct Installed {
    QString code = QStringLiteral("en");
    std::unique_ptr<QTranslator> own;
    std::unique_ptr<QTranslator> qt; ///< Qt's own dialogs
};

Installed &installed()
{
    static Installed state;
    return state;
}

QString codeOf(const QString &choice)
{
    const auto known = languages();
    const auto speaks = [&](const QString &code) {
        return std::any_of(known.begin(), known.end(), [&](const auto &language) { return language.first == code; });
    };
    const QString code = choice == QLatin1String("system") ? QLocale::system().name().left(2) : choice;
    return speaks(code) ? code : QStringLiteral("en");
}

std::unique_ptr<QTranslator> loaded(const QString &name, const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(name, folder)) {
        return nullptr;
    }
    QCoreApplication::installTranslator(translator.get());
    return translator;
}

} // namespace

QList<std::pair<QString, QString>> languages()
{
    return {{QStringLiteral("en"), QStringLiteral("English")}, {QStringLiteral("de"), QStringLiteral("Deutsch")}};
}

void useLanguage(const QString &choice)
{
    initTranslations();
    Installed &state = installed();
    state.own.reset(); // a translator that goes is removed
    state.qt.reset();
    state.code = codeOf(choice);
    if (state.code != QLatin1String("en")) {
        state.qt = loaded(QStringLiteral("qtbase_") + state.code, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        state.own = loaded(QStringLiteral("kvscope_") + state.code, QStringLiteral(":/kvscope/translations"));
    }
}

QString languageInUse()
{
    return installed().code;
}

} // namespace kvscope
