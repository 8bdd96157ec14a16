#include "desktop/window_config.h"

#include "common/build_info.h"
#include "common/resource_paths.h"

#include <QCoreApplication>
#include <QStandardPaths>

namespace kvscope {

WindowConfig makeWindowConfig()
{
    WindowConfig config;
    config.runnerProgram = QCoreApplication::applicationDirPath() + QStringLiteral("/kvscope-runner");
    config.resourceDir = resource_dir();
    config.dataDir = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/kvscope");
    config.cacheDir =
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/kvscope/thumbnails");
    config.version = QStringLiteral(KVSCOPE_VERSION);
    return config;
}

} // namespace kvscope
