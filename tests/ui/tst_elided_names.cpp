// Models of one family are alike at the start: what is too long loses its middle, and no name of a figure.
#include "chart_frames.h"
#include "ui/numbers_model.h"
#include "widgets/elided_combo_box.h"
#include "widgets/figure_header.h"

#include <QAbstractItemView>
#include <QTableView>
#include <QtTest>

using namespace kvscope;

namespace {

const char *const kLlama = "DeepSeek-R1-Distill-Llama-8B";
const char *const kQwen = "DeepSeek-R1-Distill-Qwen-7B";

} // namespace

class TestElidedNames : public QObject {
    Q_OBJECT

private slots:
    void rowsKeepTheNamesOfTheirFigures()
    {
        auto frame = std::make_shared<ResultFrame>(test::emptyFrame({kLlama, kQwen}));
        for (int model = 0; model < 2; ++model) {
            frame->cells.push_back(test::finishedCell(model, 2500, 50, 600));
        }
        NumbersModel numbers;
        numbers.setFrame(frame);
        QTableView table;
        auto *header = new FigureHeader(NumbersModel::FigureRole, &table);
        table.setVerticalHeader(header);
        table.setModel(&numbers);
        table.resize(600, 300);
        const auto titles = [&](int width) {
            header->setFixedWidth(width);
            table.show();
            QStringList shown;
            for (int row = 0; row < numbers.rowCount(); ++row) {
                shown << header->shownTitle(row);
            }
            return shown;
        };
        const QStringList whole = titles(500);
        QCOMPARE(whole.front(), QString(kLlama) + "   Pass@1");
        QCOMPARE(whole.size(), 6);
        QStringList cut = titles(header->fontMetrics().horizontalAdvance(whole.front()) * 2 / 3);
        for (int row = 0; row < cut.size(); ++row) {
            const QString figure = whole[row].section("   ", 1);
            QVERIFY2(cut[row].endsWith(figure), qPrintable(cut[row]));
            QCOMPARE(cut[row].contains(QChar(0x2026)), !figure.isEmpty()); // "95 % interval" fits
            QVERIFY(header->fontMetrics().horizontalAdvance(cut[row]) < header->width());
            QVERIFY(numbers.headerData(row, Qt::Vertical, Qt::ToolTipRole).toString().contains(
                whole[row].section("   ", 0, 0)));
        }
        QCOMPARE(cut.removeDuplicates(), 1); // the two intervals
    }

    void listsKeepBothEnds()
    {
        ElidedComboBox box;
        box.addItems({kLlama, kQwen});
        QCOMPARE(box.view()->textElideMode(), Qt::ElideMiddle);
        box.resize(1000, box.sizeHint().height());
        QCOMPARE(box.shownText(), QString(kLlama));
        box.resize(box.fontMetrics().horizontalAdvance("DeepSeek-R1-Distill"), box.sizeHint().height());
        const QString llama = box.shownText();
        box.setCurrentIndex(1);
        const QString qwen = box.shownText();
        QVERIFY(llama != qwen);
        QVERIFY2(llama.startsWith("Deep") && llama.endsWith("8B"), qPrintable(llama));
        QVERIFY2(qwen.startsWith("Deep") && qwen.endsWith("7B"), qPrintable(qwen));
    }
};

QTEST_MAIN(TestElidedNames)
#include "tst_elided_names.moc"
