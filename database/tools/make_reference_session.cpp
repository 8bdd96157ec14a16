// make_reference_session IN.json OUT.kvsession: turns a file of resources/reference/ into a session. Run by the build.
#include "database/reference_session.h"

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;
using namespace kvscope;

ModelRef read_model(const Json &json)
{
    ModelRef model;
    model.id = json.at("id");
    model.label = json.at("label");
    model.architecture = json.at("architecture");
    model.num_layers = json.at("num_layers");
    model.num_heads = json.at("num_heads");
    model.num_kv_heads = json.at("num_kv_heads");
    model.head_dim = json.at("head_dim");
    model.kv_bytes_per_token = json.at("kv_bytes_per_token");
    return model;
}

/// One cell per budget; `values` lists are parallel to `budgets`.
void add_series(ResultFrame &frame, const Json &series, const std::vector<int> &budgets, const std::string &policy)
{
    const auto pass_at_1 = series.at("pass_at_1").get<std::vector<double>>();
    const auto tps = series.value("tps", std::vector<double>{});
    if (pass_at_1.size() != budgets.size() || (!tps.empty() && tps.size() != budgets.size())) {
        throw std::runtime_error("a series has another number of values than there are budgets");
    }
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        CellResult cell;
        cell.model = series.at("model");
        cell.dataset = series.at("dataset");
        cell.policy = policy;
        cell.budget = {budgets[i]};
        cell.peak = budgets[i]; // The published budget triggers; what it leaves is not known.
        cell.state = CellState::Complete;
        cell.pass_at_1 = pass_at_1[i];
        if (!tps.empty()) {
            cell.tps = tps[i];
        }
        cell.cell_key = frame.models.at(cell.model).id + "/" + frame.datasets.at(cell.dataset).id + "/" + policy + "/" +
                        std::to_string(budgets[i]);
        frame.cells.push_back(cell);
    }
}

PublishedFigures read_figures(const Json &json)
{
    PublishedFigures figures;
    ResultFrame &frame = figures.frame;
    frame.title = json.at("title");
    frame.reference = ReferenceSource{json.at("source"), json.at("how_read"), json.at("notes")};
    for (const Json &model : json.at("models")) {
        frame.models.push_back(read_model(model));
    }
    for (const Json &dataset : json.at("datasets")) {
        DatasetRef &ref = frame.datasets.emplace_back();
        ref.id = dataset.at("id");
        ref.label = dataset.at("label");
    }
    const auto budgets = json.at("budgets").get<std::vector<int>>();
    const std::string policy = json.at("policy");
    for (const Json &series : json.at("series")) {
        add_series(frame, series, budgets, policy);
    }
    SweepSpec &settings = figures.settings;
    const Json &stated = json.at("settings");
    settings.policies = {{policy, {}}};
    for (const int budget : budgets) {
        settings.budgets.push_back({budget});
    }
    settings.budget_meaning = BudgetMeaning::Trigger;
    settings.samples_per_problem = stated.at("samples_per_problem");
    settings.sampling.temperature = stated.at("temperature");
    settings.sampling.top_p = stated.at("top_p");
    settings.sampling.max_new_tokens = stated.at("max_new_tokens");
    settings.batch.batch = stated.at("batch");
    figures.manifest = json.at("manifest").get<Manifest>();
    return figures;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: make_reference_session IN.json OUT.kvsession\n";
        return 2;
    }
    try {
        std::ifstream file(argv[1]);
        const auto written = write_reference_session(argv[2], read_figures(Json::parse(file)));
        if (written.has_error()) {
            std::cerr << written.error().message << "\n";
            return 1;
        }
    } catch (const std::exception &exception) {
        std::cerr << argv[1] << ": " << exception.what() << "\n";
        return 1;
    }
    return 0;
}
