#include "grading/answer_compare.h"

#include "grading/answer_canonical.h"
#include "grading/answer_relation.h"
#include "grading/answer_unit.h"
#include "grading/bound_variable.h"
#include "grading/real_set.h"
#include "grading/scalar_compare.h"

#include <algorithm>
#include <map>

namespace kvscope {
namespace {

/// Entries compared in any order at most; longer lists have to have the same order.
constexpr std::size_t max_unordered = 64;
constexpr int max_comparisons = 8000;

class Comparer {
public:
    bool is_same(const MathExpr &gold, const MathExpr &answer);
    const std::string &how() const { return how_; }
    const std::string &why_not() const { return why_not_; }

private:
    bool fail(const char *why)
    {
        why_not_ = why;
        return false;
    }
    bool succeed(const char *how)
    {
        how_ = how;
        return true;
    }
    bool is_same_relation(const MathExpr &gold, const MathExpr &answer);
    bool is_same_structure(const MathExpr &gold, const MathExpr &answer);
    bool is_same_in_order(const std::vector<MathExpr> &gold, const std::vector<MathExpr> &answer);
    bool is_same_in_any_order(const std::vector<MathExpr> &gold, const std::vector<MathExpr> &answer);
    bool is_same_list(const MathExpr &gold, const MathExpr &answer);
    bool is_same_tuple(const MathExpr &gold, const MathExpr &answer);
    bool is_same_matrix(const MathExpr &gold, const MathExpr &answer);
    bool is_same_ratio(const MathExpr &gold, const MathExpr &answer);
    bool is_same_quantity(const MathExpr &gold, const MathExpr &answer);
    bool is_same_scalar(const MathExpr &gold, const MathExpr &answer);

