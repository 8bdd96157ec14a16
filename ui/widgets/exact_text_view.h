#pragma once

#include <QPlainTextEdit>

namespace kvscope {

/// Text to read: letters that the font lacks are drawn as signs that look like them, and copied as what they are.
class ExactTextView : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit ExactTextView(QWidget *parent = nullptr);

    void clearText();
    /// `text` ends its lines with \n alone.
    void appendText(const QString &text, const QTextCharFormat &format = {});

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    QString exact_; ///< as long as what is shown
};

} // namespace kvscope
