#include "eval/dataset_choices.h"

#include "engine/counter_random.h"
#include "engine/sha256.h"
#include "eval/dataset_record.h"

#include <algorithm>
#include <charconv>

namespace kvscope {
namespace {

Error reason(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

std::string trimmed(const std::string &text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

} // namespace

std::string choice_letter(std::size_t index)
{
    return std::string(1, static_cast<char>('A' + index));
}

Result<std::size_t> find_choice(const std::string &answer, const std::vector<std::string> &choices)
{
    const std::string text = trimmed(answer);
    // A choice may itself be a number or a letter; its text wins, as in files that repeat the right choice.
    if (const auto same = std::find(choices.begin(), choices.end(), text); same != choices.end()) {
        return static_cast<std::size_t>(same - choices.begin());
    }
    std::size_t index = choices.size();
    if (text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z') {
        index = static_cast<std::size_t>(text[0] - 'A');
    } else if (text.size() == 1 && text[0] >= 'a' && text[0] <= 'z') {
        index = static_cast<std::size_t>(text[0] - 'a');
    } else if (const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
               error != std::errc() || end != text.data() + text.size()) {
        index = choices.size();
    }
    if (index >= choices.size()) {
        return reason("the answer names none of the " + std::to_string(choices.size()) + " choices");
    }
    return index;
}

Result<std::vector<std::string>> checked_choices(std::vector<std::string> choices)
{
    if (choices.size() < 2 || choices.size() > max_choices) {
        return reason("it has " + std::to_string(choices.size()) + " choices; 2 to " + std::to_string(max_choices) +
                      " are possible");
    }
    for (std::string &choice : choices) {
        choice = trimmed(choice);
        if (choice.empty()) {
            return reason("a choice is empty");
        }
    }
    std::vector<std::string> sorted = choices;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
        return reason("two choices are the same");
    }
    return choices;
}

Result<std::vector<std::string>> choice_list(const nlohmann::json &record, const char *field)
{
    const auto found = record.find(field);
    if (found == record.end() || !found->is_array()) {
        return reason(std::string("field \"") + field + "\" is not a list of choices");
    }
    std::vector<std::string> choices;
    for (const nlohmann::json &choice : *found) {
        const Result<std::string> text = text_or_number({{field, choice}}, field);
        if (text.has_error()) {
            return text.error();
        }
        choices.push_back(text.value());
    }
    return choices;
}

void state_choices(Problem &problem, std::size_t right)
{
    problem.text = trimmed(problem.text) + "\n";
    for (std::size_t i = 0; i < problem.choices.size(); ++i) {
        problem.text += "\n" + choice_letter(i) + ") " + problem.choices[i];
    }
    problem.gold = choice_letter(right);
}

void shuffle_choices(Problem &problem, std::uint64_t seed)
{
    const std::string digest = sha256_hex("kvscope-choices-v1 " + std::to_string(seed) + " " + problem.id);
    std::uint64_t key = 0;
    std::from_chars(digest.data(), digest.data() + 16, key, 16);
    std::size_t right = 0;
    for (std::size_t last = problem.choices.size() - 1; last > 0; --last) {
        // Scaling 32 bits to so few values is biased by less than one part in 10^8.
        const std::size_t other = ((random_bits(key, last) >> 32) * (last + 1)) >> 32;
        std::swap(problem.choices[last], problem.choices[other]);
        right = right == last ? other : right == other ? last : right;
    }
    state_choices(problem, right);
}

} // namespace kvscope
