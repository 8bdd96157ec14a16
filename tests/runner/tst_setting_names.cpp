#include "setting_names.h"

#include <QTest>

using namespace kvscope;

namespace {

CellResult cell(const char *key, int dataset = 0)
{
    CellResult result;
    result.cell_key = key;
    result.dataset = dataset;
    result.policy = "r_kv";
    result.params = {{"window_size", 8}, {"mix_lambda", 0.1}};
    result.budget = KvBudget{96};
    result.retained = 96;
    result.peak = 112;
    return result;
}

std::vector<std::string> names(const std::vector<CellResult> &cells)
{
    ResultFrame frame;
    frame.models.resize(1);
    frame.models[0].label = "tiny r1";
    frame.datasets.resize(3);
    frame.datasets[0].label = "tasks";
    frame.datasets[1].label = "a b";
    frame.datasets[2].label = "a?b"; // both become a_b
    std::vector<const CellResult *> pointers;
    for (const CellResult &each : cells) {
        pointers.push_back(&each);
    }
    return setting_names(frame, pointers);
}

using Names = std::vector<std::string>;

} // namespace

class TestSettingNames : public QObject {
    Q_OBJECT

private slots:
    void oneSettingKeepsItsNameOverDatasets()
    {
        QCOMPARE(names({cell("k1"), cell("k2", 1)}), Names({"tiny_r1__r_kv_96", "tiny_r1__r_kv_96"}));
    }

    void full()
    {
        CellResult full = cell("k1");
        full.budget = {};
        QCOMPARE(names({full}), Names({"tiny_r1__r_kv"}));
    }

    void storageIsAlwaysNamed()
    {
        CellResult fp8 = cell("k2");
        fp8.kv_dtype = KvDType::Fp8;
        QCOMPARE(names({cell("k1"), fp8}), Names({"tiny_r1__r_kv_96", "tiny_r1__r_kv_96_fp8"}));
    }

    void parametersThatDiffer()
    {
        CellResult window = cell("k2");
        window.params["window_size"] = 4;
        QCOMPARE(names({cell("k1"), window}),
                 Names({"tiny_r1__r_kv_96_window_size-8", "tiny_r1__r_kv_96_window_size-4"}));
        CellResult buffer = cell("k2");
        buffer.peak = 128;
        QCOMPARE(names({cell("k1"), buffer}), Names({"tiny_r1__r_kv_96_buffer-16", "tiny_r1__r_kv_96_buffer-32"}));
        // The other dataset's cells of the same setting take part, so that they stay in one folder.
        CellResult windowElsewhere = window;
        windowElsewhere.dataset = 1;
        QCOMPARE(names({cell("k1"), window, cell("k3", 1), windowElsewhere})[3], "tiny_r1__r_kv_96_window_size-4");
    }

    void cellKeysWhereNoParameterDoes()
    {
        QCOMPARE(names({cell("k1"), cell("k2")}), Names({"tiny_r1__r_kv_96_k1", "tiny_r1__r_kv_96_k2"}));
        QCOMPARE(names({cell("k1", 1), cell("k2", 2)}), Names({"tiny_r1__r_kv_96_k1", "tiny_r1__r_kv_96_k2"}));
    }

    void tooManyDifferencesForAFileName()
    {
        CellResult other = cell("k2");
        for (const char *param : {"first_long_parameter", "second_long_parameter", "third_long_parameter"}) {
            other.params[param] = 1;
        }
        QCOMPARE(names({cell("k1"), other}), Names({"tiny_r1__r_kv_96_k1", "tiny_r1__r_kv_96_k2"}));
    }
};

QTEST_GUILESS_MAIN(TestSettingNames)
#include "tst_setting_names.moc"