    std::string how_ = "mathematically equal";
    std::string why_not_ = "not equivalent";
    int num_comparisons_left_ = max_comparisons;
};

bool is_collection(const MathExpr &expr)
{
    return expr.kind == MathKind::List || expr.kind == MathKind::Set;
}

bool is_structure(const MathExpr &expr)
{
    return is_collection(expr) || expr.kind == MathKind::Tuple || expr.kind == MathKind::Matrix ||
           expr.kind == MathKind::SetUnion || expr.kind == MathKind::Difference;
}

bool Comparer::is_same(const MathExpr &gold, const MathExpr &answer)
{
    if (--num_comparisons_left_ < 0) {
        return fail("the answers are too long to be compared");
    }
    if (gold == answer) {
        return true;
    }
    if (gold.kind == MathKind::Relation || answer.kind == MathKind::Relation) {
        return is_same_relation(gold, answer);
    }
    if (gold.kind == MathKind::Quantity || answer.kind == MathKind::Quantity) {
        return is_same_quantity(gold, answer);
    }
    if (is_structure(gold) || is_structure(answer)) {
        return is_same_structure(gold, answer);
    }
    if (gold.kind == MathKind::Ratio || answer.kind == MathKind::Ratio) {
        return is_same_ratio(gold, answer);
    }
    if (gold.kind == MathKind::Text || answer.kind == MathKind::Text) {
        const auto is_letter_of = [](const MathExpr &text, const MathExpr &symbol) {
            return symbol.kind == MathKind::Symbol && symbol.name.size() == 1 && text.name.size() == 1 &&
                   (symbol.name[0] | 0x20) == text.name[0];
        };
        return is_letter_of(gold, answer) || is_letter_of(answer, gold) || fail("different words");
    }
    return is_same_scalar(gold, answer);
}

bool Comparer::is_same_relation(const MathExpr &gold, const MathExpr &answer)
{
    if (gold.kind == MathKind::Relation && answer.kind == MathKind::Relation) {
        if (are_relations_equal(gold, answer)) {
            return true;
        }
        // "x = {1, 2}" and the like: the same name with values that are no plain numbers.
        const std::string name = assigned_name(gold);
        const bool is_same_name = !name.empty() && name == assigned_name(answer);
        const bool is_approximate =
            gold.name.find('~') != std::string::npos || answer.name.find('~') != std::string::npos;
        const auto gold_value = stated_value(gold);
        const auto answer_value = stated_value(answer);
        if ((is_same_name || is_approximate || gold.args.front() == answer.args.front()) && gold_value &&
            answer_value) {
            return is_same(canonical_answer(*gold_value), canonical_answer(*answer_value));
        }
        return fail("different equations or inequalities");
    }
    const bool is_gold = gold.kind == MathKind::Relation;
    const MathExpr &relation = is_gold ? gold : answer;
    const MathExpr &other = is_gold ? answer : gold;
    if (const auto value = stated_value(relation)) {
        const MathExpr stated = canonical_answer(*value);
        return is_gold ? is_same(stated, other) : is_same(other, stated);
    }
    const auto set = real_set(relation);
    const auto other_set = set ? real_set(other) : std::nullopt;
    return (other_set && are_equal(*set, *other_set)) || fail("an equation or inequality against a value");
}

bool Comparer::is_same_quantity(const MathExpr &gold, const MathExpr &answer)
{
    const bool has_gold_unit = gold.kind == MathKind::Quantity;
    const bool has_answer_unit = answer.kind == MathKind::Quantity;
    if (has_gold_unit && has_answer_unit && are_units_different(gold.name, answer.name)) {
        return fail("different units");
    }
    const MathExpr &gold_value = has_gold_unit ? gold.args[0] : gold;
    const MathExpr &answer_value = has_answer_unit ? answer.args[0] : answer;
    const std::string &unit = has_gold_unit ? gold.name : answer.name;
    const bool is_time = gold_value.kind == MathKind::Ratio && answer_value.kind == MathKind::Ratio &&
                         (unit == "am" || unit == "pm"); // no ratio, which could be reduced
    if (is_time ? !is_same_in_order(gold_value.args, answer_value.args) : !is_same(gold_value, answer_value)) {
        return false;
    }
    return has_gold_unit == has_answer_unit || succeed("equal, the unit left out on one side");
}

bool Comparer::is_same_structure(const MathExpr &gold, const MathExpr &answer)
{
    if (is_collection(gold) || is_collection(answer)) {
        return is_same_list(gold, answer);
    }
    if (gold.kind == MathKind::Matrix || answer.kind == MathKind::Matrix) {
        return is_same_matrix(gold, answer);
    }
    if (gold.kind == MathKind::Tuple && answer.kind == MathKind::Tuple) {
        return is_same_tuple(gold, answer);
    }
    const auto gold_set = real_set(gold);
    const auto answer_set = gold_set ? real_set(answer) : std::nullopt;
    return (answer_set && are_equal(*gold_set, *answer_set)) || fail("different sets");
}

bool Comparer::is_same_in_order(const std::vector<MathExpr> &gold, const std::vector<MathExpr> &answer)
{
    if (gold.size() != answer.size()) {
        return fail("different numbers of parts");
    }
    return std::equal(gold.begin(), gold.end(), answer.begin(),
                      [this](const MathExpr &g, const MathExpr &a) { return is_same(g, a); });
}

bool Comparer::is_same_in_any_order(const std::vector<MathExpr> &gold, const std::vector<MathExpr> &answer)
{
    if (gold.size() > max_unordered || answer.size() > max_unordered) {
        return is_same_in_order(gold, answer);
    }
    // A value that is said twice is one value, so each side has to have all of the other.
    const auto is_in_answer = [&](const MathExpr &g) {
        return std::any_of(answer.begin(), answer.end(), [&](const MathExpr &a) { return is_same(g, a); });
    };
    const auto is_in_gold = [&](const MathExpr &a) {
        return std::any_of(gold.begin(), gold.end(), [&](const MathExpr &g) { return is_same(g, a); });
    };
    if (!std::all_of(gold.begin(), gold.end(), is_in_answer)) {
        return fail("an expected value is missing");
    }
    return std::all_of(answer.begin(), answer.end(), is_in_gold) || fail("a value that is not expected");
}

/// The names of "x = 1, y = 2", each with its value; empty unless all are assignments to different names.
std::map<std::string, MathExpr> assignments(const MathExpr &list)
{
    std::map<std::string, MathExpr> values;
    for (const MathExpr &entry : list.args) {
        const std::string name = assigned_name(entry);
        if (name.empty() || !values.emplace(name, entry.args.back()).second) {
            return {};
        }
    }
    return values;
}

bool Comparer::is_same_list(const MathExpr &gold, const MathExpr &answer)
{
    if (!is_collection(gold) || !is_collection(answer)) {
        const MathExpr &list = is_collection(gold) ? gold : answer;
        const MathExpr &other = is_collection(gold) ? answer : gold;
        if (list.kind == MathKind::List && other.kind == MathKind::Tuple &&
            (other.name == "()" || other.args.size() > 2)) {
            return is_same_in_order(gold.args, answer.args);
        }
        if (list.kind == MathKind::Set && list.args.size() == 1 && !is_structure(other)) {
            return is_collection(gold) ? is_same(list.args[0], other) : is_same(other, list.args[0]);
        }
        const auto set = real_set(list);
        const auto other_set = set ? real_set(other) : std::nullopt;
        return (other_set && are_equal(*set, *other_set)) || fail("several answers against one");
    }
    const auto gold_names = assignments(gold);
    const auto answer_names = assignments(answer);
    if (gold_names.size() > 1 && answer_names.size() > 1) {
        return std::equal(gold_names.begin(), gold_names.end(), answer_names.begin(), answer_names.end(),
                          [this](const auto &g, const auto &a) {
                              return g.first == a.first && is_same(g.second, a.second);
                          }) ||
               fail("different values of the unknowns");
    }
    if (gold_names.size() > 1 || answer_names.size() > 1) {
        return is_same_in_order(gold.args, answer.args);
    }
    if (is_same_in_any_order(gold.args, answer.args)) {
        return true;
    }
    const auto gold_set = real_set(gold);
    const auto answer_set = gold_set ? real_set(answer) : std::nullopt;
    return answer_set && are_equal(*gold_set, *answer_set);
}

bool Comparer::is_same_tuple(const MathExpr &gold, const MathExpr &answer)
{
    // With two entries the brackets tell an open from a closed interval; longer ones are points however bracketed.
    if (gold.args.size() == 2 && gold.name != answer.name) {
        return fail("open and closed ends differ");
    }
    return is_same_in_order(gold.args, answer.args);
}

bool Comparer::is_same_matrix(const MathExpr &gold, const MathExpr &answer)
{
    // A row or column is also written as a point.
    const auto entries = [](const MathExpr &vector) {
        std::vector<MathExpr> all;
        for (const MathExpr &row : vector.args) {
            if (row.args.size() == 1 || vector.args.size() == 1) {
                all.insert(all.end(), row.args.begin(), row.args.end());
            }
        }
        return all;
    };
    if (gold.kind == MathKind::Tuple || answer.kind == MathKind::Tuple) {
        return is_same_in_order(gold.kind == MathKind::Matrix ? entries(gold) : gold.args,
                                answer.kind == MathKind::Matrix ? entries(answer) : answer.args);
    }
    if (gold.kind != answer.kind || gold.args.size() != answer.args.size()) {
        return fail("different shapes");
    }
    return std::equal(gold.args.begin(), gold.args.end(), answer.args.begin(),
                      [this](const MathExpr &g, const MathExpr &a) { return is_same_in_order(g.args, a.args); });
}

bool Comparer::is_same_ratio(const MathExpr &gold, const MathExpr &answer)
{
    const auto share = [](const MathExpr &ratio, std::size_t part) {
        return MathExpr{MathKind::Quotient, "", {ratio.args[part], ratio.args[0]}};
    };
    if (gold.kind == MathKind::Ratio && answer.kind == MathKind::Ratio) {
        bool is_proportional = gold.args.size() == answer.args.size();
        for (std::size_t part = 1; is_proportional && part < gold.args.size(); ++part) {
            is_proportional = is_same_scalar(share(gold, part), share(answer, part));
        }
        return is_proportional || fail("different ratios");
    }
    const MathExpr &ratio = gold.kind == MathKind::Ratio ? gold : answer;
    const MathExpr &other = gold.kind == MathKind::Ratio ? answer : gold;
    return (ratio.args.size() == 2 &&
            is_same_scalar(MathExpr{MathKind::Quotient, "", {ratio.args[0], ratio.args[1]}}, other)) ||
           fail("different ratios");
}

bool Comparer::is_same_scalar(const MathExpr &gold, const MathExpr &answer)
{
    const auto has_base = [](const MathExpr &expr) { return expr.kind == MathKind::Number && !expr.args.empty(); };
    if (has_base(gold) != has_base(answer)) {
        // In another base the digits are the answer; the base may be left out, the value in base ten is not what was
        // asked.
        const bool is_same_digits = gold.kind == answer.kind && gold.name == answer.name;
        return is_same_digits ? succeed("the same digits, the base left out") : fail("different digits");
    }
    switch (compare_scalars(gold, answer)) {
    case Likeness::Equal:
        return true;
    case Likeness::Rounded:
        return succeed("equal to all digits of the decimal that is given");
    case Likeness::Different:
        return fail("different values");
    case Likeness::Undecided:
        break;
    }
    return fail("the values could not be compared");
}

} // namespace

AnswerComparison compare_answers(const MathExpr &gold, const MathExpr &answer)
{
    const MathExpr canonical_gold = canonical_answer(with_finite_sums(gold));
    const MathExpr canonical = canonical_answer(with_finite_sums(answer));
    if (canonical_gold == canonical) {
        return {true, "the same expression"};
    }
    Comparer comparer;
    const bool is_equal = comparer.is_same(canonical_gold, canonical);
    return {is_equal, is_equal ? comparer.how() : comparer.why_not()};
}

} // namespace kvscope
