#include "ui/setup_panel.h"

#include "dialogs/dataset_dialog.h"
#include "dialogs/prompt_dialog.h"
#include "ui/background.h"
#include "ui/format.h"
#include "ui/plain_text.h"
#include "ui/plan_warnings.h"
#include "ui/theme.h"
#include "widgets/collapsible_section.h"
#include "widgets/dataset_fields.h"
#include "widgets/elided_label.h"
#include "widgets/form_layout.h"
#include "widgets/model_fields.h"
#include "widgets/policy_fields.h"
#include "widgets/protocol_fields.h"
#include "widgets/run_fields.h"
#include "widgets/tab_order.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFrame>
#include <QLocale>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

// More would push the fields out of a small window; the tooltip has all.
constexpr int kMaxWarnings = 2;
constexpr int kMaxWarningLength = 100; // three lines

QString footerText(const QStringList &warnings)
{
    QStringList lines;
    for (const QString &warning : warnings.mid(0, kMaxWarnings)) {
        lines << breakable(warning.size() > kMaxWarningLength
                               ? warning.left(kMaxWarningLength - 1).trimmed() + QChar(0x2026)
                               : warning);
    }
    const int more = static_cast<int>(warnings.size()) - kMaxWarnings;
    if (more > 0) {
        lines << (more == 1 ? SetupPanel::tr("1 more warning") : SetupPanel::tr("%1 more warnings").arg(more));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

SetupPanel::SetupPanel(std::shared_ptr<const EngineServices> services, QWidget *parent)
    : QWidget(parent), services_(std::move(services)), previewer_(services_)
{
    build();
    connect(&previewer_, &PlanPreviewer::planReady, this, &SetupPanel::showPlan);
    connect(&previewer_, &PlanPreviewer::planFailed, this, [this](const Error &error) {
        planError_ = error;
        showPlanError();
    });
    setTabOrderByLayout(fields_);
    findModels();
}

SetupPanel::~SetupPanel() = default;

void SetupPanel::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *scroll = new QScrollArea(card);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    fields_ = buildSections();
    fields_->setAutoFillBackground(false);
    scroll->setWidget(fields_);
    layout->addWidget(scroll, 1);
    auto *line = new QFrame(card);
    line->setProperty("card", true); // its border is the hairline
    line->setFixedHeight(1);
    layout->addWidget(line);
    layout->addWidget(buildFooter());
    outer->addWidget(card);
}

CollapsibleSection *SetupPanel::addSection(QVBoxLayout *layout, const QString &title, QWidget *fields)
{
    auto *section = new CollapsibleSection(title, this);
    section->setContent(fields);
    layout->addWidget(section);
    return section;
}

QWidget *SetupPanel::buildSections()
{
    auto *page = new QWidget(this);
    page->setObjectName(QStringLiteral("setupFields"));
    page->setProperty("transparent", true);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 8, 14, 12);
    layout->setSpacing(10);
    protocol_ = new ProtocolFields(services_->presets(), page);
    protocol_->setVisible(!protocol_->presets().empty());
    layout->addWidget(protocol_);
    models_ = new ModelFields(page);
    datasets_ = new DatasetFields(page);
    policy_ = new PolicyFields(services_->policies(), page);
    sampling_ = new SamplingFields(page);
    device_ = new DeviceFields(page);
    modelSection_ = addSection(layout, tr("Models"), models_);
    policySection_ = addSection(layout, tr("Budgets and policy"), policy_);
    dataSection_ = addSection(layout, tr("Problems"), datasets_);
    samplingSection_ = addSection(layout, tr("Sampling"), sampling_);
    deviceSection_ = addSection(layout, tr("Batch and device"), device_);
    auto *sessionRow = new QWidget(page);
    QFormLayout *form = makeFormLayout(sessionRow);
    session_ = new ElidedLabel(sessionRow, Qt::ElideMiddle);
    auto *browse = makeBrowseButton(sessionRow);
    browse->setObjectName(QStringLiteral("chooseSession"));
    browse->setToolTip(tr("Choose where the session file is written"));
    browse->setAccessibleName(tr("Choose the session file"));
    auto *row = new QHBoxLayout;
    row->addWidget(session_, 1);
    row->addWidget(browse);
    form->addRow(makeFormLabel(tr("File")), row);
    sessionSection_ = addSection(layout, tr("Session"), sessionRow);
    layout->addStretch(1);
    for (CollapsibleSection *folded : {samplingSection_, deviceSection_, sessionSection_}) {
        folded->setExpanded(false);
    }
    connect(browse, &QToolButton::clicked, this, &SetupPanel::pickSession);
    connect(models_, &ModelFields::changed, this, &SetupPanel::handleChange);
    connect(models_, &ModelFields::folderPicked, this, &SetupPanel::addModel);
    connect(models_, &ModelFields::promptWanted, this, &SetupPanel::previewPrompt);
    connect(datasets_, &DatasetFields::changed, this, &SetupPanel::handleChange);
    connect(datasets_, &DatasetFields::readingChanged, this, &SetupPanel::previewDatasets);
    connect(datasets_, &DatasetFields::detailsRequested, this, &SetupPanel::showDatasetDialog);
    connect(protocol_, &ProtocolFields::chosen, this, &SetupPanel::useProtocol);
    connect(policy_, &PolicyFields::changed, this, &SetupPanel::handleChange);
    connect(sampling_, &SamplingFields::changed, this, &SetupPanel::handleChange);
    connect(device_, &DeviceFields::changed, this, &SetupPanel::handleChange);
    return page;
}

