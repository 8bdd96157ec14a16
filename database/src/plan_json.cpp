#include "plan_json.h"

#include "names.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace kvscope {

using Json = nlohmann::ordered_json;

namespace {

/// What reading code throws inside this file; never leaves it.
struct BadField : std::runtime_error {
    using std::runtime_error::runtime_error;
};

bool is_utf8(const std::string &text)
{
    try {
        (void)Json(text).dump();
        return true;
    } catch (const Json::exception &) {
        return false;
    }
}

Json write_text(const std::string &text)
{
    if (is_utf8(text)) {
        return text;
    }
    constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        hex += kDigits[byte >> 4U];
        hex += kDigits[byte & 15U];
    }
    return Json{{"hex", hex}};
}

std::string read_text(const Json &value, const char *field)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (!value.is_object() || !value.contains("hex") || !value["hex"].is_string()) {
        throw BadField(std::string(field) + " is not a text");
    }
    const std::string hex = value["hex"].get<std::string>();
    std::string text;
    const auto digit = [&](char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        throw BadField(std::string(field) + " has bad hex digits");
    };
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        text += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    }
    return text;
}

const Json &at(const Json &object, const char *field)
{
    if (!object.is_object() || !object.contains(field)) {
        throw BadField(std::string(field) + " is missing");
    }
    return object[field];
}

int read_int(const Json &object, const char *field)
{
    const Json &value = at(object, field);
    const bool fits = value.is_number_unsigned() ? value.get<std::uint64_t>() <= std::numeric_limits<int>::max()
                                                 : value.is_number_integer() && value.get<std::int64_t>() < 0 &&
                                                       value.get<std::int64_t>() >= std::numeric_limits<int>::min();
    if (!fits) {
        throw BadField(std::string(field) + " is not an integer in range");
    }
    return static_cast<int>(value.get<std::int64_t>());
}

std::uint64_t read_uint64(const Json &object, const char *field)
{
    const Json &value = at(object, field);
    if (!value.is_number_unsigned()) {
        throw BadField(std::string(field) + " is not a count");
    }
    return value.get<std::uint64_t>();
}

double read_real(const Json &value, const char *field)
{
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
        throw BadField(std::string(field) + " is not a number");
    }
    return value.get<double>();
}

const Json &read_array(const Json &object, const char *field)
{
    const Json &value = at(object, field);
    if (!value.is_array()) {
        throw BadField(std::string(field) + " is not a list");
    }
    return value;
}

template <typename Enum, std::size_t N>
Enum read_name(const Json &object, const char *field, const Names<Enum, N> &names)
{
    const auto found = names.find(read_text(at(object, field), field));
    if (!found) {
        throw BadField(std::string(field) + " has an unknown value");
    }
    return *found;
}

Json write_texts(const std::vector<std::string> &texts)
{
    Json list = Json::array();
    for (const auto &text : texts) {
        list.push_back(write_text(text));
    }
    return list;
}

std::vector<std::string> read_texts(const Json &object, const char *field)
{
    std::vector<std::string> texts;
    for (const Json &value : read_array(object, field)) {
        texts.push_back(read_text(value, field));
    }
    return texts;
}

Json write_params(const ParamValues &params)
{
    Json object = Json::object();
    for (const auto &[name, value] : params) {
        object[name] = value;
    }
    return object;
}

Json write_columns(const ColumnMap &columns)
{
    return {{"problem", write_text(columns.problem)}, {"answer", write_text(columns.answer)},
            {"id", write_text(columns.id)},           {"choices", write_texts(columns.choices)},
            {"wrong", write_texts(columns.wrong)},    {"grader", write_text(columns.grader)}};
}

ColumnMap read_columns(const Json &json)
{
    ColumnMap columns;
    columns.problem = read_text(at(json, "problem"), "problem");
    columns.answer = read_text(at(json, "answer"), "answer");
    columns.id = read_text(at(json, "id"), "id");
    columns.choices = read_texts(json, "choices");
    columns.wrong = read_texts(json, "wrong");
    columns.grader = read_text(at(json, "grader"), "grader");
    return columns;
}

ParamValues read_params(const Json &object)
{
    if (!object.is_object()) {
        throw BadField("params is not an object");
    }
    ParamValues params;
    for (const auto &[name, value] : object.items()) {
        params[name] = read_real(value, "params");
    }
    return params;
}

