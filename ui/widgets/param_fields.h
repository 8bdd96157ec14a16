#pragma once

#include "types/param_spec.h"

#include <QWidget>

#include <map>
#include <vector>

class QFormLayout;

namespace kvscope {

/// Form fields made from a plug-in's ParamSpecs: one spin box each, with range, unit and help.
class ParamFields : public QWidget {
    Q_OBJECT

public:
    explicit ParamFields(QWidget *parent = nullptr);

    void setSpecs(std::vector<ParamSpec> specs);
    void setValues(const ParamValues &values); ///< names without a field are ignored
    /// Only what differs from the defaults.
    ParamValues changedValues() const;
    int count() const { return static_cast<int>(specs_.size()); }

signals:
    void changed();

private:
    QWidget *makeField(const ParamSpec &spec);
    double valueOf(const ParamSpec &spec) const;

    std::vector<ParamSpec> specs_;
    std::map<std::string, QWidget *> fields_;
    QFormLayout *layout_;
};

} // namespace kvscope
