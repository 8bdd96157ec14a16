#pragma once

#include "ui/plan_preview.h"
#include "ui/sweep_form.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace kvscope {

class CollapsibleSection;
class DatasetFields;
class DeviceFields;
class ElidedLabel;
class ModelFields;
class PolicyFields;
class ProtocolFields;
class SamplingFields;

/// The left side of a study: every choice of a sweep, checked while it is made, and what it will cost.
class SetupPanel : public QWidget {
    Q_OBJECT

public:
    explicit SetupPanel(std::shared_ptr<const EngineServices> services, QWidget *parent = nullptr);
    ~SetupPanel() override;

    SweepForm form() const;
    void setForm(const SweepForm &form);
    QString sessionPath() const;
    void setSessionPath(const QString &path);
    /// Adds a model folder on the left or right (0, 1), or files with problems to those that are chosen.
    void addModel(int side, const QString &dir);
    void addDatasets(const QStringList &files);
    /// False while a runner works: the form shows what runs.
    void setEditable(bool editable);
    bool isEditable() const { return fields_->isEnabled(); }
    /// The form can be started: its plan was made without an error and stands for what the fields say now.
    bool isStartable() const { return plan_.has_value(); }
    const std::optional<SweepPlan> &plan() const { return plan_; }

signals:
    /// The fields changed; the plan follows.
    void formChanged();
    /// plan() or isStartable() changed.
    void planChanged();

private:
    void build();
    QWidget *buildSections();
    CollapsibleSection *addSection(QVBoxLayout *layout, const QString &title, QWidget *fields);
    QWidget *buildFooter();
    void findModels();
    void previewDatasets();
    void showDatasetDialog(const QString &file);
    void useProtocol(int index);
    void updateProtocol(const SweepForm &form);
    void previewPrompt();
    void handleChange();
    void updateSummaries();
    void showPlan(const SweepPlan &plan, const SweepSpec &spec);
    void showPlanError();
    void showProblem(const QString &sentence);
    void pickSession();

    std::shared_ptr<const EngineServices> services_;
    PlanPreviewer previewer_;
    std::optional<SweepPlan> plan_;
    std::optional<Error> planError_; ///< why there is none, if the engine said so
    QString sessionPath_;
    QWidget *fields_ = nullptr; ///< all sections
    ModelFields *models_ = nullptr;
    DatasetFields *datasets_ = nullptr;
    ProtocolFields *protocol_ = nullptr;
    PolicyFields *policy_ = nullptr;
    SamplingFields *sampling_ = nullptr;
    DeviceFields *device_ = nullptr;
    CollapsibleSection *modelSection_ = nullptr;
    CollapsibleSection *dataSection_ = nullptr;
    CollapsibleSection *policySection_ = nullptr;
    CollapsibleSection *samplingSection_ = nullptr;
    CollapsibleSection *deviceSection_ = nullptr;
    CollapsibleSection *sessionSection_ = nullptr;
    ElidedLabel *session_ = nullptr;
    QLabel *planText_ = nullptr;
    QLabel *planDetails_ = nullptr;
    QLabel *planWarnings_ = nullptr;
    QLabel *planProblem_ = nullptr;
};

} // namespace kvscope
