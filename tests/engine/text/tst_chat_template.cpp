#include "engine/chat_template.h"
#include "engine/sha256.h"
#include "engine/tokenizer.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace kvscope;

namespace {

const std::string models_dir = KVSCOPE_RESOURCES "/models";

nlohmann::json read_json(const std::string &path)
{
    std::ifstream file(path);
    return nlohmann::json::parse(file);
}

/// A model folder with one tokenizer_config.json.
class Folder {
public:
    void write(const char *name, const std::string &content)
    {
        std::ofstream(path() + "/" + name, std::ios::binary) << content;
    }
    std::string path() const { return directory_.path().toStdString(); }

private:
    QTemporaryDir directory_;
};

nlohmann::json tiny_config()
{
    return read_json(models_dir + "/tiny-r1-llama/tokenizer_config.json");
}

} // namespace

class TestChatTemplate : public QObject {
    Q_OBJECT

private slots:
    void rendersTheReferencePrompts_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("llama") << "tiny-r1-llama";
        QTest::newRow("qwen") << "tiny-r1-qwen";
    }

    void rendersTheReferencePrompts()
    {
        QFETCH(QString, model);
        const std::string dir = models_dir + "/" + model.toStdString();
        const auto chat = ChatTemplate::load(dir);
        QVERIFY(chat.has_value());
        const auto tokenizer = Tokenizer::load(dir);
        QVERIFY(tokenizer.has_value());
        const auto items = read_json(KVSCOPE_TEST_DATA "/text/reference_prompts.json")[model.toStdString()];
        QVERIFY(!items.empty());
        for (const auto &item : items) {
            const std::string text =
                chat.value().render_user_turn(user_turn_for_problem(item["problem"].get<std::string>(), "")).value();
            QCOMPARE(text, item["prompt_text"].get<std::string>());
            QCOMPARE(tokenizer.value().encode(text, false), item["prompt_ids"].get<std::vector<std::int32_t>>());
        }
    }

    void hashesTheTemplateText()
    {
        const auto chat = ChatTemplate::load(models_dir + "/tiny-r1-qwen");
        QCOMPARE(chat.value().sha256(), sha256_hex(tiny_config()["chat_template"].get<std::string>()));
    }

    void instructionFollowsTheProblem()
    {
        QCOMPARE(user_turn_for_problem("What is 1 + 1?", "Box it."), std::string("What is 1 + 1?\nBox it."));
        QCOMPARE(user_turn_for_problem("What is 1 + 1?", ""), std::string("What is 1 + 1?"));
    }

    void acceptsTheOtherPlacesOfATemplate()
    {
        nlohmann::json config = tiny_config();
        const std::string text = config["chat_template"];
        config["chat_template"] = {{{"name", "tool_use"}, {"template", "{{ tools }}"}},
                                   {{"name", "default"}, {"template", text}}};
        Folder listed;
        listed.write("tokenizer_config.json", config.dump());
        QVERIFY(ChatTemplate::load(listed.path()).has_value());

        config["chat_template"] = "{{ never read }}";
        config["bos_token"] = "<s>";
        Folder own_file;
        own_file.write("tokenizer_config.json", config.dump());
        own_file.write("chat_template.jinja", text + "\n");
        const auto chat = ChatTemplate::load(own_file.path());
        QVERIFY(chat.has_value());
        QCOMPARE(chat.value().render_user_turn("x").value(), std::string("<s><｜User｜>x<｜Assistant｜><think>\n"));
    }

    void refusesAnUnknownTemplateWithAPreview()
    {
        nlohmann::json config = tiny_config();
        config["chat_template"] = "{% for m in messages %}\n\x1b[31m\u202e" + std::string(200, 'q') + "{% include x %}";
        Folder folder;
        folder.write("tokenizer_config.json", config.dump());
        const auto chat = ChatTemplate::load(folder.path());
        QVERIFY(chat.has_error());
        QCOMPARE(chat.error().code, ErrorCode::InvalidData);
        const std::string message = chat.error().message;
        QVERIFY2(message.find("{% for m in messages %}\\n\\u001b[31m\\u202eqqq") != std::string::npos, message.c_str());
        QVERIFY(message.find(folder.path()) != std::string::npos);
        QVERIFY2(message.find("include") == std::string::npos || message.find("not supported") != std::string::npos,
                 message.c_str());
    }

    void interpretsAnotherTemplate()
    {
        nlohmann::json config = tiny_config();
        config["bos_token"] = {{"content", "<s>"}};
        config["chat_template"] =
            "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content | trim }}\n{% endfor %}"
            "{% if add_generation_prompt %}[bot]{% endif %}{{ tools }}";
        Folder folder;
        folder.write("tokenizer_config.json", config.dump());
        const auto chat = ChatTemplate::load(folder.path());
        QVERIFY2(chat.has_value(), chat.has_error() ? chat.error().message.c_str() : "");
        QVERIFY(!chat.value().is_known());
        QCOMPARE(chat.value().render_user_turn(" 1 + 1? ").value(), std::string("<s>[user] 1 + 1?\n[bot]None"));
    }

    void refusesTemplatesThatCannotRenderATurn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("raises") << QByteArray("{{ raise_exception('needs a system turn') }}") << "needs a system turn";
        QTest::newRow("loses the text") << QByteArray("{{ bos_token }}[bot]") << "leaves out the user's text";
        QTest::newRow("no Jinja") << QByteArray("{% if %}") << "line 1";
        QTest::newRow("runs on") << QByteArray(
                                        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}")
                                 << "MiB";
    }

    void refusesTemplatesThatCannotRenderATurn()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, reason);
        nlohmann::json config = tiny_config();
        config["chat_template"] = text.toStdString();
        Folder folder;
        folder.write("tokenizer_config.json", config.dump());
        const auto chat = ChatTemplate::load(folder.path());
        QVERIFY(chat.has_error());
        QVERIFY2(QString::fromStdString(chat.error().message).contains(reason), chat.error().message.c_str());
    }

    void interpretsAKnownTemplateThatWasChanged()
    {
        nlohmann::json config = tiny_config();
        const std::string text = config["chat_template"];
        config["chat_template"] = text + "!";
        Folder folder;
        folder.write("tokenizer_config.json", config.dump());
        const auto changed = ChatTemplate::load(folder.path());
        const auto known = ChatTemplate::load(models_dir + "/tiny-r1-llama");
        QVERIFY(changed.has_value() && !changed.value().is_known() && known.value().is_known());
        // The interpreter and the native rendering agree on the template itself.
        QCOMPARE(changed.value().render_user_turn("a\n b ").value(),
                 known.value().render_user_turn("a\n b ").value() + "!");
    }

    void refusesFoldersWithoutWhatItNeeds_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("expected");
        nlohmann::json no_bos = tiny_config();
        no_bos["bos_token"] = nullptr;
        QTest::newRow("no template") << QByteArray("{}") << "no chat template";
        QTest::newRow("template of a wrong type") << QByteArray(R"({"chat_template": 7})") << "no chat template";
        QTest::newRow("list without a default")
            << QByteArray(R"({"chat_template": [{"name": "x"}, 1]})") << "no chat template";
        QTest::newRow("no begin-of-sentence") << QByteArray::fromStdString(no_bos.dump()) << "bos_token";
        QTest::newRow("not an object") << QByteArray("[]") << "no chat template";
        QTest::newRow("not JSON") << QByteArray("{") << "not valid JSON";
        QTest::newRow("deep nesting") << QByteArray(100000, '[') << "nested deeper";
    }

    void refusesFoldersWithoutWhatItNeeds()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, expected);
        Folder folder;
        folder.write("tokenizer_config.json", config.toStdString());
        const auto chat = ChatTemplate::load(folder.path());
        QVERIFY(chat.has_error());
        QVERIFY2(QString::fromStdString(chat.error().message).contains(expected), chat.error().message.c_str());
    }

    void refusesAMissingFolder()
    {
        const auto chat = ChatTemplate::load("/no/such/folder");
        QVERIFY(chat.has_error());
        QCOMPARE(chat.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"
