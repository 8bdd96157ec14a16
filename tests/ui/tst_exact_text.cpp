// Letters that no font has are shown as signs that look like them, and copied as they are.
#include "widgets/drawable_text.h"
#include "widgets/exact_text_view.h"

#include <QMimeData>
#include <QtTest>

using namespace kvscope;

namespace {

const QString kTurn = QStringLiteral("<｜User｜>1 + 1\n<｜Assistant｜>");

class View : public ExactTextView {
public:
    QString copied() const
    {
        const std::unique_ptr<QMimeData> made(createMimeDataFromSelection());
        return made->text();
    }
};

} // namespace

class TestExactText : public QObject {
    Q_OBJECT

private slots:
    void onlyWhatIsMissingIsReplaced()
    {
        QCOMPARE(drawable(kTurn, [](char32_t) { return true; }), kTurn);
        const auto lacksBar = [](char32_t letter) { return letter != U'｜'; };
        QCOMPARE(drawable(kTurn, lacksBar), QString("<|User|>1 + 1\n<|Assistant|>"));
        QCOMPARE(drawable(QStringLiteral("begin▁of 模型"), lacksBar), QString("begin▁of 模型"));
        QCOMPARE(drawable(QStringLiteral("begin▁of"), [](char32_t) { return false; }), QString("begin_of"));
    }

    void nothingIsDrawnThatTheFontLacks()
    {
        View view;
        view.appendText(kTurn);
        QCOMPARE(view.toPlainText().contains(QChar(0xFF5C)), QFontMetrics(view.font()).inFontUcs4(0xFF5C));
        QCOMPARE(view.toPlainText().size(), kTurn.size());
    }

    void selectionsAreCopiedExactly()
    {
        View view;
        view.appendText("Prompt\n");
        view.appendText(kTurn);
        QTextCursor cursor = view.textCursor();
        cursor.setPosition(8);
        cursor.setPosition(8 + 6, QTextCursor::KeepAnchor);
        view.setTextCursor(cursor);
        QCOMPARE(view.copied(), QStringLiteral("｜User｜"));
        view.selectAll();
        QCOMPARE(view.copied(), "Prompt\n" + kTurn);
        view.clearText();
        view.appendText("x");
        view.selectAll();
        QCOMPARE(view.copied(), QString("x"));
    }
};

QTEST_MAIN(TestExactText)
#include "tst_exact_text.moc"
