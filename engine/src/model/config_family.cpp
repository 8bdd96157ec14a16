#include "engine/family.h"

#include <algorithm>

namespace kvscope {

const ModelFamily *find_model_family(std::string_view architecture)
{
    const auto table = model_families();
    const auto place = std::ranges::find(table, architecture, &ModelFamily::architecture);
    return place != table.end() ? *place : nullptr;
}

} // namespace kvscope
