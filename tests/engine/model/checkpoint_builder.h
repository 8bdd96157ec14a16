#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QString>

#include <string>
#include <vector>

/// Small checkpoints for tests. Writing never fails silently: a file that cannot be written ends the test program.
namespace kvscope::test {

struct TensorSpec {
    QByteArray name;
    QByteArray dtype;
    QByteArray shape; ///< as JSON: "[2,3]"
    QByteArray data;
};

/// Length field, `json`, then `data`: also for headers that are wrong on purpose.
inline QByteArray safetensors_bytes(const QByteArray &json, const QByteArray &data)
{
    QByteArray bytes;
    auto length = static_cast<quint64>(json.size());
    for (int i = 0; i < 8; ++i) {
        bytes.append(static_cast<char>(length & 0xff));
        length >>= 8;
    }
    return bytes + json + data;
}

inline QByteArray safetensors_bytes(const std::vector<TensorSpec> &tensors)
{
    QByteArray json = R"({"__metadata__":{"format":"pt"})";
    QByteArray data;
    for (const TensorSpec &tensor : tensors) {
        json += ",\"" + tensor.name + R"(":{"dtype":")" + tensor.dtype + R"(","shape":)" + tensor.shape +
                R"(,"data_offsets":[)" + QByteArray::number(data.size()) + ",";
        data += tensor.data;
        json += QByteArray::number(data.size()) + "]}";
    }
    return safetensors_bytes(json + "}", data);
}

inline void write_file(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

inline QByteArray read_file(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    return file.readAll();
}

inline std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace kvscope::test