QWidget *SetupPanel::buildFooter()
{
    auto *footer = new QWidget(this);
    footer->setObjectName(QStringLiteral("setupFooter"));
    auto *layout = new QVBoxLayout(footer);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(4);
    planText_ = makeHint(QStringLiteral("heading"));
    planText_->setObjectName(QStringLiteral("planText"));
    planDetails_ = makeHint(QStringLiteral("caption"));
    planDetails_->setObjectName(QStringLiteral("planDetails"));
    planWarnings_ = makeHint(QStringLiteral("warning"));
    planWarnings_->setObjectName(QStringLiteral("planWarnings"));
    planProblem_ = makeHint(QStringLiteral("error"));
    planProblem_->setObjectName(QStringLiteral("planProblem"));
    for (QLabel *label : {planText_, planDetails_, planWarnings_, planProblem_}) {
        layout->addWidget(label);
    }
    planWarnings_->hide();
    planProblem_->hide();
    return footer;
}

void SetupPanel::findModels()
{
    runInBackground(
        this, [services = services_] { return services->findModels(); },
        [this](const std::vector<ModelChoice> &choices) { models_->setChoices(choices); });
}

void SetupPanel::previewDatasets()
{
    for (const std::string &file : datasets_->files()) {
        const DatasetReading reading = datasets_->reading(file);
        runInBackground(
            this, [services = services_, file, reading] { return services->previewDataset(file, reading); },
            [this, file, reading](const Result<DatasetPreview> &preview) {
                if (datasets_->reading(file) == reading) { // else another preview is on its way
                    datasets_->showPreview(file, preview);
                    if (planError_) {
                        showPlanError(); // the preview may have said it by now
                    }
                }
            });
    }
}

void SetupPanel::showDatasetDialog(const QString &file)
{
    const std::string path = file.toStdString();
    auto *dialog = new DatasetDialog(services_, path, datasets_->reading(path), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, path] {
        if (datasets_->reading(path).columns != dialog->columns()) {
            datasets_->setColumns(path, dialog->columns());
        }
    });
    dialog->open();
}

void SetupPanel::useProtocol(int index)
{
    const auto form = withProtocol(this->form(), protocol_->presets()[static_cast<std::size_t>(index)], *services_);
    if (form.has_value()) {
        setForm(form.value());
    } else {
        showProblem(plainLine(form.error().message));
    }
}

/// The protocol that the form follows in everything the protocol states, if any.
void SetupPanel::updateProtocol(const SweepForm &form)
{
    const auto &presets = protocol_->presets();
    for (std::size_t i = 0; i < presets.size(); ++i) {
        const auto followed = withProtocol(form, presets[i], *services_);
        if (followed.has_value() && runArguments(followed.value(), {}) == runArguments(form, {})) {
            protocol_->showChosen(static_cast<int>(i));
            return;
        }
    }
    protocol_->showChosen(-1);
}

