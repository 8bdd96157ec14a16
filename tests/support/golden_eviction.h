#pragma once

#include "engine/checkpoint.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace kvscope::test {

/// One reference case of eviction: inputs and what the R-KV authors' code made of them. Shapes as in
/// tests/data/golden/README.md.
struct GoldenEviction {
    std::string name;
    std::string policy;
    int num_heads = 0, num_kv_heads = 0, head_dim = 0, kv_len = 0, window_size = 0, budget = 0;
    double mix_lambda = 0;
    std::vector<float> keys, queries, attention, redundancy, score;
    std::vector<std::vector<int>> keep; ///< [num_kv_heads][budget]
};

inline std::vector<GoldenEviction> load_golden_eviction(const std::string &file)
{
    std::ifstream stream(file);
    std::vector<GoldenEviction> cases;
    const auto document = nlohmann::json::parse(stream);
    for (const auto &item : document.at("cases")) {
        GoldenEviction c;
        c.policy = item.at("method") == "rkv" ? "r_kv" : "snapkv";
        c.name = c.policy + " seed " + std::to_string(item.at("seed").get<int>());
        c.num_heads = item.at("num_heads");
        c.num_kv_heads = item.at("num_kv_heads");
        c.head_dim = item.at("head_dim");
        c.kv_len = item.at("kv_len");
        c.window_size = item.at("window_size");
        c.budget = item.at("budget");
        c.mix_lambda = item.at("mix_lambda");
        c.keys = item.at("keys").get<std::vector<float>>();
        c.queries = item.at("queries").get<std::vector<float>>();
        c.attention = item.at("attention").get<std::vector<float>>();
        if (item.contains("redundancy") && item.at("redundancy").is_array()) {
            c.redundancy = item.at("redundancy").get<std::vector<float>>();
        }
        c.score = item.at("score").get<std::vector<float>>();
        c.keep = item.at("keep").get<std::vector<std::vector<int>>>();
        cases.push_back(std::move(c));
    }
    return cases;
}

/// The long cases: a safetensors file with its parameters in the metadata.
inline GoldenEviction load_golden_eviction_long(const std::string &file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    std::uint64_t header_bytes = 0;
    std::memcpy(&header_bytes, bytes.data(), 8);
    const auto header = nlohmann::json::parse(bytes.substr(8, header_bytes));
    const auto tensor = [&](const char *name) {
        const auto &offsets = header.at(name).at("data_offsets");
        return bytes.substr(8 + header_bytes + offsets[0].get<std::size_t>(),
                            offsets[1].get<std::size_t>() - offsets[0].get<std::size_t>());
    };
    const auto floats = [&](const char *name) {
        const std::string data = tensor(name);
        std::vector<float> values;
        if (header.at(name).at("dtype") == "F32") {
            values.resize(data.size() / 4);
            std::memcpy(values.data(), data.data(), data.size());
        } else {
            for (std::size_t i = 0; i + 1 < data.size(); i += 2) {
                const std::uint32_t bits = static_cast<std::uint8_t>(data[i]) << 16 |
                                           static_cast<std::uint32_t>(static_cast<std::uint8_t>(data[i + 1])) << 24;
                float value;
                std::memcpy(&value, &bits, 4);
                values.push_back(value);
            }
        }
        return values;
    };
    const auto &metadata = header.at("__metadata__");
    const auto number = [&](const char *name) { return std::stoi(metadata.at(name).get<std::string>()); };

    GoldenEviction c;
    c.name = file.substr(file.rfind('/') + 1);
    c.policy = metadata.at("method");
    c.num_heads = number("num_heads");
    c.num_kv_heads = number("num_kv_heads");
    c.head_dim = number("head_dim");
    c.kv_len = number("kv_len");
    c.window_size = number("window_size");
    c.budget = number("budget");
    c.mix_lambda = std::stod(metadata.at("mix_lambda").get<std::string>());
    c.keys = floats("keys");
    c.queries = floats("queries");
    c.attention = floats("attention");
    c.redundancy = floats("redundancy");
    c.score = floats("score");
    const std::string keep = tensor("keep");
    c.keep.resize(c.num_kv_heads, std::vector<int>(c.budget));
    for (int h = 0; h < c.num_kv_heads; ++h) {
        std::memcpy(c.keep[h].data(), keep.data() + sizeof(int) * h * c.budget, sizeof(int) * c.budget);
    }
    return c;
}

} // namespace kvscope::test
