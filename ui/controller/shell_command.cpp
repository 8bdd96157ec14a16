#include "ui/sweep_form.h"

#include <QCoreApplication>

#include <algorithm>

namespace kvscope {
namespace {

constexpr qsizetype kLineLength = 84; ///< fits the window at its usual size

bool isPlainWord(const QString &word)
{
    static const QString harmless = QStringLiteral("_-./:,=+@%");
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || harmless.contains(c);
    });
}

QString quoted(const QString &word)
{
    if (isPlainWord(word)) {
        return word;
    }
    // Inside single quotes nothing is special but the quote itself.
    QString text = word;
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QString shellCommand(const QString &program, const QStringList &arguments)
{
    QStringList words{quoted(program)};
    for (const QString &argument : arguments) {
        words << quoted(argument);
    }
    return words.join(QLatin1Char(' '));
}

QString shellCommandLines(const QString &program, const QStringList &arguments)
{
    QString text;
    QString line = quoted(program);
    QString part; // an option with its values stays in one piece
    const auto flush = [&] {
        if (!part.isEmpty() && line.size() + part.size() > kLineLength) {
            text += line + QLatin1String(" \\\n");
            line = QLatin1String("   ");
        }
        line += part;
        part.clear();
    };
    for (const QString &argument : arguments) {
        if (argument.startsWith(QLatin1String("--"))) {
            flush();
        }
        part += QLatin1Char(' ') + quoted(argument);
    }
    flush();
    return text + line;
}

Result<QStringList> splitShellCommand(const QString &line)
{
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (quote == QLatin1Char('\'')) {
            if (c == quote) {
                quote = QChar();
            } else {
                word += c;
            }
        } else if (c == QLatin1Char('\\') && i + 1 < line.size()) {
            const QChar next = line[++i];
            inWord = inWord || next != QLatin1Char('\n');
            if (next != QLatin1Char('\n')) { // an escaped line end joins two lines
                word += quote.isNull() || next == QLatin1Char('"') || next == QLatin1Char('\\') ? QString(next)
                                                                                                : QString(c) + next;
            }
        } else if (!quote.isNull()) {
            if (c == quote) {
                quote = QChar();
            } else {
                word += c;
            }
        } else if (c == QLatin1Char('\'') || c == QLatin1Char('"')) {
            quote = c;
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord) {
                words << word;
            }
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull()) {
        return make_error(
            ErrorCode::InvalidArgument,
            QCoreApplication::translate("kvscope::ShellCommand", "The command has an unclosed quote.").toStdString());
    }
    if (inWord) {
        words << word;
    }
    return words;
}

} // namespace kvscope