/// Policy ids and parameter names are file stems and identifiers; anything else is replaced, never thrown at the
/// caller.
std::string dump(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Parses and hands to `read`, which may throw; the exception ends here.
template <typename T, typename Read>
Result<T> parse(const std::string &text, const char *what, Read read)
{
    try {
        return read(Json::parse(text));
    } catch (const Json::exception &) {
        return make_error(ErrorCode::InvalidData, std::string("the stored ") + what + " is damaged: not valid JSON");
    } catch (const std::exception &exception) {
        return make_error(ErrorCode::InvalidData,
                          std::string("the stored ") + what + " is damaged: " + exception.what());
    }
}

/// What specs of schema 1 do not have.
void read_device_choices(const Json &json, SweepSpec &spec)
{
    if (!json.contains("kv_dtypes")) {
        return;
    }
    spec.kv_dtypes.clear();
    for (const Json &kv_dtype : read_array(json, "kv_dtypes")) {
        spec.kv_dtypes.push_back(read_name(Json{{"kv_dtype", kv_dtype}}, "kv_dtype", kKvDTypeNames));
    }
    spec.gpu = read_text(at(json, "gpu"), "gpu");
    spec.compute = read_name(json, "compute", kComputeNames);
    if (!at(json, "random_weights").is_null()) {
        spec.random_weights = read_uint64(json, "random_weights");
    }
    spec.prompt_tokens = read_int(json, "prompt_tokens");
}

SweepSpec read_spec(const Json &json)
{
    SweepSpec spec;
    spec.model_dirs = read_texts(json, "model_dirs");
    spec.dataset_files = read_texts(json, "dataset_files");
    if (json.contains("column_maps")) { // specs of the first version have neither
        for (const Json &entry : read_array(json, "column_maps")) {
            spec.column_maps[read_text(at(entry, "file"), "file")] = read_columns(at(entry, "columns"));
        }
        spec.choice_seed = read_uint64(json, "choice_seed");
    }
    spec.grader = json.contains("grader") ? read_text(json["grader"], "grader") : "";
    for (const Json &policy : read_array(json, "policies")) {
        spec.policies.push_back({read_text(at(policy, "id"), "id"), read_params(at(policy, "params"))});
    }
    for (const Json &budget : read_array(json, "budgets")) {
        spec.budgets.push_back({read_int(Json{{"budget", budget}}, "budget")});
    }
    spec.buffer = read_int(json, "buffer");
    spec.budget_meaning = read_name(json, "budget_meaning", kMeaningNames);
    spec.eviction_trace = read_name(json, "eviction_trace", kTraceNames);
    spec.samples_per_problem = read_int(json, "samples_per_problem");
    spec.problem_limit = read_int(json, "problem_limit");
    spec.num_repeats = read_int(json, "num_repeats");
    const Json &sampling = at(json, "sampling");
    spec.sampling.temperature = read_real(at(sampling, "temperature"), "temperature");
    spec.sampling.top_p = read_real(at(sampling, "top_p"), "top_p");
    spec.sampling.top_k = read_int(sampling, "top_k");
    spec.sampling.max_new_tokens = read_int(sampling, "max_new_tokens");
    spec.sampling.seed = read_uint64(sampling, "seed");
    const Json &batch = at(json, "batch");
    spec.batch.kind = read_name(batch, "kind", kBatchNames);
    spec.batch.batch = read_int(batch, "batch");
    spec.batch.kv_memory_bytes = read_uint64(batch, "kv_memory_bytes");
    spec.device = read_text(at(json, "device"), "device");
    spec.num_threads = read_int(json, "num_threads");
    read_device_choices(json, spec);
    return spec;
}

} // namespace

