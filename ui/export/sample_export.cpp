#include "ui/sample_export.h"

#include "export/atomic_file.h"
#include "export/table_field.h"
#include "ui/plain_text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStringList>

#include <algorithm>
#include <map>

namespace kvscope {
namespace {

constexpr std::size_t kPageRows = 500;

using CellsByKey = std::map<std::string, const CellResult *>;

CellsByKey cellsByKey(const ResultFrame &frame)
{
    CellsByKey cells;
    for (const CellResult &cell : frame.cells) {
        cells[cell.cell_key] = &cell;
    }
    return cells;
}

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Correct:
        return QStringLiteral("correct");
    case Verdict::Wrong:
        return QStringLiteral("wrong");
    case Verdict::NoAnswer:
        return QStringLiteral("no_answer");
    case Verdict::Invalid:
        return QStringLiteral("invalid");
    }
    return {};
}

QString finishName(FinishReason finish)
{
    return finish == FinishReason::Stop     ? QStringLiteral("stop")
           : finish == FinishReason::Length ? QStringLiteral("length")
                                            : QStringLiteral("invalid");
}

template <typename Ref>
QJsonValue labelOf(const std::vector<Ref> &refs, int index)
{
    return index >= 0 && index < static_cast<int>(refs.size())
               ? QJsonValue(fromUtf8(refs[static_cast<std::size_t>(index)].label))
               : QJsonValue();
}

using Field = std::pair<QString, QJsonValue>;

QList<Field> fieldsOf(const SampleRow &row, const ResultFrame &frame, const CellsByKey &cells)
{
    const auto found = cells.find(row.cell_key);
    const CellResult *cell = found == cells.end() ? nullptr : found->second;
    const auto ofCell = [cell](QJsonValue value) { return cell != nullptr ? std::move(value) : QJsonValue(); };
    return {
        {QStringLiteral("problem_id"), fromUtf8(row.key.first)},
        {QStringLiteral("sample_index"), row.key.second},
        {QStringLiteral("model"), ofCell(labelOf(frame.models, cell != nullptr ? cell->model : -1))},
        {QStringLiteral("dataset"), ofCell(labelOf(frame.datasets, cell != nullptr ? cell->dataset : -1))},
        {QStringLiteral("policy"), cell != nullptr ? QJsonValue(fromUtf8(cell->policy)) : QJsonValue()},
        {QStringLiteral("budget_tokens"), cell == nullptr          ? QJsonValue()
                                          : cell->budget.is_full() ? QJsonValue(QStringLiteral("full"))
                                                                   : QJsonValue(cell->budget.tokens)},
        {QStringLiteral("verdict"), verdictName(row.grade.verdict)},
        {QStringLiteral("extracted"), fromUtf8(row.grade.extracted)},
        {QStringLiteral("gold"), fromUtf8(row.gold)},
        {QStringLiteral("reason"), fromUtf8(row.grade.reason)},
        {QStringLiteral("finish"), finishName(row.finish)},
        {QStringLiteral("num_prompt_tokens"), row.num_prompt_tokens},
        {QStringLiteral("num_tokens"), row.num_tokens},
        {QStringLiteral("num_evictions"), row.num_evictions},
        {QStringLiteral("peak_kv_len_tokens"), row.peak_kv_len},
        {QStringLiteral("compared_verdict"),
         row.compared ? QJsonValue(verdictName(row.compared->verdict)) : QJsonValue()},
        {QStringLiteral("compared_extracted"),
         row.compared ? QJsonValue(fromUtf8(row.compared->extracted)) : QJsonValue()},
        {QStringLiteral("cell_key"), fromUtf8(row.cell_key)},
    };
}

QByteArray csvLine(const QList<Field> &fields, bool isHeader)
{
    QByteArrayList parts;
    for (const auto &[name, value] : fields) {
        parts << (isHeader ? name.toUtf8() : csvField(value));
    }
    return parts.join(',') + "\r\n";
}

Result<QByteArray> jsonLine(const SessionReader &reader, const SampleRow &row, const QList<Field> &fields)
{
    const auto sample = reader.sample(row.id);
    if (sample.has_error()) {
        return sample.error();
    }
    QJsonObject object;
    for (const auto &[name, value] : fields) {
        object.insert(name, value);
    }
    object.insert(QStringLiteral("text"), fromUtf8(sample.value().text));
    object.insert(QStringLiteral("prompt_sha256"), fromUtf8(sample.value().prompt_sha256));
    object.insert(QStringLiteral("prefill_ms"), sample.value().prefill_ms);
    object.insert(QStringLiteral("decode_ms"), sample.value().decode_ms);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Error notWritten(const QSaveFile &file)
{
    return make_error(ErrorCode::Io, QStringLiteral("Writing %1 failed: %2. Choose another folder or free some space.")
                                         .arg(file.fileName(), file.errorString())
                                         .toStdString());
}

Status writePage(QSaveFile &file, const SessionReader &reader, const std::vector<SampleRow> &rows,
                 const ResultFrame &frame, bool asJson)
{
    const CellsByKey cells = cellsByKey(frame);
    for (const SampleRow &row : rows) {
        const QList<Field> fields = fieldsOf(row, frame, cells);
        const Result<QByteArray> line = asJson ? jsonLine(reader, row, fields) : csvLine(fields, false);
        if (line.has_error()) {
            return line.error();
        }
        if (file.write(line.value()) != line.value().size()) {
            return notWritten(file);
        }
    }
    return Done{};
}

} // namespace

Result<int> exportSamples(const QString &sessionPath, const SampleList &list, const ResultFrame &frame,
                          const QString &path)
{
    const QString suffix = suffixOf(path);
    const bool asJson = suffix == QLatin1String(".jsonl");
    if (!asJson && suffix != QLatin1String(".csv")) {
        return make_error(ErrorCode::InvalidArgument,
                          QStringLiteral("Samples cannot be written to %1: the name has to end with .csv or .jsonl.")
                              .arg(path)
                              .toStdString());
    }
    const auto reader = SessionReader::open(sessionPath.toStdString());
    if (reader.has_error()) {
        return reader.error();
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return notWritten(file);
    }
    if (!asJson) {
        file.write(csvLine(fieldsOf({}, frame, {}), true));
    }
    int written = 0;
    for (std::size_t first = 0; first < list.refs.size(); first += kPageRows) {
        const std::size_t last = std::min(first + kPageRows, list.refs.size());
        const auto rows = reader.value().sample_rows({list.refs.begin() + static_cast<std::ptrdiff_t>(first),
                                                      list.refs.begin() + static_cast<std::ptrdiff_t>(last)});
        if (rows.has_error()) {
            return rows.error();
        }
        if (Status page = writePage(file, reader.value(), rows.value(), frame, asJson); page.has_error()) {
            return page.error();
        }
        written += static_cast<int>(rows.value().size());
    }
    if (!file.commit()) {
        return notWritten(file);
    }
    return written;
}

QString sampleRowText(const SampleRow &row, const ResultFrame &frame)
{
    QStringList names;
    QByteArrayList values;
    for (const auto &[name, value] : fieldsOf(row, frame, cellsByKey(frame))) {
        names << name;
        values << tsvField(value);
    }
    return names.join(QLatin1Char('\t')) + QLatin1Char('\n') + QString::fromUtf8(values.join('\t')) + QLatin1Char('\n');
}

} // namespace kvscope
