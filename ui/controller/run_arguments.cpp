#include "types/column_map_text.h"
#include "ui/plain_text.h"
#include "ui/sweep_form.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

namespace kvscope {
namespace {

struct ArgumentText {
    Q_DECLARE_TR_FUNCTIONS(kvscope::ArgumentText)
};

/// Shortest decimal that reads back as the same double.
QString number(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString optionName(const std::string &param)
{
    QString name = QStringLiteral("--") + fromUtf8(param);
    return name.replace(QLatin1Char('_'), QLatin1Char('-'));
}

QString traceWord(EvictionTrace trace)
{
    switch (trace) {
    case EvictionTrace::None:
        return QStringLiteral("none");
    case EvictionTrace::All:
        return QStringLiteral("all");
    case EvictionTrace::First:
        break;
    }
    return QStringLiteral("first");
}

void appendPolicies(const std::vector<PolicyChoice> &policies, QStringList &out)
{
    for (const PolicyChoice &policy : policies) {
        out << QStringLiteral("--policy") << fromUtf8(policy.id);
    }
    // The command line states a parameter once, for every policy that has it.
    std::map<std::string, double> params;
    for (const PolicyChoice &policy : policies) {
        params.insert(policy.params.begin(), policy.params.end());
    }
    for (const auto &[name, value] : params) {
        out << optionName(name) << number(value);
    }
}

/// With several datasets the mapping says whose it is.
void appendColumnMaps(const SweepSpec &spec, QStringList &out)
{
    for (const std::string &file : spec.dataset_files) {
        const auto columns = spec.column_maps.find(file);
        if (columns != spec.column_maps.end()) {
            const std::string prefix = spec.dataset_files.size() > 1 ? file + ":" : "";
            out << QStringLiteral("--map") << fromUtf8(prefix + format_column_map(columns->second));
        }
    }
    if (spec.choice_seed != 0) {
        out << QStringLiteral("--choice-seed") << QString::number(spec.choice_seed);
    }
    if (!spec.grader.empty()) {
        out << QStringLiteral("--grader") << fromUtf8(spec.grader);
    }
}

void appendSampling(const SweepSpec &spec, QStringList &out)
{
    out << QStringLiteral("--temperature") << number(spec.sampling.temperature);
    out << QStringLiteral("--top-p") << number(spec.sampling.top_p);
    if (spec.sampling.top_k > 0) {
        out << QStringLiteral("--top-k") << QString::number(spec.sampling.top_k);
    }
    if (spec.sampling.max_new_tokens > 0) {
        out << QStringLiteral("--max-new-tokens") << QString::number(spec.sampling.max_new_tokens);
    }
    out << QStringLiteral("--seed") << QString::number(spec.sampling.seed);
}

void appendRun(const SweepSpec &spec, QStringList &out)
{
    if (spec.samples_per_problem > 0) {
        out << QStringLiteral("--samples") << QString::number(spec.samples_per_problem);
    }
    if (spec.problem_limit > 0) {
        out << QStringLiteral("--limit") << QString::number(spec.problem_limit);
    }
    if (spec.num_repeats > 1) {
        out << QStringLiteral("--repeats") << QString::number(spec.num_repeats);
    }
    if (spec.batch.kind == BatchPolicy::Kind::Fixed) {
        out << QStringLiteral("--batch") << QString::number(spec.batch.batch);
    } else {
        out << QStringLiteral("--kv-memory") << fromUtf8(formatMemory(spec.batch.kv_memory_bytes));
    }
}

void appendRandomWeights(const SweepSpec &spec, QStringList &out)
{
    if (spec.random_weights) {
        out << QStringLiteral("--random-weights") << QString::number(*spec.random_weights);
    }
    if (spec.prompt_tokens > 0) {
        out << QStringLiteral("--prompt-tokens") << QString::number(spec.prompt_tokens);
    }
}

void appendDevice(const SweepSpec &spec, QStringList &out)
{
    if (spec.device != "auto") {
        out << QStringLiteral("--device") << fromUtf8(spec.device);
    }
    if (!spec.gpu.empty()) {
        out << QStringLiteral("--gpu") << fromUtf8(spec.gpu);
    }
    if (spec.compute == ComputeType::Fp32) {
        out << QStringLiteral("--compute") << QStringLiteral("fp32");
    }
    if (spec.kv_dtypes != std::vector<KvDType>{KvDType::Compute}) {
        QStringList words;
        for (const KvDType kvDType : spec.kv_dtypes) {
            words << (kvDType == KvDType::Fp8 ? QStringLiteral("fp8") : QStringLiteral("bf16"));
        }
        out << QStringLiteral("--kv-dtype") << words.join(QLatin1Char(','));
    }
    if (spec.num_threads > 0) {
        out << QStringLiteral("--threads") << QString::number(spec.num_threads);
    }
}

QString readKvDTypes(const QString &value, std::vector<KvDType> &target)
{
    target.clear();
    for (const QString &word : value.split(QLatin1Char(','))) {
        if (word != QLatin1String("bf16") && word != QLatin1String("fp8")) {
            return ArgumentText::tr("one of %1 is needed").arg(QStringLiteral("bf16, fp8"));
        }
        target.push_back(word == QLatin1String("fp8") ? KvDType::Fp8 : KvDType::Compute);
    }
    return {};
}

/// Reads one value into the form; returns what is wrong with it, or nothing.
using Setter = std::function<QString(const QString &value)>;

Setter integer(int &target, int minimum)
{
    return [&target, minimum](const QString &value) {
        bool ok = false;
        const int parsed = value.toInt(&ok);
        if (!ok || parsed < minimum) {
            return ArgumentText::tr("a whole number of at least %1 is needed").arg(minimum);
        }
        target = parsed;
        return QString();
    };
}

Setter wholeNumber(std::uint64_t &target)
{
    return [&target](const QString &value) {
        bool ok = false;
        const qulonglong parsed = value.toULongLong(&ok);
        if (!ok) {
            return ArgumentText::tr("a whole number is needed");
        }
        target = parsed;
        return QString();
    };
}

Setter real(double &target)
{
    return [&target](const QString &value) {
        bool ok = false;
        const double parsed = QLocale::c().toDouble(value, &ok);
        if (!ok) {
            return ArgumentText::tr("a number is needed");
        }
        target = parsed;
        return QString();
    };
}

template <typename T>
Setter choice(T &target, std::map<QString, T> values)
{
    return [&target, values = std::move(values)](const QString &value) {
        const auto found = values.find(value);
        if (found == values.end()) {
            QStringList words;
            for (const auto &entry : values) {
                words << entry.first;
            }
            return ArgumentText::tr("one of %1 is needed").arg(words.join(QStringLiteral(", ")));
        }
        target = found->second;
        return QString();
    };
}

/// Reads `run` arguments into a form. Setters hold references to `result`: the object must not move.
class ArgumentReader {
public:
    explicit ArgumentReader(const EngineServices &services) : services_(services), policies_(services.policies())
    {
        addTextSetters();
        addNumberSetters();
    }
    ArgumentReader(const ArgumentReader &) = delete;
    ArgumentReader &operator=(const ArgumentReader &) = delete;

    Result<ParsedCommand> read(const QStringList &arguments);

private:
    void addTextSetters();
    void addNumberSetters();
    Setter text(std::vector<std::string> &target);
    bool readParameter(const QString &option, const QString &value, QString &problem);
    void distributeParameters();
    Status distributeColumnMaps();
    void fillRandomDefaults(const QStringList &arguments);

    const EngineServices &services_;
    std::vector<PolicyInfo> policies_;
    ParsedCommand result_;
    ParamValues params_;
    std::vector<std::string> columnMaps_;
    std::map<QString, Setter> setters_;
};

Setter ArgumentReader::text(std::vector<std::string> &target)
{
    return [&target](const QString &value) {
        target.push_back(value.toStdString());
        return QString();
    };
}

void ArgumentReader::addTextSetters()
{
    SweepSpec &spec = result_.form.spec;
    setters_[QStringLiteral("--model")] = text(spec.model_dirs);
    setters_[QStringLiteral("--dataset")] = text(spec.dataset_files);
    setters_[QStringLiteral("--map")] = text(columnMaps_);
    setters_[QStringLiteral("--policy")] = [&spec](const QString &value) {
        spec.policies.push_back(PolicyChoice{value.toStdString(), {}});
        return QString();
    };
    setters_[QStringLiteral("--kv-budget")] = [this](const QString &value) {
        std::string &budgets = result_.form.budgets;
        budgets += (budgets.empty() ? "" : ",") + value.toStdString();
        const auto parsed = services_.parseBudgets(budgets);
        return parsed.has_error() ? fromUtf8(parsed.error().message) : QString();
    };
    setters_[QStringLiteral("--kv-memory")] = [this, &spec](const QString &value) {
        const auto bytes = services_.parseMemory(value.toStdString());
        if (bytes.has_error()) {
            return fromUtf8(bytes.error().message);
        }
        spec.batch.kind = BatchPolicy::Kind::FillMemory;
        spec.batch.kv_memory_bytes = bytes.value();
        return QString();
    };
    for (const auto &[option, target] :
         {std::pair{QStringLiteral("--device"), &spec.device}, std::pair{QStringLiteral("--gpu"), &spec.gpu},
          std::pair{QStringLiteral("--grader"), &spec.grader}}) {
        setters_[option] = [target](const QString &value) {
            *target = value.toStdString();
            return QString();
        };
    }
    setters_[QStringLiteral("--kv-dtype")] = [&spec](const QString &value) {
        return readKvDTypes(value, spec.kv_dtypes);
    };
    setters_[QStringLiteral("--session")] = [this](const QString &value) {
        result_.sessionPath = value;
        return QString();
    };
}

void ArgumentReader::addNumberSetters()
{
    SweepSpec &spec = result_.form.spec;
    setters_[QStringLiteral("--buffer")] = integer(spec.buffer, 1);
    setters_[QStringLiteral("--samples")] = integer(spec.samples_per_problem, 1);
    setters_[QStringLiteral("--limit")] = integer(spec.problem_limit, 0);
    setters_[QStringLiteral("--repeats")] = integer(spec.num_repeats, 1);
    setters_[QStringLiteral("--threads")] = integer(spec.num_threads, 0);
    setters_[QStringLiteral("--top-k")] = integer(spec.sampling.top_k, 0);
    setters_[QStringLiteral("--max-new-tokens")] = integer(spec.sampling.max_new_tokens, 0);
    setters_[QStringLiteral("--prompt-tokens")] = integer(spec.prompt_tokens, 0);
    setters_[QStringLiteral("--temperature")] = real(spec.sampling.temperature);
    setters_[QStringLiteral("--top-p")] = real(spec.sampling.top_p);
    for (const auto &[option, target] : {std::pair{QStringLiteral("--seed"), &spec.sampling.seed},
                                         std::pair{QStringLiteral("--choice-seed"), &spec.choice_seed}}) {
        setters_[option] = wholeNumber(*target);
    }
    setters_[QStringLiteral("--random-weights")] = [&spec](const QString &value) {
        std::uint64_t seed = 0;
        const QString problem = wholeNumber(seed)(value);
        spec.random_weights = seed;
        return problem;
    };
    setters_[QStringLiteral("--compute")] = choice<ComputeType>(
        spec.compute, {{QStringLiteral("bf16"), ComputeType::Bf16}, {QStringLiteral("fp32"), ComputeType::Fp32}});
    setters_[QStringLiteral("--batch")] = [&spec](const QString &value) {
        spec.batch.kind = BatchPolicy::Kind::Fixed;
        return integer(spec.batch.batch, 1)(value);
    };
    setters_[QStringLiteral("--budget-means")] =
        choice<BudgetMeaning>(spec.budget_meaning, {{QStringLiteral("retained"), BudgetMeaning::Retained},
                                                    {QStringLiteral("trigger"), BudgetMeaning::Trigger}});
    setters_[QStringLiteral("--eviction-trace")] =
        choice<EvictionTrace>(spec.eviction_trace, {{QStringLiteral("none"), EvictionTrace::None},
                                                    {QStringLiteral("first"), EvictionTrace::First},
                                                    {QStringLiteral("all"), EvictionTrace::All}});
}

bool ArgumentReader::readParameter(const QString &option, const QString &value, QString &problem)
{
    for (const PolicyInfo &policy : policies_) {
        for (const ParamSpec &param : policy.params) {
            if (optionName(param.name) == option) {
                problem = real(params_[param.name])(value);
                return true;
            }
        }
    }
    return false;
}

void ArgumentReader::distributeParameters()
{
    for (PolicyChoice &choice : result_.form.spec.policies) {
        for (const PolicyInfo &policy : policies_) {
            if (policy.id != choice.id) {
                continue;
            }
            for (const ParamSpec &param : policy.params) {
                const auto given = params_.find(param.name);
                if (given != params_.end() && given->second != param.default_value) {
                    choice.params[param.name] = given->second;
                }
            }
        }
    }
}

Status ArgumentReader::distributeColumnMaps()
{
    SweepSpec &spec = result_.form.spec;
    for (const std::string &text : columnMaps_) {
        const std::size_t colon = text.substr(0, text.find('=')).rfind(':');
        const std::string dataset = colon == std::string::npos ? "" : text.substr(0, colon);
        const auto columns = read_column_map(colon == std::string::npos ? text : text.substr(colon + 1));
        if (columns.has_error()) {
            return columns.error();
        }
        for (const std::string &file : spec.dataset_files) {
            const bool isNamed = dataset == file || dataset == std::filesystem::path(file).stem().string();
            if (isNamed) {
                spec.column_maps[file] = columns.value();
            } else if (dataset.empty()) {
                spec.column_maps.try_emplace(file, columns.value());
            }
        }
    }
    return Done{};
}

/// What the runner takes when random weights are asked for and it is not told otherwise.
void ArgumentReader::fillRandomDefaults(const QStringList &arguments)
{
    SweepSpec &spec = result_.form.spec;
    const auto isGiven = [&arguments](const char *option) {
        return std::any_of(arguments.begin(), arguments.end(), [option](const QString &argument) {
            return argument.section(QLatin1Char('='), 0, 0) == QLatin1String(option);
        });
    };
    if (!spec.random_weights) {
        return;
    }
    if (spec.dataset_files.empty() && !isGiven("--samples")) {
        spec.samples_per_problem = 0;
    }
    if (!isGiven("--eviction-trace")) {
        spec.eviction_trace = EvictionTrace::None;
    }
}

Result<ParsedCommand> ArgumentReader::read(const QStringList &arguments)
{
    static const QStringList processFlags{QStringLiteral("--json"), QStringLiteral("--control-stdin"),
                                          QStringLiteral("--dry-run")};
    const auto refuse = [](const QString &sentence) {
        return make_error(ErrorCode::InvalidArgument, sentence.toStdString());
    };
    int i = !arguments.isEmpty() && arguments.first() == QLatin1String("run") ? 1 : 0;
    while (i < arguments.size()) {
        QString option = arguments[i++];
        if (processFlags.contains(option)) {
            continue;
        }
        QString value;
        const qsizetype equals = option.indexOf(QLatin1Char('='));
        if (option.startsWith(QLatin1String("--")) && equals > 0) {
            value = option.mid(equals + 1);
            option.truncate(equals);
        } else if (option.startsWith(QLatin1String("--")) && i < arguments.size()) {
            value = arguments[i++];
        } else {
            return refuse(ArgumentText::tr("“%1” was not understood: an option with its value was expected.")
                              .arg(plainLine(option)));
        }
        QString problem;
        const auto setter = setters_.find(option);
        if (setter != setters_.end()) {
            problem = setter->second(value);
        } else if (!readParameter(option, value, problem)) {
            return refuse(ArgumentText::tr("“%1” is not an option of `kvscope-runner run`.").arg(plainLine(option)));
        }
        if (!problem.isEmpty()) {
            return refuse(ArgumentText::tr("%1 %2: %3").arg(option, plainLine(value), problem));
        }
    }
    fillRandomDefaults(arguments);
    distributeParameters();
    if (const Status maps = distributeColumnMaps(); maps.has_error()) {
        return maps.error();
    }
    return result_;
}

} // namespace

QStringList runArguments(const SweepForm &form, const QString &sessionPath)
{
    const SweepSpec &spec = form.spec;
    QStringList out{QStringLiteral("run")};
    for (const std::string &dir : spec.model_dirs) {
        out << QStringLiteral("--model") << fromUtf8(dir);
    }
    for (const std::string &file : spec.dataset_files) {
        out << QStringLiteral("--dataset") << fromUtf8(file);
    }
    appendColumnMaps(spec, out);
    appendRandomWeights(spec, out);
    appendPolicies(spec.policies, out);
    out << QStringLiteral("--kv-budget") << fromUtf8(form.budgets).simplified().remove(QLatin1Char(' '));
    out << QStringLiteral("--buffer") << QString::number(spec.buffer);
    if (spec.budget_meaning == BudgetMeaning::Trigger) {
        out << QStringLiteral("--budget-means") << QStringLiteral("trigger");
    }
    const EvictionTrace usualTrace = spec.random_weights ? EvictionTrace::None : EvictionTrace::First;
    if (spec.eviction_trace != usualTrace) {
        out << QStringLiteral("--eviction-trace") << traceWord(spec.eviction_trace);
    }
    appendRun(spec, out);
    appendSampling(spec, out);
    appendDevice(spec, out);
    out << QStringLiteral("--session") << sessionPath;
    return out;
}

Result<ParsedCommand> parseRunArguments(const QStringList &arguments, const EngineServices &services)
{
    return ArgumentReader(services).read(arguments);
}

} // namespace kvscope
