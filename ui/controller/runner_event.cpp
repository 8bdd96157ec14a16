#include "ui/runner_event.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kvscope {
namespace {

int count(const QJsonValue &value)
{
    const double number = value.toDouble(0);
    if (!(number > 0)) {
        return 0;
    }
    return static_cast<int>(std::min(number, static_cast<double>(std::numeric_limits<int>::max())));
}

double rate(const QJsonValue &value)
{
    const double number = value.toDouble(0);
    return std::isfinite(number) && number > 0 ? number : 0;
}

QString budgetWord(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(count(value)) : value.toString();
}

std::optional<std::pair<double, double>> etaOf(const QJsonValue &value)
{
    const QJsonArray range = value.toArray();
    if (range.size() != 2 || !range[0].isDouble() || !range[1].isDouble()) {
        return std::nullopt;
    }
    const double low = rate(range[0]);
    return std::pair{low, std::max(low, rate(range[1]))};
}

std::optional<double> shareOf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(std::min(rate(value), 1.0)) : std::nullopt;
}

std::optional<double> figureOf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(rate(value)) : std::nullopt;
}

std::optional<event::Gpu> gpuOf(const QJsonValue &value)
{
    if (!value.isObject()) {
        return std::nullopt;
    }
    const QJsonObject o = value.toObject();
    return event::Gpu{figureOf(o["utilization"]), figureOf(o["memory_used_bytes"]), figureOf(o["memory_total_bytes"]),
                      figureOf(o["power_w"]),     figureOf(o["sm_clock_mhz"]),      figureOf(o["temperature_c"])};
}

RunnerEvent readStart(const QJsonObject &o)
{
    return event::Start{o["session"].toString(), o["device"].toString(),    count(o["num_cells"]),
                        count(o["num_samples"]), count(o["num_committed"]), count(o["threads"])};
}

RunnerEvent readCellStart(const QJsonObject &o)
{
    return event::CellStart{o["cell"].toString(),     o["model"].toString(),   o["dataset"].toString(),
                            o["policy"].toString(),   budgetWord(o["budget"]), count(o["num_samples"]),
                            count(o["num_committed"])};
}

RunnerEvent readSample(const QJsonObject &o)
{
    return event::Sample{o["cell"].toString(), o["problem_id"].toString(), count(o["sample_index"]),
                         o["verdict"].toString(), count(o["num_tokens"])};
}

RunnerEvent readProgress(const QJsonObject &o)
{
    return event::Progress{o["cell"].toString(),
                           count(o["running"]),
                           rate(o["tps"]),
                           count(o["cell_committed"]),
                           count(o["cell_samples"]),
                           count(o["sweep_committed"]),
                           count(o["sweep_samples"]),
                           etaOf(o["eta_s"]),
                           shareOf(o["loaded"]),
                           gpuOf(o["gpu"])};
}

RunnerEvent readCellEnd(const QJsonObject &o)
{
    return event::CellEnd{o["cell"].toString(), o["state"].toString() == QLatin1String("failed"),
                          o["message"].toString()};
}

RunnerEvent readLog(const QJsonObject &o)
{
    return event::Log{o["level"].toString() == QLatin1String("warning"), o["message"].toString()};
}

using Reader = RunnerEvent (*)(const QJsonObject &);

const QHash<QString, Reader> &readers()
{
    static const QHash<QString, Reader> table{
        {QStringLiteral("start"), readStart},
        {QStringLiteral("cell_start"), readCellStart},
        {QStringLiteral("sample"), readSample},
        {QStringLiteral("progress"), readProgress},
        {QStringLiteral("cell_end"), readCellEnd},
        {QStringLiteral("paused"), [](const QJsonObject &) -> RunnerEvent { return event::Paused{}; }},
        {QStringLiteral("continued"), [](const QJsonObject &) -> RunnerEvent { return event::Continued{}; }},
        {QStringLiteral("log"), readLog},
        {QStringLiteral("error"),
         [](const QJsonObject &o) -> RunnerEvent {
             return event::Failure{o["code"].toString(), o["message"].toString()};
         }},
        {QStringLiteral("end"), [](const QJsonObject &o) -> RunnerEvent { return event::End{o["state"].toString()}; }},
    };
    return table;
}

} // namespace

std::optional<RunnerEvent> parseRunnerEvent(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject()) {
        return std::nullopt;
    }
    const QJsonObject object = document.object();
    const Reader reader = readers().value(object["event"].toString(), nullptr);
    if (reader == nullptr) {
        return std::nullopt;
    }
    return reader(object);
}

std::vector<QByteArray> LineSplitter::feed(const QByteArray &bytes)
{
    std::vector<QByteArray> lines;
    qsizetype from = 0;
    while (from < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype length = (end < 0 ? bytes.size() : end) - from;
        if (!dropping_ && pending_.size() + length > maxBytes_) {
            dropping_ = true;
            pending_.clear();
            ++numDropped_;
        }
        if (!dropping_) {
            pending_.append(bytes.constData() + from, length);
        }
        if (end < 0) {
            break;
        }
        if (pending_.endsWith('\r')) {
            pending_.chop(1);
        }
        if (!pending_.isEmpty()) {
            lines.push_back(pending_);
        }
        pending_.clear();
        dropping_ = false;
        from = end + 1;
    }
    return lines;
}

} // namespace kvscope