std::string spec_to_json(const SweepSpec &spec)
{
    Json policies = Json::array();
    for (const auto &policy : spec.policies) {
        policies.push_back({{"id", write_text(policy.id)}, {"params", write_params(policy.params)}});
    }
    Json budgets = Json::array();
    for (const auto &budget : spec.budgets) {
        budgets.push_back(budget.tokens);
    }
    Json column_maps = Json::array();
    for (const auto &[file, columns] : spec.column_maps) {
        column_maps.push_back({{"file", write_text(file)}, {"columns", write_columns(columns)}});
    }
    Json kv_dtypes = Json::array();
    for (const KvDType kv_dtype : spec.kv_dtypes) {
        kv_dtypes.push_back(kKvDTypeNames.of(kv_dtype));
    }
    return dump(Json{{"model_dirs", write_texts(spec.model_dirs)},
                     {"dataset_files", write_texts(spec.dataset_files)},
                     {"column_maps", column_maps},
                     {"choice_seed", spec.choice_seed},
                     {"grader", write_text(spec.grader)},
                     {"policies", policies},
                     {"budgets", budgets},
                     {"buffer", spec.buffer},
                     {"budget_meaning", kMeaningNames.of(spec.budget_meaning)},
                     {"eviction_trace", kTraceNames.of(spec.eviction_trace)},
                     {"samples_per_problem", spec.samples_per_problem},
                     {"problem_limit", spec.problem_limit},
                     {"num_repeats", spec.num_repeats},
                     {"sampling",
                      {{"temperature", spec.sampling.temperature},
                       {"top_p", spec.sampling.top_p},
                       {"top_k", spec.sampling.top_k},
                       {"max_new_tokens", spec.sampling.max_new_tokens},
                       {"seed", spec.sampling.seed}}},
                     {"batch",
                      {{"kind", kBatchNames.of(spec.batch.kind)},
                       {"batch", spec.batch.batch},
                       {"kv_memory_bytes", spec.batch.kv_memory_bytes}}},
                     {"device", write_text(spec.device)},
                     {"num_threads", spec.num_threads},
                     {"kv_dtypes", kv_dtypes},
                     {"gpu", write_text(spec.gpu)},
                     {"compute", kComputeNames.of(spec.compute)},
                     {"random_weights", spec.random_weights ? Json(*spec.random_weights) : Json()},
                     {"prompt_tokens", spec.prompt_tokens}});
}

Result<SweepSpec> spec_from_json(const std::string &text)
{
    return parse<SweepSpec>(text, "sweep", read_spec);
}

std::string plan_to_json(const SweepPlan &plan)
{
    const auto id_of = [](const auto &list, int index) {
        return index >= 0 && index < static_cast<int>(list.size()) ? write_text(list[index].id) : Json("");
    };
    Json cells = Json::array();
    for (const CellSpec &cell : plan.cells) {
        cells.push_back({{"key", write_text(cell.key)},
                         {"model", id_of(plan.models, cell.model)},
                         {"dataset", id_of(plan.datasets, cell.dataset)},
                         {"policy", write_text(cell.policy)},
                         {"params", write_params(cell.params)},
                         {"budget", cell.budget.tokens},
                         {"buffer", cell.buffer},
                         {"retained", cell.retained},
                         {"peak", cell.peak},
                         {"kv_dtype", kKvDTypeNames.of(cell.kv_dtype)},
                         {"prompt_tokens", cell.prompt_tokens},
                         {"accuracy_missing", write_text(cell.accuracy_missing)},
                         {"num_samples", cell.num_samples},
                         {"trace_bytes_estimate", cell.trace_bytes_estimate},
                         {"kv_bytes_per_sequence", cell.kv_bytes_per_sequence},
                         {"seconds_estimate", cell.seconds_estimate}});
    }
    return dump(Json{{"cells", cells}, {"warnings", write_texts(plan.warnings)}});
}

std::string params_to_json(const ParamValues &params)
{
    return dump(write_params(params));
}

Result<ParamValues> params_from_json(const std::string &text)
{
    return parse<ParamValues>(text, "parameters", read_params);
}

std::string numbers_to_json(const std::vector<double> &numbers)
{
    Json list = Json::array();
    for (const double number : numbers) {
        list.push_back(std::isfinite(number) ? number : 0.0);
    }
    return dump(list);
}

Result<std::vector<double>> numbers_from_json(const std::string &text)
{
    return parse<std::vector<double>>(text, "list of numbers", [](const Json &json) {
        if (!json.is_array()) {
            throw BadField("it is not a list");
        }
        std::vector<double> numbers;
        for (const Json &value : json) {
            numbers.push_back(read_real(value, "number"));
        }
        return numbers;
    });
}

} // namespace kvscope
