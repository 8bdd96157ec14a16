#include "bench_device.h"

#include "command.h"
#include "json_text.h"
#include "telemetry_view.h"
#include "text_table.h"

#include "engine/device_bench.h"
#include "engine/sweep.h"
#include "engine/telemetry_recorder.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace kvscope {

namespace {

struct BenchModel {
    std::string label;
    std::shared_ptr<const Model> model;
};

Result<BenchModel> random_model(const std::string &shape, std::uint64_t seed, const Device &device)
{
    const bool is_folder = std::filesystem::is_directory(shape);
    const Result<ModelConfig> config = is_folder ? load_model_config(shape) : built_in_shape(shape);
    if (config.has_error()) {
        return config.error();
    }
    auto model = Model::randomize(config.value(), seed, device);
    if (model.has_error()) {
        return model.error();
    }
    return BenchModel{shape, std::move(model).value()};
}

Result<BenchModel> stored_model(const std::string &dir, const Device &device)
{
    auto model = Model::load(dir, device);
    if (model.has_error()) {
        return model.error();
    }
    return BenchModel{std::filesystem::path(dir).lexically_normal().filename().string(), std::move(model).value()};
}

Result<int> parse_batch(const std::string &text)
{
    int batch = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), batch);
    if (text == "fill") {
        return 0;
    }
    if (error != std::errc() || end != text.data() + text.size() || batch < 1) {
        return make_error(ErrorCode::InvalidArgument,
                          "--batch takes a number of sequences or 'fill', not '" + text + "'");
    }
    return batch;
}

/// The median over the passes of what `of` says of one.
template <typename Of>
double median(const DecodeBenchResult &result, Of of)
{
    std::vector<double> values;
    for (const DecodeBenchPass &pass : result.passes) {
        values.push_back(of(pass));
    }
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double median_tps(const DecodeBenchResult &result)
{
    return median(result, [](const DecodeBenchPass &pass) { return pass.tps; });
}

double compress_share(const DecodeBenchResult &result)
{
    return median(result, [](const DecodeBenchPass &pass) { return pass.compress_s / pass.seconds; });
}

/// Seconds that one step takes at least, by the ceilings of this run: weights are read or multiplied, whichever is
/// longer, and every held entry is read.
double limit_seconds(const DecodeBenchResult &result, const DeviceCeilings &ceilings)
{
    return std::max(static_cast<double>(result.weight_bytes) / ceilings.read_bytes_per_s,
                    result.weight_flops * result.batch / ceilings.gemm_flop_per_s) +
           result.batch * result.mean_kv_len * static_cast<double>(result.kv_bytes_per_token) /
               ceilings.read_bytes_per_s;
}

void print_json_row(const DeviceBenchOptions &options, const std::string &label, int budget,
                    const DecodeBenchResult &result, const std::optional<GpuTelemetry> &telemetry,
                    const DeviceCeilings &ceilings, const Device &device)
{
    std::vector<double> rates;
    for (const DecodeBenchPass &pass : result.passes) {
        rates.push_back(pass.tps);
    }
    const double tps = median_tps(result), limit = result.batch / limit_seconds(result, ceilings);
    const double pass_s = result.batch * options.buffer / tps;
    print_line(to_line(
        {{"model", label},
         {"policy", options.policy},
         {"budget", budget},
         {"buffer", options.buffer},
         {"kv_dtype", options.kv_dtype == KvDType::Fp8 ? "fp8" : "bf16"},
         {"batch", result.batch},
         {"num_splits", result.num_splits},
         {"tps", tps},
         {"tps_of_passes", rates},
         {"limit_tps", limit},
         {"share_of_limit", tps / limit},
         {"mean_kv_len", result.mean_kv_len},
         {"step_ms", 1e3 * pass_s / options.buffer},
         {"graph_ms", result.step_ms},
         {"linear_ms", result.linear_ms},
         {"attention_ms", result.attention_ms},
         {"rows_ms", result.rows_ms},
         {"sample_ms", result.sample_ms},
         {"compress_share", compress_share(result)},
         {"attention_bytes_per_s", result.batch * result.mean_kv_len * static_cast<double>(result.kv_bytes_per_token) /
                                       (1e-3 * result.attention_ms)},
         {"read_bytes_per_s", ceilings.read_bytes_per_s},
         {"gemm_flop_per_s", ceilings.gemm_flop_per_s},
         {"weight_bytes", result.weight_bytes},
         {"estimated_bytes", result.estimated_bytes},
         {"measured_bytes", result.measured_bytes},
         {"telemetry", telemetry ? telemetry_json(*telemetry) : nlohmann::json()},
         {"device", device.description}}));
}

DecodeBenchOptions decode_options(const DeviceBenchOptions &options, const KvBudget &budget, int batch,
                                  std::optional<TelemetryRecorder> &recorder)
{
    DecodeBenchOptions bench;
    bench.cache.policy = find_policy(options.policy);
    bench.cache.params = options.params;
    bench.cache.retained = budget.tokens;
    bench.cache.buffer = options.buffer;
    bench.kv_dtype = options.kv_dtype;
    bench.batch = batch;
    bench.num_repeats = options.num_repeats;
    if (recorder) {
        bench.on_timed = [&recorder](bool is_timed) { recorder->set_timed(is_timed); };
    }
    return bench;
}

} // namespace