/// The first problem of the first file, as each model reads it.
void SetupPanel::previewPrompt()
{
    const std::vector<std::string> dirs = models_->dirs();
    const std::string file = datasets_->files().empty() ? std::string() : datasets_->files().front();
    const DatasetReading reading = datasets_->reading(file);
    runInBackground(
        this,
        [services = services_, dirs, file, reading] {
            std::string problem = "What is 1 + 1?";
            std::string grader;
            if (!file.empty()) {
                const auto dataset = services->previewDataset(file, reading);
                problem = dataset.has_value() ? dataset.value().first_problem : problem;
                grader = dataset.has_value() ? dataset.value().grader : grader;
            }
            std::vector<PromptDialog::Entry> entries;
            for (const std::string &dir : dirs) {
                entries.push_back({services->inspectModel(dir).label, services->previewPrompt(dir, problem, grader)});
            }
            return entries;
        },
        [this](const std::vector<PromptDialog::Entry> &entries) {
            auto *dialog = new PromptDialog(entries, this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
}

SweepForm SetupPanel::form() const
{
    SweepForm form;
    form.spec.model_dirs = models_->dirs();
    form.spec.dataset_files = datasets_->files();
    form.spec.problem_limit = datasets_->limit();
    form.spec.column_maps = datasets_->columnMaps();
    form.spec.choice_seed = datasets_->choiceSeed();
    policy_->write(form.spec, form.budgets);
    sampling_->write(form.spec);
    device_->write(form.spec);
    return form;
}

void SetupPanel::setForm(const SweepForm &form)
{
    models_->setDirs(form.spec.model_dirs);
    datasets_->setFiles(form.spec.dataset_files);
    datasets_->setColumnMaps(form.spec.column_maps);
    datasets_->setChoiceSeed(form.spec.choice_seed);
    datasets_->setLimit(form.spec.problem_limit);
    policy_->read(form.spec, form.budgets);
    sampling_->read(form.spec);
    device_->read(form.spec);
    previewDatasets();
    handleChange();
}

QString SetupPanel::sessionPath() const
{
    return sessionPath_;
}

void SetupPanel::setSessionPath(const QString &path)
{
    sessionPath_ = path;
    session_->setFullText(shortPath(path));
    sessionSection_->setSummary(plainLine(QFileInfo(path).fileName(), 60));
    emit formChanged();
}

void SetupPanel::addModel(int side, const QString &dir)
{
    runInBackground(
        this, [services = services_, folder = dir.toStdString()] { return services->inspectModel(folder); },
        [this, side](const ModelChoice &choice) { models_->addChoice(side, choice); });
}

void SetupPanel::addDatasets(const QStringList &files)
{
    std::vector<std::string> all;
    for (const QString &file : files) { // the newest first: its preview is shown
        all.push_back(file.toStdString());
    }
    for (const std::string &present : datasets_->files()) {
        if (std::find(all.begin(), all.end(), present) == all.end()) {
            all.push_back(present);
        }
    }
    datasets_->setFiles(std::move(all));
    previewDatasets();
    handleChange();
}

void SetupPanel::setEditable(bool editable)
{
    fields_->setEnabled(editable);
}

void SetupPanel::updateSummaries()
{
    modelSection_->setSummary(models_->summary());
    dataSection_->setSummary(datasets_->summary());
    policySection_->setSummary(QStringLiteral("%1, %2").arg(policy_->policySummary(), policy_->budgetText()));
    samplingSection_->setSummary(sampling_->summary());
    deviceSection_->setSummary(device_->summary());
}

void SetupPanel::handleChange()
{
    setTabOrderByLayout(fields_); // parameters and files come and go
    updateSummaries();
    plan_.reset();
    planError_.reset();
    policy_->setBudgetProblem({});
    const SweepForm current = form();
    updateProtocol(current);
    const auto spec = specFromForm(current, *services_);
    if (spec.has_error()) {
        policy_->setBudgetProblem(plainLine(spec.error().message));
        showProblem(tr("The budgets are not understood yet."));
    } else if (spec.value().model_dirs.empty()) {
        showProblem(tr("Choose at least one model."));
    } else if (spec.value().dataset_files.empty() && !spec.value().random_weights) {
        showProblem(tr("Choose a file with problems."));
    } else {
        previewer_.request(spec.value());
        emit planChanged();
    }
    emit formChanged();
}

void SetupPanel::showPlan(const SweepPlan &plan, const SweepSpec &spec)
{
    plan_ = plan;
    const PlanSummary summary = summarizePlan(plan, spec.batch);
    const QLocale locale;
    planText_->setText(
        tr("%1 cells, %2 samples").arg(locale.toString(summary.numCells), locale.toString(summary.numSamples)));
    QStringList details{tr("KV %1 + weights %2")
                            .arg(bytesText(static_cast<std::uint64_t>(summary.kvBytes)),
                                 bytesText(static_cast<std::uint64_t>(summary.weightBytes)))};
    if (summary.traceBytes > 0) {
        details << tr("trace %1").arg(bytesText(static_cast<std::uint64_t>(summary.traceBytes)));
    }
    if (summary.secondsEstimate > 0) {
        // How long a model thinks is not known: from a quarter of the token limit to all of it.
        details << tr("roughly %1").arg(secondsRangeText(summary.secondsEstimate, summary.secondsEstimate * 4));
    }
    planDetails_->setText(details.join(QStringLiteral(" · ")));
    planDetails_->show();
    planText_->show();
    planWarnings_->setText(footerText(foldedWarnings(plan)));
    planWarnings_->setToolTip(plainToolTip(summary.warnings.join(QLatin1Char('\n'))));
    planWarnings_->setVisible(!summary.warnings.isEmpty());
    planProblem_->hide();
    emit planChanged();
}

/// Said once: what is wrong with a model or a file stands at its field already.
void SetupPanel::showPlanError()
{
    if (!models_->problem().isEmpty()) {
        showProblem(tr("A model cannot run: choose another one above."));
    } else if (datasets_->hasProblem()) {
        showProblem(tr("A dataset cannot be used: see above."));
    } else {
        showProblem(plainLine(planError_->message));
    }
}

void SetupPanel::showProblem(const QString &sentence)
{
    previewer_.cancel();
    plan_.reset();
    planText_->hide();
    planDetails_->hide();
    planWarnings_->hide();
    planProblem_->setText(breakable(sentence));
    planProblem_->show();
    emit planChanged();
}

void SetupPanel::pickSession()
{
    auto *dialog = new QFileDialog(this, tr("Session file"), sessionPath_, tr("KVScope sessions (*.kvsession)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("kvsession"));
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // an existing session is never overwritten: Start says so
    connect(dialog, &QFileDialog::fileSelected, this, &SetupPanel::setSessionPath);
    dialog->open();
}

} // namespace kvscope
