#include "grading/answer_unit.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace kvscope {
namespace {

struct Unit {
    std::string_view name;
    std::string_view spellings; ///< separated by commas
};

constexpr std::array<Unit, 43> units{{
    {"cm", "cm,centimeter,centimetre"},
    {"mm", "mm,millimeter,millimetre"},
    {"m", "m,meter,metre"},
    {"km", "km,kilometer,kilometre"},
    {"inch", "inch,inche,in"},
    {"foot", "foot,feet,ft"},
    {"yard", "yard,yd"},
    {"mile", "mile,mi"},
    {"gram", "g,gram"},
    {"kg", "kg,kilogram"},
    {"mg", "mg,milligram"},
    {"pound", "pound,lb"},
    {"ounce", "ounce,oz"},
    {"ton", "ton,tonne"},
    {"second", "s,sec,second"},
    {"ms", "ms,millisecond"},
    {"minute", "minute,min"},
    {"hour", "hour,hr,h"},
    {"day", "day"},
    {"week", "week"},
    {"month", "month"},
    {"year", "year,yr"},
    {"liter", "l,liter,litre"},
    {"ml", "ml,milliliter,millilitre"},
    {"gallon", "gallon,gal"},
    {"dollar", "dollar,usd,$dollar"},
    {"cent", "cent"},
    {"euro", "euro,$euro"},
    {"pound sterling", "$pound"},
    {"degree", "degree,deg"},
    {"radian", "radian,rad"},
    {"percent", "percent,percentage,pct"},
    {"mph", "mph,mile per hour,mile/hour"},
    {"km/h", "kmh,kph,km/hr,kilometer per hour,kilometer/hour"},
    {"m/s", "mps,meter per second,meter/second"},
    {"newton", "n,newton"},
    {"joule", "j,joule"},
    {"watt", "w,watt"},
    {"volt", "v,volt"},
    {"am", "am"},
    {"pm", "pm"},
    {"acre", "acre"},
    {"hectare", "ha,hectare"},
}};

bool lists(std::string_view spellings, std::string_view word)
{
    while (!spellings.empty()) {
        const std::size_t end = std::min(spellings.find(','), spellings.size());
        if (spellings.substr(0, end) == word) {
            return true;
        }
        spellings.remove_prefix(std::min(end + 1, spellings.size()));
    }
    return false;
}

/// Without the plural s of its words: "miles per hour" is "mile per hour".
std::string singular(std::string_view words)
{
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool ends_word = i + 1 == words.size() || words[i + 1] == ' ';
        const bool has_stem = i >= 2 && words[i - 1] != ' ' && words[i - 1] != '/' && words[i - 2] != ' ';
        if (words[i] != 's' || !ends_word || !has_stem) {
            result += words[i];
        }
    }
    return result;
}

/// Takes "square " or "cubic " off and says which power it was.
int leading_power(std::string_view &words)
{
    constexpr std::array<std::pair<std::string_view, int>, 4> powers{
        {{"square ", 2}, {"sq ", 2}, {"cubic ", 3}, {"cu ", 3}}};
    for (const auto &[prefix, power] : powers) {
        if (words.starts_with(prefix)) {
            words.remove_prefix(prefix.size());
            return power;
        }
    }
    return 1;
}

const Unit *find_unit(std::string_view words)
{
    const std::string one = singular(words);
    const auto *const found = std::find_if(units.begin(), units.end(), [&](const Unit &unit) {
        return unit.name == words || lists(unit.spellings, words) || lists(unit.spellings, one);
    });
    return found == units.end() ? nullptr : found;
}

} // namespace

bool is_known_unit(std::string_view words)
{
    (void)leading_power(words);
    return words == "unit" || words == "units" || find_unit(words) != nullptr;
}

std::string canonical_unit(std::string_view words, int exponent)
{
    exponent *= leading_power(words);
    if (words.ends_with(" squared")) {
        words.remove_suffix(8);
        exponent *= 2;
    }
    const Unit *unit = find_unit(words);
    const std::string name = unit ? std::string(unit->name) : singular(words);
    return exponent == 1 ? name : name + "^" + std::to_string(exponent);
}

bool are_units_different(std::string_view a, std::string_view b)
{
    if (a == b) {
        return false;
    }
    const std::string_view base_a = a.substr(0, a.find('^'));
    const std::string_view base_b = b.substr(0, b.find('^'));
    return find_unit(base_a) != nullptr && find_unit(base_b) != nullptr;
}

} // namespace kvscope