Status bench_on_device(const DeviceBenchOptions &options, const Device &device)
{
    const Result<int> batch = parse_batch(options.batch);
    if (batch.has_error()) {
        return batch.error();
    }
    const Result<DeviceCeilings> ceilings = measure_device_ceilings(device);
    if (ceilings.has_error()) {
        return ceilings.error();
    }
    TextTable table({"model", "budget", "batch", "tok/s", "of limit", "step ms", "linear", "attention", "rows",
                     "sample", "compression", "memory est./meas.", "power"});
    std::optional<TelemetryRecorder> recorder;
    if (auto monitor = monitor_of(device); monitor.has_value()) {
        recorder.emplace(std::move(monitor).value());
    }
    std::vector<std::string> names = options.model_dirs;
    names.insert(names.end(), options.shapes.begin(), options.shapes.end());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto model = i < options.model_dirs.size() ? stored_model(names[i], device)
                                                         : random_model(names[i], options.weight_seed, device);
        if (model.has_error()) {
            return model.error();
        }
        for (const KvBudget &budget : options.budgets) {
            const DecodeBenchOptions bench = decode_options(options, budget, batch.value(), recorder);
            const Result<DecodeBenchResult> measured = bench_decode(*model.value().model, bench);
            if (measured.has_error()) {
                return measured.error();
            }
            const DecodeBenchResult &result = measured.value();
            std::optional<GpuTelemetry> telemetry;
            if (recorder) {
                telemetry = recorder->take(std::int64_t{options.num_repeats} * result.batch * options.buffer);
            }
            if (options.as_json) {
                print_json_row(options, model.value().label, budget.tokens, result, telemetry, ceilings.value(),
                               device);
                continue;
            }
            const double tps = median_tps(result), step_s = result.batch / tps;
            table.add_row({model.value().label, format_budget(budget), std::to_string(result.batch), fixed(tps, 0),
                           fixed(100 * tps * limit_seconds(result, ceilings.value()) / result.batch, 1) + " %",
                           fixed(1e3 * step_s, 2), fixed(result.linear_ms, 2), fixed(result.attention_ms, 2),
                           fixed(result.rows_ms, 2), fixed(result.sample_ms, 2),
                           fixed(100 * compress_share(result), 1) + " %",
                           format_bytes(static_cast<double>(result.estimated_bytes)) + " / " +
                               format_bytes(static_cast<double>(result.measured_bytes)),
                           telemetry ? telemetry_text(*telemetry) : "–"});
        }
    }
    if (!options.as_json) {
        print_line(device.description + ": reads " + fixed(ceilings.value().read_bytes_per_s / 1e12, 2) +
                   " TB/s, products " + fixed(ceilings.value().gemm_flop_per_s / 1e12, 0) + " TFLOP/s");
        std::fputs(table.text().c_str(), stdout);
    }
    return Done{};
}

} // namespace kvscope
