#include "widgets/two_part_row.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTest>

using namespace kvscope;

class TestTwoPartRow : public QObject {
    Q_OBJECT

private slots:
    void secondPartGoesBelowWhereBothDoNotFit();
    void aPartThatGrowsIsArrangedAnew();
};

namespace {

QWidget *group(const QStringList &labels)
{
    auto *group = new QWidget;
    auto *layout = new QHBoxLayout(group);
    for (const QString &label : labels) {
        layout->addWidget(new QPushButton(label));
    }
    return group;
}

} // namespace

void TestTwoPartRow::secondPartGoesBelowWhereBothDoNotFit()
{
    QWidget *first = group({QStringLiteral("Bars and line"), QStringLiteral("Pareto")});
    QWidget *second = group({QStringLiteral("Published ranges")});
    TwoPartRow row(first, second);
    row.show();
    const int both = first->minimumSizeHint().width() + second->minimumSizeHint().width();
    row.resize(both + 50, 40);
    QTRY_COMPARE(second->y(), first->y());
    row.resize(both - 1, 120);
    QTRY_VERIFY2(second->y() >= first->geometry().bottom(),
                 qPrintable(QStringLiteral("%1 of %2").arg(row.width()).arg(both)));
    for (const QPushButton *button : row.findChildren<QPushButton *>()) {
        QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
    }
    row.resize(both + 50, 120);
    QTRY_COMPARE(second->y(), first->y());
}

void TestTwoPartRow::aPartThatGrowsIsArrangedAnew()
{
    QWidget *first = group({QStringLiteral("Bars and line")});
    QWidget *second = group({QStringLiteral("Lock scales")});
    TwoPartRow row(first, second);
    row.resize(first->minimumSizeHint().width() + second->minimumSizeHint().width() + 20, 80);
    row.show();
    QCOMPARE(first->y(), second->y());
    second->layout()->addWidget(new QPushButton(QStringLiteral("Average of datasets")));
    QTRY_VERIFY(second->y() >= first->geometry().bottom());
}

QTEST_MAIN(TestTwoPartRow)
#include "tst_two_part_row.moc"
