#include "ui/plan_preview.h"

#include "ui/background.h"
#include "ui/format.h"
#include "ui/plain_text.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kDelayMs = 250; // typing a budget should not start a plan per key

/// Sequences whose KV entries are held at once. Fill-memory runs hold what they were given.
double kvBytesOf(const CellSpec &cell, const BatchPolicy &batch)
{
    if (batch.kind == BatchPolicy::Kind::FillMemory) {
        return static_cast<double>(batch.kv_memory_bytes);
    }
    return static_cast<double>(cell.kv_bytes_per_sequence) * std::min(batch.batch, std::max(1, cell.num_samples));
}

QString batchLabel(const BatchPolicy &batch)
{
    return batch.kind == BatchPolicy::Kind::Fixed ? QStringLiteral("batch %1").arg(batch.batch)
                                                  : QStringLiteral("%1 of KV").arg(bytesText(batch.kv_memory_bytes));
}

} // namespace

PlanSummary summarizePlan(const SweepPlan &plan, const BatchPolicy &batch)
{
    PlanSummary summary;
    summary.numCells = static_cast<int>(plan.cells.size());
    for (const CellSpec &cell : plan.cells) {
        summary.numSamples += cell.num_samples;
        summary.kvBytes = std::max(summary.kvBytes, kvBytesOf(cell, batch));
        summary.traceBytes += static_cast<double>(cell.trace_bytes_estimate);
        summary.secondsEstimate += cell.seconds_estimate;
    }
    for (const ModelRef &model : plan.models) {
        summary.weightBytes = std::max(summary.weightBytes, static_cast<double>(model.weight_bytes));
    }
    for (const std::string &warning : plan.warnings) {
        summary.warnings << plainLine(warning);
    }
    return summary;
}

FramePtr frameFromPlan(const SweepPlan &plan, const BatchPolicy &batch)
{
    auto frame = std::make_shared<ResultFrame>();
    frame->models = plan.models;
    frame->datasets = plan.datasets;
    for (const CellSpec &spec : plan.cells) {
        CellResult cell;
        cell.cell_key = spec.key;
        cell.model = spec.model;
        cell.dataset = spec.dataset;
        cell.policy = spec.policy;
        cell.params = spec.params;
        cell.budget = spec.budget;
        cell.retained = spec.retained;
        cell.peak = spec.peak;
        cell.kv_dtype = spec.kv_dtype;
        cell.accuracy_missing = spec.accuracy_missing;
        cell.num_samples_planned = spec.num_samples;
        cell.batch_label = batchLabel(batch).toStdString();
        cell.kv_bytes_held_peak = static_cast<std::uint64_t>(kvBytesOf(spec, batch));
        frame->cells.push_back(std::move(cell));
    }
    return frame;
}

PlanPreviewer::PlanPreviewer(std::shared_ptr<const EngineServices> services, QObject *parent)
    : QObject(parent), services_(std::move(services))
{
    delay_.setSingleShot(true);
    delay_.setInterval(kDelayMs);
    connect(&delay_, &QTimer::timeout, this, &PlanPreviewer::work);
}

void PlanPreviewer::request(const SweepSpec &spec)
{
    spec_ = spec;
    ++generation_;
    delay_.start();
}

void PlanPreviewer::cancel()
{
    ++generation_;
    delay_.stop();
}

void PlanPreviewer::work()
{
    runInBackground(
        this, [services = services_, spec = spec_] { return services->previewPlan(spec); },
        [this, spec = spec_, generation = generation_](const Result<SweepPlan> &plan) {
            if (generation != generation_) {
                return;
            }
            if (plan.has_error()) {
                emit planFailed(plan.error());
            } else {
                emit planReady(plan.value(), spec);
            }
        });
}

} // namespace kvscope
