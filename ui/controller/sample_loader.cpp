#include "ui/sample_loader.h"

#include "ui/plain_text.h"

#include <QPointer>

#include <algorithm>

namespace kvscope {

struct SampleLoader::Worker : QObject {
    std::optional<SessionReader> reader;
    QString path; ///< of `reader`

    /// The reader of the session at `wanted`; null and the reason if it cannot be opened.
    const SessionReader *open(const QString &wanted, QString &problem)
    {
        if (!reader || path != wanted) {
            reader.reset();
            auto opened = SessionReader::open(wanted.toStdString());
            if (opened.has_error()) {
                problem = fromUtf8(opened.error().message);
                return nullptr;
            }
            reader = std::move(opened).value();
            path = wanted;
        }
        return &*reader;
    }
};

SampleLoader::SampleLoader(QObject *parent) : QObject(parent), worker_(new Worker)
{
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    thread_.setObjectName(QStringLiteral("sample reader"));
    thread_.start();
}

SampleLoader::~SampleLoader()
{
    thread_.quit();
    thread_.wait();
}

void SampleLoader::setSession(const QString &path)
{
    path_ = path;
    ++session_;
    QMetaObject::invokeMethod(worker_, [worker = worker_] { worker->reader.reset(); });
}

void SampleLoader::post(std::function<std::function<void()>(const SessionReader &)> work)
{
    // The worker never outlives this object: the destructor waits for its thread.
    QMetaObject::invokeMethod(worker_, [this, path = path_, session = session_, work = std::move(work)] {
        QString problem;
        const SessionReader *reader = worker_->open(path, problem);
        std::function<void()> answer = reader != nullptr ? work(*reader) : [this, problem] { emit failed(problem); };
        QMetaObject::invokeMethod(this, [this, session, answer = std::move(answer)] {
            if (session == session_) {
                answer();
            }
        });
    });
}

void SampleLoader::loadList(const SampleQuery &query)
{
    post([this, query, number = ++list_](const SessionReader &reader) -> std::function<void()> {
        if (number != list_) {
            return [] {};
        }
        auto list = reader.sample_list(query);
        auto flips = query.flips ? reader.flip_counts(query) : Result<FlipCounts>(FlipCounts{});
        if (list.has_error() || flips.has_error()) {
            const std::string message = list.has_error() ? list.error().message : flips.error().message;
            return [this, message] { emit failed(fromUtf8(message)); };
        }
        auto shared = std::make_shared<const SampleList>(std::move(list).value());
        const auto counts = query.flips ? std::optional(flips.value()) : std::nullopt;
        return [this, shared, counts, number] {
            if (number == list_) {
                emit listReady(shared, counts);
            }
        };
    });
}

void SampleLoader::loadRows(const SampleListPtr &list, int first, int count)
{
    const int last = std::min(first + count, static_cast<int>(list->refs.size()));
    std::vector<SampleRef> refs(list->refs.begin() + std::min(first, last), list->refs.begin() + last);
    post([this, list, first, refs = std::move(refs)](const SessionReader &reader) -> std::function<void()> {
        auto rows = reader.sample_rows(refs);
        if (rows.has_error()) {
            return [this, message = rows.error().message] { emit failed(fromUtf8(message)); };
        }
        auto shared = std::make_shared<const std::vector<SampleRow>>(std::move(rows).value());
        return [this, list, first, shared] { emit rowsReady(list, first, shared); };
    });
}

void SampleLoader::loadSample(const SampleRef &ref)
{
    post([this, ref, number = ++sample_](const SessionReader &reader) -> std::function<void()> {
        if (number != sample_) {
            return [] {};
        }
        auto rows = reader.sample_rows({ref});
        auto sample = reader.sample(ref.id);
        auto problem = reader.problem_of(ref.id);
        const Error *error = rows.has_error()      ? &rows.error()
                             : sample.has_error()  ? &sample.error()
                             : problem.has_error() ? &problem.error()
                                                   : nullptr;
        if (error != nullptr || rows.value().empty()) {
            return
                [this, message = error != nullptr ? error->message : std::string()] { emit failed(fromUtf8(message)); };
        }
        auto shared = std::make_shared<const LoadedSample>(
            LoadedSample{std::move(rows.value().front()), std::move(sample).value(), std::move(problem).value()});
        return [this, shared, number] {
            if (number == sample_) {
                emit sampleReady(shared);
            }
        };
    });
}

} // namespace kvscope
