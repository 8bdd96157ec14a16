#include "ui/theme.h"

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QStyleFactory>

// Resources of a static library are registered by hand, and outside any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(kvscope_fonts);
    Q_INIT_RESOURCE(app);
}

namespace kvscope {
namespace {

QString loadFonts()
{
    initResources();
    QString family;
    const QDir folder(QStringLiteral(":/kvscope/fonts"));
    for (const QString &name : folder.entryList()) {
        const int id = QFontDatabase::addApplicationFont(folder.filePath(name));
        const QStringList families = id < 0 ? QStringList() : QFontDatabase::applicationFontFamilies(id);
        // Medium and SemiBold may register under a family of their own besides the common one.
        for (const QString &candidate : families) {
            if (family.isEmpty() || candidate.size() < family.size()) {
                family = candidate;
            }
        }
    }
    return family.isEmpty() ? QFontDatabase::systemFont(QFontDatabase::GeneralFont).family() : family;
}

} // namespace

QString figureFontFamily()
{
    static const QString family = loadFonts();
    return family;
}

QFont figureFont(double pixelSize, QFont::Weight weight)
{
    QFont font(figureFontFamily());
    font.setPixelSize(qMax(1, qRound(pixelSize)));
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

void applyTheme(QApplication &application, const Theme &theme)
{
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setPalette(theme.palette());
    application.setFont(figureFont(metrics::textSize));
    application.setStyleSheet(theme.styleSheet());
}

} // namespace kvscope
