#include "widgets/run_fields.h"

#include "ui/plain_text.h"
#include "widgets/form_layout.h"
#include "widgets/wheel_guard.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <vector>

namespace kvscope {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

QSpinBox *makeSpin(QWidget *parent, const char *name, int minimum, int maximum, const QString &accessibleName)
{
    auto *box = new QSpinBox(parent);
    WheelGuard::install(box);
    box->setObjectName(QLatin1String(name));
    box->setRange(minimum, maximum);
    box->setAccessibleName(accessibleName);
    return box;
}

QDoubleSpinBox *makeReal(QWidget *parent, const char *name, double maximum, const QString &accessibleName)
{
    auto *box = new QDoubleSpinBox(parent);
    WheelGuard::install(box);
    box->setObjectName(QLatin1String(name));
    box->setDecimals(2);
    box->setSingleStep(0.05);
    box->setRange(0, maximum);
    box->setAccessibleName(accessibleName);
    return box;
}

QComboBox *makeChoice(QWidget *parent, const char *name, const QString &accessibleName)
{
    auto *box = new QComboBox(parent);
    WheelGuard::install(box);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessibleName);
    return box;
}

} // namespace

SamplingFields::SamplingFields(QWidget *parent) : QWidget(parent)
{
    QFormLayout *layout = makeFormLayout(this);
    samples_ = makeSpin(this, "samples", 0, 10'000, tr("Samples per problem"));
    samples_->setSpecialValueText(tr("as the batch")); // of random prompts
    temperature_ = makeReal(this, "temperature", 5, tr("Temperature"));
    temperature_->setToolTip(tr("0 always takes the most likely token"));
    topP_ = makeReal(this, "topP", 1, tr("Top-p"));
    topK_ = makeSpin(this, "topK", 0, 1'000'000, tr("Top-k"));
    topK_->setSpecialValueText(tr("off"));
    maxNewTokens_ = makeSpin(this, "maxNewTokens", 0, 131'072, tr("Most new tokens"));
    maxNewTokens_->setSpecialValueText(tr("model's limit"));
    seed_ = makeSeedField(this, "seed", tr("Seed"));
    seed_->setToolTip(tr("The same seed gives the same samples, whatever the batch or the number of threads"));
    layout->addRow(makeFormLabel(tr("Samples")), samples_);
    layout->addRow(makeFormLabel(tr("Temperature")), temperature_);
    layout->addRow(makeFormLabel(tr("Top-p")), topP_);
    layout->addRow(makeFormLabel(tr("Top-k")), topK_);
    layout->addRow(makeFormLabel(tr("New tokens")), maxNewTokens_);
    layout->addRow(makeFormLabel(tr("Seed")), seed_);
    for (QSpinBox *box : {samples_, topK_, maxNewTokens_}) {
        connect(box, &QSpinBox::valueChanged, this, &SamplingFields::changed);
    }
    for (QDoubleSpinBox *box : {temperature_, topP_}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, &SamplingFields::changed);
    }
    connect(seed_, &QLineEdit::textChanged, this, &SamplingFields::changed);
}

void SamplingFields::write(SweepSpec &spec) const
{
    spec.samples_per_problem = samples_->value();
    spec.sampling.temperature = temperature_->value();
    spec.sampling.top_p = topP_->value();
    spec.sampling.top_k = topK_->value();
    spec.sampling.max_new_tokens = maxNewTokens_->value();
    spec.sampling.seed = seed_->text().toULongLong();
}

void SamplingFields::read(const SweepSpec &spec)
{
    const QSignalBlocker quiet(this);
    samples_->setValue(spec.samples_per_problem);
    temperature_->setValue(spec.sampling.temperature);
    topP_->setValue(spec.sampling.top_p);
    topK_->setValue(spec.sampling.top_k);
    maxNewTokens_->setValue(spec.sampling.max_new_tokens);
    seed_->setText(QString::number(spec.sampling.seed));
}

QString SamplingFields::summary() const
{
    return tr("%1 each, T %2").arg(QString::number(samples_->value()), QString::number(temperature_->value()));
}

DeviceFields::DeviceFields(QWidget *parent) : QWidget(parent)
{
    QFormLayout *layout = makeFormLayout(this);
    addBatch(layout);
    addDevice(layout);
    threads_ = makeSpin(this, "threads", 0, 4096, tr("Threads"));
    threads_->setSpecialValueText(tr("one per core"));
    repeats_ = makeSpin(this, "repeats", 1, 100, tr("Timing repeats"));
    repeats_->setToolTip(tr("How often each cell is timed; the samples are the same each time"));
    layout->addRow(makeFormLabel(tr("Threads")), threads_);
    layout->addRow(makeFormLabel(tr("Repeats")), repeats_);
    for (QSpinBox *box : {batch_, memoryMiB_, threads_, repeats_}) {
        connect(box, &QSpinBox::valueChanged, this, &DeviceFields::changed);
    }
    for (QComboBox *box : {compute_, kvDType_, weights_}) {
        connect(box, &QComboBox::currentIndexChanged, this, &DeviceFields::changed);
    }
    connect(gpu_, &QLineEdit::textChanged, this, &DeviceFields::changed);
    connect(device_, &QComboBox::currentIndexChanged, this, [this] {
        showDeviceKind();
        emit changed();
    });
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        showBatchKind();
        emit changed();
    });
    showBatchKind();
    showDeviceKind();
}

void DeviceFields::addBatch(QFormLayout *layout)
{
    kind_ = makeChoice(this, "batchKind", tr("Batch policy"));
    kind_->addItem(tr("fixed number"), static_cast<int>(BatchPolicy::Kind::Fixed));
    kind_->addItem(tr("fill memory"), static_cast<int>(BatchPolicy::Kind::FillMemory));
    batch_ = makeSpin(this, "batch", 1, 65'536, tr("Sequences at once"));
    batch_->setSuffix(tr(" at once"));
    memoryMiB_ = makeSpin(this, "memoryMiB", 1, 1 << 24, tr("Memory for KV entries, MiB"));
    memoryMiB_->setSuffix(tr(" MiB of KV"));
    layout->addRow(makeFormLabel(tr("Batch")), kind_);
    layout->addRow(makeFormLabel(QString()), batch_);
    layout->addRow(makeFormLabel(QString()), memoryMiB_);
}

void DeviceFields::addDevice(QFormLayout *layout)
{
    device_ = makeChoice(this, "device", tr("Device"));
    device_->addItem(tr("automatic"), QStringLiteral("auto"));
    device_->addItem(tr("CPU"), QStringLiteral("cpu"));
    device_->addItem(tr("CUDA GPU"), QStringLiteral("cuda"));
    gpu_ = new QLineEdit(this);
    gpu_->setObjectName(QStringLiteral("gpu"));
    gpu_->setAccessibleName(tr("Which GPU"));
    gpu_->setPlaceholderText(tr("the first"));
    gpu_->setToolTip(tr("Its index, its UUID or the start of one"));
    compute_ = makeChoice(this, "compute", tr("Arithmetic on the GPU"));
    compute_->addItem(QStringLiteral("bf16"), static_cast<int>(ComputeType::Bf16));
    compute_->addItem(QStringLiteral("fp32"), static_cast<int>(ComputeType::Fp32));
    kvDType_ = makeChoice(this, "kvDType", tr("How KV entries are stored"));
    kvDType_->addItem(tr("as computed"), QStringLiteral("compute"));
    kvDType_->addItem(QStringLiteral("fp8"), QStringLiteral("fp8"));
    kvDType_->addItem(tr("both, a curve each"), QStringLiteral("both"));
    weights_ = makeChoice(this, "weights", tr("Weights"));
    weights_->addItem(tr("the checkpoint's"), false);
    weights_->addItem(tr("random"), true);
    weights_->setToolTip(tr("Random weights measure throughput alone: nothing is graded, and no dataset is needed"));
    layout->addRow(makeFormLabel(tr("Device")), device_);
    layout->addRow(makeFormLabel(tr("GPU")), gpu_);
    layout->addRow(makeFormLabel(tr("Compute")), compute_);
    layout->addRow(makeFormLabel(tr("KV entries")), kvDType_);
    layout->addRow(makeFormLabel(tr("Weights")), weights_);
}

/// The CPU has one arithmetic and one way to store entries.
void DeviceFields::showDeviceKind()
{
    const bool mayBeGpu = device_->currentData().toString() != QLatin1String("cpu");
    auto *form = static_cast<QFormLayout *>(layout());
    for (QWidget *field : std::initializer_list<QWidget *>{gpu_, compute_, kvDType_}) {
        form->setRowVisible(field, mayBeGpu);
    }
}

void DeviceFields::showBatchKind()
{
    const bool fixed = kind_->currentData().toInt() == static_cast<int>(BatchPolicy::Kind::Fixed);
    auto *form = static_cast<QFormLayout *>(layout());
    form->setRowVisible(batch_, fixed);
    form->setRowVisible(memoryMiB_, !fixed);
}

void DeviceFields::write(SweepSpec &spec) const
{
    spec.batch.kind = static_cast<BatchPolicy::Kind>(kind_->currentData().toInt());
    spec.batch.batch = batch_->value();
    spec.batch.kv_memory_bytes =
        spec.batch.kind == BatchPolicy::Kind::FillMemory ? static_cast<std::uint64_t>(memoryMiB_->value()) * kMiB : 0;
    spec.device = device_->currentData().toString().toStdString();
    const bool mayBeGpu = spec.device != "cpu"; // what is hidden is not meant
    const QString kvDType = mayBeGpu ? kvDType_->currentData().toString() : QString();
    spec.gpu = mayBeGpu ? gpu_->text().trimmed().toStdString() : "";
    spec.compute = mayBeGpu ? static_cast<ComputeType>(compute_->currentData().toInt()) : ComputeType::Bf16;
    spec.kv_dtypes = kvDType == QLatin1String("fp8")    ? std::vector{KvDType::Fp8}
                     : kvDType == QLatin1String("both") ? std::vector{KvDType::Compute, KvDType::Fp8}
                                                        : std::vector{KvDType::Compute};
    spec.random_weights = weights_->currentData().toBool() ? std::optional(weightSeed_) : std::nullopt;
    spec.prompt_tokens = spec.random_weights && spec.dataset_files.empty() ? promptTokens_ : 0;
    spec.num_threads = threads_->value();
    spec.num_repeats = repeats_->value();
}

void DeviceFields::read(const SweepSpec &spec)
{
    const QSignalBlocker quiet(this);
    kind_->setCurrentIndex(kind_->findData(static_cast<int>(spec.batch.kind)));
    batch_->setValue(spec.batch.batch);
    memoryMiB_->setValue(static_cast<int>(std::min<std::uint64_t>(spec.batch.kv_memory_bytes / kMiB, 1U << 24)));
    device_->setCurrentIndex(std::max(0, device_->findData(fromUtf8(spec.device))));
    gpu_->setText(fromUtf8(spec.gpu));
    compute_->setCurrentIndex(compute_->findData(static_cast<int>(spec.compute)));
    const bool hasFp8 = std::find(spec.kv_dtypes.begin(), spec.kv_dtypes.end(), KvDType::Fp8) != spec.kv_dtypes.end();
    kvDType_->setCurrentIndex(!hasFp8 ? 0 : spec.kv_dtypes.size() > 1 ? 2 : 1);
    weights_->setCurrentIndex(spec.random_weights ? 1 : 0);
    weightSeed_ = spec.random_weights.value_or(1);
    promptTokens_ = spec.prompt_tokens;
    threads_->setValue(spec.num_threads);
    repeats_->setValue(spec.num_repeats);
    showBatchKind();
    showDeviceKind();
}

QString DeviceFields::summary() const
{
    return QStringLiteral("%1, %2").arg(batch_->isVisibleTo(this) ? batch_->text() : memoryMiB_->text(),
                                        device_->currentText());
}

} // namespace kvscope
